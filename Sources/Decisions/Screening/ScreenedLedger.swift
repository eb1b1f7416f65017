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
    /// Where the first verdict on each event stands, by event position: what a settlement goes by.
    public private(set) var firstVerdicts: [LedgerPosition: LedgerPosition] = [:]
    /// Where the verdict of record on each event stands, by event position.
    public private(set) var verdictsOfRecord: [LedgerPosition: LedgerPosition] = [:]
    /// Events that no verdict names yet.
    public private(set) var pending: [RecordedEvent] = []
    /// Recorded clusters, the newest of each id, sorted by id.
    public private(set) var clusters: [Cluster] = []
    /// Verdicts of record by which a rule fired, by event position.
    public private(set) var firedVerdicts: [LedgerPosition: Verdict] = [:]
    /// How often each signal was measured or refused, over all verdicts of record.
    public private(set) var signalCoverage: [String: SignalCoverage] = [:]
    /// The shadow rules that fired on an event, by event position.
    public private(set) var shadowFirings: [LedgerPosition: [Decision.Firing]] = [:]
    /// The newest rule set entry.
    public private(set) var ruleSet: RuleSetDocument?
    /// The screenings that the ledger records, in order.
    public private(set) var screenings: [ScreeningRecord] = []

    /// Reads the ledger, or the part of it before `end`. O(entries).
    public init(reading store: any LedgerStore, below end: LedgerPosition = .max) throws(LedgerError) {
        try self.init(reading: store, below: end, judge: nil)
    }

    /// What `rules` would have decided over the signals that the recorded verdicts keep. No detector runs; `ruleSet` names these rules. O(entries).
    public init(reading store: any LedgerStore, rejudgedBy rules: RuleSet) throws(LedgerError) {
        try self.init(reading: store, below: .max, judge: RecordedJudge(rules))
        ruleSet = rules.document
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
            if entry.kind != .posting, entry.kind != .erasure { batch.append(entry) }
            return batch.count < Self.entriesPerBatch || takeBatch()
        }
        if failure == nil { _ = takeBatch() }
        if let failure { throw failure }
        for entry in fold.replaced {
            if case .verdict(let verdict)? = try store.entry(at: entry)?.decoded() { count(verdict, by: -1) }
        }
        for record in fold.records {
            if let standing = fold.standings[record.position] {
                events.append(ScreenedEvent(record, standing.outcome, discount: standing.discount))
            } else {
                pending.append(record)
            }
        }
        clusters = fold.clusters.keys.sorted().compactMap { fold.clusters[$0] }
    }

    /// Entries that are decoded together, by all processors.
    private static let entriesPerBatch = 1 << 13

    /// What the entries so far come to.
    private struct Fold {
        let judge: RecordedJudge?
        var records: [RecordedEvent] = []
        var standings: [LedgerPosition: (outcome: Outcome, discount: Discount?)] = [:]
        var clusters: [String: Cluster] = [:]
        /// Verdicts that another has taken the place of.
        var replaced: [LedgerPosition] = []
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

    /// Entries that a thread decodes at a time.
    private static let entriesPerTask = 256

    /// Decodes the entries side by side, takes them in one after another, and empties the batch.
    private mutating func take(_ batch: inout [LedgerEntry], _ fold: inout Fold) throws(LedgerError) {
        let entries = batch
        let read = ParallelMap.map(entries.count, itemsPerTask: Self.entriesPerTask) { index in
            Self.result { () throws(LedgerError) in try entries[index].decoded() }
        }
        for (entry, item) in zip(entries, read) {
            if case .event(let event) = try item.get() { fold.add(RecordedEvent(position: entry.position, event: event)) }
        }
        let (judge, records, answers) = (fold.judge, fold.records, fold.answers)
        let verdicts = ParallelMap.map(entries.count, itemsPerTask: Self.entriesPerTask) { index -> Result<Verdict?, LedgerError> in
            Self.result { () throws(LedgerError) in
                guard case .verdict(let verdict) = try read[index].get() else { return nil }
                return try judge?.verdict(entries[index], verdict, records, answers) ?? verdict
            }
        }
        for index in entries.indices {
            switch try read[index].get() {
            case .verdict: if let verdict = try verdicts[index].get() { take(verdict, entries[index].position, &fold) }
            case .finding(let cluster): fold.clusters[cluster.id] = cluster
            case .ruleSet(let document): ruleSet = document
            case .screening(let record): screenings.append(record)
            case .event, .posting, .erasure: break
            }
        }
        batch.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ verdict: Verdict, _ entry: LedgerPosition, _ fold: inout Fold) {
        let position = verdict.position
        fold.standings[position] = (verdict.outcome, verdict.discount)
        if firstVerdicts[position] == nil { firstVerdicts[position] = entry }
        if let replaced = verdictsOfRecord.updateValue(entry, forKey: position) { fold.replaced.append(replaced) }
        firedVerdicts[position] = verdict.firings.isEmpty ? nil : verdict
        shadowFirings[position] = verdict.shadow.isEmpty ? nil : verdict.shadow
        count(verdict, by: 1)
    }

    private mutating func count(_ verdict: Verdict, by step: Int) {
        for signal in verdict.signals { signalCoverage[signal.name, default: SignalCoverage()].measured += step }
        for item in verdict.abstentions { signalCoverage[item.signal, default: SignalCoverage()].abstained[item.why, default: 0] += step }
    }

    private static func result<Value>(_ work: () throws(LedgerError) -> Value) -> Result<Value, LedgerError> {
        do throws(LedgerError) { return .success(try work()) } catch { return .failure(error) }
    }
}
