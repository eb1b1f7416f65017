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
    mutating func take(_ entry: LedgerEntry, _ body: EntryBody) -> Bool {
        let comesOut = bodies.contains(entry.body)
        switch body {
        case .ruleSet: return comesOut
        case .verdict(let verdict):
            // A verdict that takes the place of another is on an event that had one.
            guard withoutVerdict.remove(verdict.position) != nil || verdict.revises != nil else { return false }
        default: break
        }
        if !comesOut { others.append(entry.position) }
        return true
    }
}
