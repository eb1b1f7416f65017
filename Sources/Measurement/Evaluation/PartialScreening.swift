internal import CanonicalJSON
internal import Ledger

/// A screening that saw texts which were erased later: its verdicts cannot all be computed again, but each can be compared with what
/// comes out without those texts, and there must still be one for each event.
struct PartialScreening {
    private let bodies: Set<[UInt8]>
    /// Events whose verdict has not come yet.
    private(set) var withoutVerdict: Set<LedgerPosition>
    /// Entries that came out otherwise.
    private(set) var others: [LedgerPosition] = []

    init(drafts: [EntryDraft], waiting: [LedgerPosition]) {
        bodies = Set(drafts.map(\.body))
        withoutVerdict = Set(waiting)
    }

    /// False for a verdict on an event that did not wait for one, or has it already, and for a rule set that is not the one in force.
    mutating func take(_ entry: LedgerEntry) -> Bool {
        let comesOut = bodies.contains(entry.body)
        if entry.kind == .ruleSet { return comesOut }
        if entry.kind == .verdict {
            guard let position = (try? JSONParser.parse(entry.body))?["position"]?.integerValue,
                withoutVerdict.remove(LedgerPosition(position)) != nil
            else { return false }
        }
        if !comesOut { others.append(entry.position) }
        return true
    }
}
