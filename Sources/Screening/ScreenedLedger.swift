public import CanonicalJSON
internal import Contributions
public import Ledger
internal import Rules

/// How often a signal was measured, and how often refused for which reason.
public struct SignalCoverage: Hashable, Sendable {
    public internal(set) var measured = 0
    public internal(set) var abstained: [String: Int] = [:]
}

/// What the ledger says about every event, read back from its entries: the only way in which events become `ClearedEvent`s.
public struct ScreenedLedger: Sendable {
    /// In ledger order.
    public private(set) var events: [ScreenedEvent] = []
    /// Where the first verdict on each event stands, by event position.
    public private(set) var verdictPositions: [LedgerPosition: LedgerPosition] = [:]
    /// Events that no verdict names yet.
    public private(set) var pending: [RecordedEvent] = []
    /// Recorded clusters (`Cluster.json`), the newest of each id, sorted by id.
    public private(set) var clusters: [JSONValue] = []
    /// Verdict bodies (contract section 4) of the events on which a rule fired, by event position.
    public private(set) var firedVerdicts: [LedgerPosition: JSONValue] = [:]
    /// How often each signal was measured or refused, over all verdicts.
    public private(set) var signalCoverage: [String: SignalCoverage] = [:]
    /// The newest rule set entry.
    public private(set) var ruleSet: JSONValue?

    /// Reads the ledger, or the part of it before `end`. O(entries).
    public init(reading store: any LedgerStore, below end: LedgerPosition = .max) throws(LedgerError) {
        var records: [RecordedEvent] = []
        var outcomes: [LedgerPosition: Outcome] = [:]
        var byID: [String: JSONValue] = [:]
        var failure: LedgerError?
        try store.visit(from: 0) { entry in
            guard entry.position < end else { return false }
            guard entry.kind != .posting else { return true }
            do throws(LedgerError) {
                let body = try Self.json(entry)
                switch entry.kind {
                case .event: records.append(try Self.record(entry, body))
                case .verdict:
                    let (position, outcome) = try Self.outcome(entry, body)
                    outcomes[position] = outcome
                    if verdictPositions[position] == nil { verdictPositions[position] = entry.position }
                    if body["rules"]?.arrayValue?.isEmpty == false { firedVerdicts[position] = body }
                    count(body)
                case .finding: if let id = body["cluster"]?.stringValue { byID[id] = body }
                case .ruleSet: ruleSet = body
                case .posting, .erasure: break
                }
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        for record in records {
            if let outcome = outcomes[record.position] { events.append(ScreenedEvent(record, outcome)) } else { pending.append(record) }
        }
        clusters = byID.keys.sorted().compactMap { byID[$0] }
    }

    private mutating func count(_ verdict: JSONValue) {
        for signal in verdict["signals"]?.arrayValue ?? [] {
            if let name = signal["name"]?.stringValue { signalCoverage[name, default: SignalCoverage()].measured += 1 }
        }
        for item in verdict["abstained"]?.arrayValue ?? [] {
            guard let name = item["signal"]?.stringValue, let why = item["why"]?.stringValue else { continue }
            signalCoverage[name, default: SignalCoverage()].abstained[why, default: 0] += 1
        }
    }

    private static func json(_ entry: LedgerEntry) throws(LedgerError) -> JSONValue {
        do { return try JSONParser.parse(entry.body) } catch {
            throw LedgerError(
                code: "ledger/bad-body", cause: "entry \(entry.position) does not hold JSON: \(error.cause)", hint: "run: assay ledger verify")
        }
    }

    private static func record(_ entry: LedgerEntry, _ body: JSONValue) throws(LedgerError) -> RecordedEvent {
        do throws(EventError) { return RecordedEvent(position: entry.position, event: try ContributionEvent(decoding: body)) } catch {
            throw LedgerError(
                code: "ledger/bad-body", cause: "entry \(entry.position) is not an event: \(error.cause)", hint: "run: assay ledger verify")
        }
    }

    private static func outcome(_ entry: LedgerEntry, _ body: JSONValue) throws(LedgerError) -> (LedgerPosition, Outcome) {
        guard let position = body["position"]?.integerValue, let outcome = body["verdict"]?.stringValue.flatMap(Outcome.init(rawValue:)) else {
            throw LedgerError(code: "ledger/bad-body", cause: "entry \(entry.position) is not a verdict", hint: "run: assay ledger verify")
        }
        return (LedgerPosition(position), outcome)
    }
}
