public import CanonicalJSON
internal import Contributions
public import Ledger
internal import Parallelism
public import Rules

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
    /// Verdict bodies (docs/contracts.md, "Verdicts") of the events on which a rule fired, by event position.
    public private(set) var firedVerdicts: [LedgerPosition: JSONValue] = [:]
    /// How often each signal was measured or refused, over all verdicts.
    public private(set) var signalCoverage: [String: SignalCoverage] = [:]
    /// The shadow rules that fired on an event (id, version and outcome), by event position.
    public private(set) var shadowFirings: [LedgerPosition: [JSONValue]] = [:]
    /// The newest rule set entry.
    public private(set) var ruleSet: JSONValue?

    /// Reads the ledger, or the part of it before `end`. O(entries).
    public init(reading store: any LedgerStore, below end: LedgerPosition = .max) throws(LedgerError) {
        try self.init(reading: store, below: end, judge: nil)
    }

    /// What `rules` would have decided over the signals that the recorded verdicts keep. No detector runs; `ruleSet` names these rules. O(entries).
    public init(reading store: any LedgerStore, rejudgedBy rules: RuleSet) throws(LedgerError) {
        try self.init(reading: store, below: .max, judge: RecordedJudge(rules))
        ruleSet = rules.json
    }

    private init(reading store: any LedgerStore, below end: LedgerPosition, judge: RecordedJudge?) throws(LedgerError) {
        var fold = Fold(judge: judge)
        var batch: [LedgerEntry] = []
        var failure: LedgerError?
        func takeBatch() -> Bool {
            do throws(LedgerError) { try take(&batch, &fold) } catch { failure = error }
            return failure == nil
        }
        try store.visit(from: 0) { entry in
            guard entry.position < end else { return false }
            if entry.kind != .posting { batch.append(entry) }
            return batch.count < Self.entriesPerBatch || takeBatch()
        }
        if failure == nil { _ = takeBatch() }
        if let failure { throw failure }
        let (records, outcomes, discounts, byID) = (fold.records, fold.outcomes, fold.discounts, fold.clusters)
        for record in records {
            if let outcome = outcomes[record.position] {
                events.append(ScreenedEvent(record, outcome, discount: discounts[record.position]))
            } else {
                pending.append(record)
            }
        }
        clusters = byID.keys.sorted().compactMap { byID[$0] }
    }

    /// Entries that are parsed together, by all processors.
    private static let entriesPerBatch = 1 << 13

    /// What the entries so far come to.
    private struct Fold {
        let judge: RecordedJudge?
        var records: [RecordedEvent] = []
        var outcomes: [LedgerPosition: Outcome] = [:]
        var discounts: [LedgerPosition: Discount] = [:]
        var clusters: [String: JSONValue] = [:]
        /// Counted anew for the rules that judge.
        var aggregates: AggregateLayer
        var answers: [LedgerPosition: [AggregateLayer.Answer]] = [:]

        init(judge: RecordedJudge?) {
            self.judge = judge
            aggregates = AggregateLayer(judge?.ruleSet.aggregates ?? [])
        }

        mutating func add(_ record: RecordedEvent) {
            records.append(record)
            if !aggregates.isEmpty { answers[record.position] = aggregates.observe(record) }
        }
    }

    /// Entries that a thread parses at a time.
    private static let entriesPerTask = 256

    /// Parses the entries side by side, takes them in one after another, and empties the batch.
    private mutating func take(_ batch: inout [LedgerEntry], _ fold: inout Fold) throws(LedgerError) {
        let entries = batch
        let read = ParallelMap.map(entries.count, itemsPerTask: Self.entriesPerTask) { Self.read(entries[$0]) }
        for item in read { if let record = try? item.get().record { fold.add(record) } }
        let (judge, records, answers) = (fold.judge, fold.records, fold.answers)
        let bodies = ParallelMap.map(entries.count, itemsPerTask: Self.entriesPerTask) { index -> Result<JSONValue, LedgerError> in
            Self.result { () throws(LedgerError) in
                let body = try read[index].get().body
                guard let judge, entries[index].kind == .verdict else { return body }
                return try judge.verdict(entries[index], body, records, answers)
            }
        }
        for (entry, body) in zip(entries, bodies) { try take(entry, try body.get(), &fold) }
        batch.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ entry: LedgerEntry, _ body: JSONValue, _ fold: inout Fold) throws(LedgerError) {
        switch entry.kind {
        case .verdict:
            let (position, outcome) = try Self.outcome(entry, body)
            fold.outcomes[position] = outcome
            let discount = try Self.discount(entry, body)
            if discount != nil || !fold.discounts.isEmpty { fold.discounts[position] = discount }
            if verdictPositions[position] == nil { verdictPositions[position] = entry.position }
            if body["rules"]?.arrayValue?.isEmpty == false { firedVerdicts[position] = body }
            if let items = body["shadow"]?.arrayValue { shadowFirings[position] = items }
            count(body)
        case .finding: if let id = body["cluster"]?.stringValue { fold.clusters[id] = body }
        case .ruleSet: ruleSet = body
        case .event, .posting, .erasure: break
        }
    }

    private struct Read: Sendable {
        let body: JSONValue
        /// For an event.
        let record: RecordedEvent?
    }

    private static func read(_ entry: LedgerEntry) -> Result<Read, LedgerError> {
        result { () throws(LedgerError) in
            let body = try json(entry)
            return Read(body: body, record: entry.kind == .event ? try record(entry, body) : nil)
        }
    }

    private static func result<Value>(_ work: () throws(LedgerError) -> Value) -> Result<Value, LedgerError> {
        do throws(LedgerError) { return .success(try work()) } catch { return .failure(error) }
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
        do throws(EventError) {
            return RecordedEvent(position: entry.position, event: try ContributionEvent(decoding: body, canonicalBytes: entry.body))
        } catch {
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

    private static func discount(_ entry: LedgerEntry, _ body: JSONValue) throws(LedgerError) -> Discount? {
        guard let member = body["discount"] else { return nil }
        guard let discount = member.integerValue.flatMap(Discount.init(ppm:)) else {
            throw LedgerError(
                code: "ledger/bad-body", cause: "entry \(entry.position) is a verdict with a discount of \(JSONWriter.text(member)) millionths",
                hint: "run: assay ledger verify")
        }
        return discount
    }
}
