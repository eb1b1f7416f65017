internal import CanonicalJSON
internal import Collections
package import Contributions
public import Detection
public import Ledger
internal import Parallelism
public import Rules

/// Puts events through the detectors and the rules.
///
/// A fold like its detectors: observe every event of the ledger in order, then ask for verdicts. `Screener` says of which events, and when.
public struct FraudLayer {
    /// The rules that decide; a layer that is kept warm may be given others between two screenings.
    public var ruleSet: RuleSet { didSet { (program, shadow) = Self.programs(ruleSet) } }
    private var program: RuleProgram
    /// Rules on trial, run beside the live ones.
    private var shadow: RuleProgram
    private let keepsBodies: Bool
    private var detectors: [any Detector]
    private var aggregates: AggregateLayer
    private var pending: [Candidate] = []
    private(set) var watermark: LedgerPosition = 0

    /// An event that is to be judged: what its verdict says of it, and what rules may ask; the rest is left to the ledger.
    struct Candidate: Sendable {
        let position: LedgerPosition
        let key: String
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
        let candidates = take([record])
        if needsVerdict { pending += candidates }
    }

    /// Shows events to every detector, side by side; what is needed to judge each of them later.
    mutating func take(_ batch: [RecordedEvent]) -> [Candidate] {
        guard let last = batch.last else { return [] }
        detectors.withUnsafeMutableBufferPointer { detectors in
            // SAFETY: each detector is touched by one task only, and all have ended when the map returns.
            nonisolated(unsafe) let detectors = detectors
            _ = ParallelMap.map(detectors.count) { detectors[$0].observe(batch) }
        }
        watermark = max(watermark, last.position + 1)
        return batch.map { record in
            Candidate(
                position: record.position, key: record.event.key.description, type: record.event.type,
                body: keepsBodies ? record.event.canonicalBytes : nil, aggregates: aggregates.observe(record))
        }
    }

    /// Forgets which events wait for a verdict, not what the detectors have seen.
    public mutating func forgetPending() { pending.removeAll() }

    /// The verdicts on all pending events, in ledger order, and the clusters they belong to.
    public func screen() -> Result {
        let judgement = judge(pending.map(\.position))
        return Result(ruleSet: ruleSet, verdicts: judgement.verdicts(on: pending), clusters: judgement.clusters)
    }

    /// What the detectors say of these events by what they have seen so far. Positions rise.
    func judge(_ positions: [LedgerPosition]) -> Judgement {
        let asked = AskedEvents.at(positions)
        let detectors = detectors
        let findings = ParallelMap.map(detectors.count) { detectors[$0].findings(on: asked) }
        return Judgement(
            ruleSet: ruleSet, program: program, shadow: shadow, watermark: watermark,
            findings: zip(detectors, findings).map { (type(of: $0), $1) })
    }

    /// Answers of the detectors at one moment, and the rules to judge by.
    struct Judgement: Sendable {
        let ruleSet: RuleSet
        let program: RuleProgram
        let shadow: RuleProgram
        let watermark: LedgerPosition
        let findings: [(detector: any Detector.Type, findings: Findings)]

        var clusters: [Cluster] { findings.flatMap(\.findings.clusters).sorted { $0.id < $1.id } }

        /// Verdicts on candidates, made on all processors.
        func verdicts(on candidates: [Candidate]) -> [Verdict] {
            ParallelMap.map(candidates.count, itemsPerTask: 256) { verdict(on: candidates[$0]) }
        }

        /// O(signals + rules).
        func verdict(on candidate: Candidate) -> Verdict {
            let counted = AggregateLayer.signals(ruleSet, candidate.type, candidate.aggregates)
            let signals = (findings.flatMap { $0.findings.signals[candidate.position] ?? [] } + counted.signals).sorted { $0.name < $1.name }
            var abstentions = findings.flatMap { $0.findings.abstentions[candidate.position] ?? [] } + counted.abstentions
            var firings: [Decision.Firing] = []
            for (detector, findings) in findings {
                guard let why = findings.failure else { continue }
                let blind = detector.signals.filter { $0.eventTypes.contains(candidate.type) }
                abstentions += blind.map { Abstention(signal: $0.name, why: "the detector could not run: \(why)") }
                if !blind.isEmpty { firings.append(.couldNotRun(detector.name)) }
            }
            abstentions.sort { $0.signal < $1.signal }
            let facts = EventFacts(
                eventType: candidate.type, signals: EventSignals(signals, abstained: Set(abstentions.map(\.signal))), body: candidate.body)
            return Verdict(
                event: candidate.key, position: candidate.position, decision: Decision(firings: firings + program.decide(facts).firings),
                signals: signals, abstentions: abstentions, ruleSet: ruleSet.digest, watermark: watermark, shadow: shadow.decide(facts).firings)
        }
    }

    /// What one screening adds to the ledger.
    public struct Result: Sendable {
        public let ruleSet: RuleSet
        public let verdicts: [Verdict]
        public let clusters: [Cluster]

        /// The entries in the order in which they are appended: the rule set, the clusters, the verdicts.
        package func drafts(at time: Timestamp) -> [EntryDraft] {
            let bodies = [.ruleSet(ruleSet.document)] + clusters.map { EntryBody.finding($0) } + verdicts.map { .verdict($0) }
            return bodies.map { EntryDraft($0, at: time) }
        }
    }
}

// MARK: Memory

extension FraudLayer {
    /// Whether the state can be kept: what aggregates count, and events that rules read whole, are gathered from the start each time.
    var isKept: Bool { aggregates.isEmpty && !keepsBodies }

    /// The state of every detector, each named with its version and configuration, in pieces that follow one another.
    func state() -> [[UInt8]] {
        var names = ColumnWriter()
        names.write(watermark)
        names.write(detectors.map { type(of: $0).name })
        let detectors = detectors
        let parts = ParallelMap.map(detectors.count) { index in
            var part = ColumnWriter()
            part.write(type(of: detectors[index]).stateVersion)
            part.write(detectors[index].configuration.bytes)
            detectors[index].write(to: &part)
            return part.bytes
        }
        return [names.bytes] + parts.flatMap { ColumnWriter.pieces(of: $0) }
    }

    /// Takes over what `state` gave, into a layer that has observed nothing.
    /// - Throws: where it is of other detectors, another version or configuration, or does not hold together; the layer is then of no use.
    mutating func restore(from state: inout ColumnReader) throws(ColumnError) {
        let position = try state.integer()
        guard try state.texts() == detectors.map({ type(of: $0).name }), position >= 0 else { throw .malformed }
        var read: [ColumnReader] = []
        for _ in detectors { read.append(try state.nested()) }
        // SAFETY: the bytes are lent for longer than the map runs, and only read.
        nonisolated(unsafe) let parts = read
        let failures = detectors.withUnsafeMutableBufferPointer { detectors in
            // SAFETY: each detector is touched by one task only, and all have ended when the map returns.
            nonisolated(unsafe) let detectors = detectors
            return ParallelMap.map(detectors.count) { index in Self.restore(&detectors[index], from: parts[index]) }
        }
        for case let failure? in failures { throw failure }
        watermark = position
    }

    private static func restore(_ detector: inout any Detector, from state: ColumnReader) -> ColumnError? {
        var part = state
        do throws(ColumnError) {
            guard try part.integer() == type(of: detector).stateVersion, try part.list() == detector.configuration.bytes else { return .malformed }
            try detector.restore(from: &part)
            return part.isAtEnd ? nil : .malformed
        } catch { return error }
    }
}
