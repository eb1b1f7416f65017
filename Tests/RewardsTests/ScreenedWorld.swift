import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening

/// Builds a ledger of events with the verdicts a test wants, through the real fraud layer.
struct ScreenedWorld {
    private var events: [(event: ContributionEvent, verdict: Outcome)] = []
    private var clusters: [Cluster] = []
    private var discounts: [Int: Int64] = [:]

    mutating func submit(_ name: String, by owner: String, _ verdict: Outcome = .clear) throws {
        try add("assay.submission.v1", ["submission": .string(name), "contributor": .string(owner), "dataset": "d", "text": "t"], verdict)
    }

    mutating func tune(_ adapter: String, by tuner: String, _ verdict: Outcome = .clear) throws {
        try add(
            "assay.tuning.v1",
            [
                "run": .string("run-" + adapter), "tuner": .string(tuner), "base_model": "m", "adapter": .string(adapter), "method": "lora",
                "datasets": [],
            ],
            verdict)
    }

    mutating func retrieve(_ sources: [(String, effect: String?)], fee: Int64, _ verdict: Outcome = .clear) throws {
        let results: [JSONValue] = sources.enumerated().map { index, source in
            var object = JSONObject([("submission", .string(source.0)), ("rank", .integer(Int64(index + 1)))])
            if let effect = source.effect { object["effect"] = .decimal(effect) }
            return .object(object)
        }
        try add(
            "assay.retrieval.v1",
            ["retrieval": "r", "consumer": "c", "index": "i", "query": "q", "fee": .integer(fee), "results": .array(results)], verdict)
    }

    mutating func infer(_ credits: [(String, String, Int64)], fee: Int64, _ verdict: Outcome = .clear) throws {
        let list: [JSONValue] = credits.map { .object(JSONObject([($0.0, .string($0.1)), ("weight", .integer($0.2))])) }
        try add("assay.inference.v1", ["request": "r", "consumer": "c", "model": "m", "fee": .integer(fee), "credits": .array(list)], verdict)
    }

    mutating func interact(to: String, claims amount: Int64, _ verdict: Outcome = .clear) throws {
        try add("assay.interaction.v1", ["from": "x", "to": .string(to), "resource": "tool", "kind": "call", "amount": .integer(amount)], verdict)
    }

    mutating func label(_ subject: String, honest: Bool, by reviewer: String) throws {
        try add(
            "assay.label.v1",
            ["subject": .string(subject), "label": honest ? "honest" : "fraud", "reviewer": .string(reviewer), "note": "looked at it"], .clear)
    }

    /// A rule keeps so many parts per million of what follows the last event, whatever its verdict is; nothing for 0.
    mutating func discount(_ ppm: Int64) { discounts[events.count - 1] = ppm == 0 ? nil : ppm }

    /// Says that these events (by number, from 0) are near-duplicates of one another.
    mutating func copies(_ positions: [Int]) {
        clusters.append(
            Cluster(id: "copies:\(positions[0])", detector: "t", kind: "copies", participants: [], events: positions, summary: "", evidence: []))
    }

    private mutating func add(_ type: String, _ data: JSONValue, _ verdict: Outcome) throws {
        let event = try ContributionEvent(
            decoding: [
                "specversion": "1.0", "id": .string("e\(events.count)"), "source": "test", "type": .string(type), "time": "2026-03-01T00:00:00Z",
                "data": data,
            ])
        events.append((event, verdict))
    }

    func screened() throws -> ScreenedLedger { try ScreenedLedger(reading: try store()) }

    /// All events, screened at once.
    func store() throws -> InMemoryLedgerStore {
        let store = InMemoryLedgerStore()
        try append(to: store, inBatchesOf: max(1, events.count)) {}
        return store
    }

    /// Appends and screens the events batch by batch.
    func append(to store: InMemoryLedgerStore, inBatchesOf size: Int, afterEach: () throws -> Void) throws {
        var outcomes: [LedgerPosition: Outcome] = [:]
        var kept: [LedgerPosition: Int64] = [:]
        let rules = FixedDetector.rules(discounts: Set(discounts.values))
        for start in stride(from: 0, to: events.count, by: size) {
            let batch = events[start..<min(events.count, start + size)]
            let first = store.count
            for (offset, item) in batch.enumerated() {
                outcomes[first + offset] = item.verdict
                kept[first + offset] = discounts[start + offset]
            }
            try store.append(batch.map { EntryDraft($0.event) })
            var layer = FraudLayer(ruleSet: rules, detectors: [FixedDetector(outcomes: outcomes, kept: kept, clusters: clusters)])
            for (offset, item) in batch.enumerated() { layer.observe(RecordedEvent(position: first + offset, event: item.event), pending: true) }
            try store.append(layer.screen().drafts(at: Timestamp(seconds: 0)))
            try afterEach()
        }
    }
}

/// A detector that says what the test wants, with rules that follow it.
private struct FixedDetector: Detector {
    static let name = "fixed"
    static let types = ["submission", "tuning", "retrieval", "inference", "interaction"].map { "assay.\($0).v1" }
    static let signals = [
        SignalDeclaration(name: "fixed.outcome", eventTypes: types, meaning: "1 hold, 2 reject"),
        SignalDeclaration(name: "fixed.kept", eventTypes: types, meaning: "parts per million"),
    ]

    static func rules(discounts: Set<Int64>) -> RuleSet {
        let verdicts: [(RuleOutcome, String)] = [(.hold, "fixed.outcome == 1.0"), (.reject, "fixed.outcome == 2.0")]
        let shares = discounts.compactMap { ppm in Discount(ppm: ppm).map { (RuleOutcome.discount($0), "fixed.kept == \(ppm)") } }
        return RuleSet(
            (verdicts + shares).map { outcome, condition in
                Rule(
                    id: outcome.name + (outcome.discount.map { "-\($0.ppm)" } ?? ""), version: 1, status: .live, outcome: outcome,
                    eventTypes: types, condition: try! Condition(parsing: condition), reason: "test", owner: "test")
            })
    }

    let outcomes: [LedgerPosition: Outcome]
    let kept: [LedgerPosition: Int64]
    let clusters: [Cluster]

    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {}

    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        var signals: [LedgerPosition: [Signal]] = [:]
        for (position, outcome) in outcomes where outcome != .clear {
            signals[position] = [Signal(name: "fixed.outcome", value: outcome == .hold ? 1 : 2, evidence: .note("test"))]
        }
        for (position, ppm) in kept {
            signals[position, default: []].append(Signal(name: "fixed.kept", value: Double(ppm), evidence: .note("test")))
        }
        return Findings(signals: signals, clusters: clusters)
    }
}
