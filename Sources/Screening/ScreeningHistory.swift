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
        switch entry.kind {
        case .event: eventCount += 1
        case .verdict:
            if let position = (try? JSONParser.parse(entry.body))?["position"]?.integerValue { decided.insert(LedgerPosition(position)) }
        case .ruleSet: ruleSet = entry.body
        case .finding: findings.insert(Digest.sha256(entry.body))
        case .posting: break
        }
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
