internal import CanonicalJSON
internal import Contributions
public import Ledger

/// What earlier screenings left in a ledger: a fold over its entries, so that a screening repeats nothing of it.
public struct ScreeningHistory {
    public private(set) var eventCount = 0
    /// Positions of events that have a verdict.
    public private(set) var decided: Set<LedgerPosition> = []
    /// The body of the rule set in force.
    public private(set) var ruleSet: [UInt8]?
    private var findings: Set<Digest> = []

    public init() {}

    public init(folding store: some LedgerStore) throws(LedgerError) {
        self.init()
        var history = ScreeningHistory()
        try store.visit(from: 0) { entry in
            history.observe(entry)
            return true
        }
        self = history
    }

    public mutating func observe(_ entry: LedgerEntry) {
        if entry.kind == .event { eventCount += 1 }
        if entry.kind == .verdict, let position = (try? JSONParser.parse(entry.body))?["position"]?.integerValue {
            decided.insert(LedgerPosition(position))
        }
        if entry.kind == .ruleSet { ruleSet = entry.body }
        if entry.kind == .finding { findings.insert(Digest.sha256(entry.body)) }
    }

    /// Leaves out of a screening what the ledger already says: the rule set in force and clusters that have not changed.
    public func new(_ drafts: [EntryDraft]) -> [EntryDraft] {
        drafts.filter { draft in
            switch draft.kind {
            case .ruleSet: ruleSet != draft.body
            case .finding: !findings.contains(Digest.sha256(draft.body))
            default: true
            }
        }
    }
}
