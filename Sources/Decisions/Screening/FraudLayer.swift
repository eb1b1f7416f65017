internal import CanonicalJSON
public import Contributions
public import Detection
public import Ledger
public import Rules

/// Puts events through the detectors and the rules.
///
/// A fold like its detectors: observe every event of the ledger in order, then ask for the verdicts of those that have none yet.
public struct FraudLayer {
    /// The rules that `screen` decides by; a layer that is kept warm may be given others between two screenings.
    public var ruleSet: RuleSet { didSet { (program, shadow) = Self.programs(ruleSet) } }
    private var program: RuleProgram
    /// Rules on trial, run beside the live ones.
    private var shadow: RuleProgram
    private let keepsBodies: Bool
    private var detectors: [any Detector]
    private var aggregates: AggregateLayer
    private var pending: [Pending] = []
    private var watermark: LedgerPosition = 0

    /// What a verdict says of its event; the event itself is left to the ledger.
    private struct Pending {
        let position: LedgerPosition
        let key: EventKey
        let type: String
        /// The event itself, where a rule reads its fields.
        let body: [UInt8]?
        let aggregates: [AggregateLayer.Answer]
    }

    /// - Parameter keepsBodies: Whether events are kept whole until they have their verdicts; nil where these rules decide that. A layer
    ///   that will be given other rules needs it, since those may read what these do not.
    /// - Parameter aggregates: of rule sets that the layer will be given later; what is not counted from the start is unknown.
    public init(ruleSet: RuleSet, detectors: [any Detector], keepsBodies: Bool? = nil, aggregates: [Aggregate] = []) {
        self.aggregates = AggregateLayer(ruleSet.aggregates + aggregates)
        self.ruleSet = ruleSet
        (program, shadow) = Self.programs(ruleSet)
        self.keepsBodies = keepsBodies ?? (program.readsEvents || shadow.readsEvents)
        self.detectors = detectors
    }

    private static func programs(_ ruleSet: RuleSet) -> (live: RuleProgram, shadow: RuleProgram) {
        (RuleProgram(ruleSet), RuleProgram(ruleSet, statuses: [.shadow]))
    }

    /// Shows the event to every detector; `pending` where it still needs a verdict.
    public mutating func observe(_ record: RecordedEvent, pending needsVerdict: Bool) {
        for index in detectors.indices { detectors[index].observe(record) }
        let answers = aggregates.observe(record)
        if needsVerdict {
            let event = record.event
            pending.append(
                Pending(
                    position: record.position, key: event.key, type: event.type, body: keepsBodies ? event.canonicalBytes : nil,
                    aggregates: answers))
        }
        watermark = max(watermark, record.position + 1)
    }

    /// Forgets which events wait for a verdict, not what the detectors have seen.
    public mutating func forgetPending() { pending.removeAll() }

    /// The verdicts on all pending events, in ledger order, and the clusters they belong to.
    public func screen() -> Result {
        let findings = detectors.map { $0.findings() }
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(pending.count)
        for record in pending {
            let counted = AggregateLayer.signals(ruleSet, record.type, record.aggregates)
            let signals = (findings.flatMap { $0.signals[record.position] ?? [] } + counted.signals).sorted { $0.name < $1.name }
            var abstentions = findings.flatMap { $0.abstentions[record.position] ?? [] } + counted.abstentions
            var decision = Decision(firings: [])
            for (detector, finding) in zip(detectors, findings) {
                guard let why = finding.failure else { continue }
                let blind = type(of: detector).signals.filter { $0.eventTypes.contains(record.type) }
                abstentions += blind.map { Abstention(signal: $0.name, why: "the detector could not run: \(why)") }
                if !blind.isEmpty { decision.firings.append(.couldNotRun(type(of: detector).name)) }
            }
            abstentions.sort { $0.signal < $1.signal }
            let facts = EventFacts(
                eventType: record.type, signals: EventSignals(signals, abstained: Set(abstentions.map(\.signal))), body: record.body)
            decision.firings += program.decide(facts).firings
            verdicts.append(
                Verdict(
                    event: record.key, position: record.position, outcome: decision.outcome, firings: decision.firings, signals: signals,
                    abstentions: abstentions, ruleSet: ruleSet.digest, watermark: watermark, shadow: shadow.decide(facts).firings))
        }
        return Result(ruleSet: ruleSet, verdicts: verdicts, clusters: findings.flatMap(\.clusters).sorted { $0.id < $1.id })
    }

    /// What one screening adds to the ledger.
    public struct Result: Sendable {
        public let ruleSet: RuleSet
        public let verdicts: [Verdict]
        public let clusters: [Cluster]

        /// The entries in the order in which they are appended: the rule set, the clusters, the verdicts.
        public func drafts(at time: Timestamp) -> [EntryDraft] {
            func draft(_ kind: EntryKind, _ json: JSONValue) -> EntryDraft { EntryDraft(kind: kind, time: time, body: JSONWriter.bytes(json)) }
            return [draft(.ruleSet, ruleSet.json)] + clusters.map { draft(.finding, $0.json) } + verdicts.map { draft(.verdict, $0.json) }
        }
    }
}
