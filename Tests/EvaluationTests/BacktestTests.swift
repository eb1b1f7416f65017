import CanonicalJSON
import Contributions
import Detection
import Evaluation
import Ledger
import Rules
import Screening
import Rewards
import Testing

/// Holds every submission whose text says so.
private struct WordDetector: Detector {
    static let name = "word"
    static let signals = [SignalDeclaration(name: "word.bad", eventTypes: ["assay.submission.v1"], meaning: "1 where the text is bad")]
    private var bad: [LedgerPosition] = []

    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        if case .submission(let submission) = record.event.payload, submission.text == "bad" { bad.append(record.position) }
    }

    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        Findings(signals: Dictionary(uniqueKeysWithValues: bad.map { ($0, [Signal(name: "word.bad", value: 1, evidence: .note("said so"))]) }))
    }
}

private let rules = RuleSet([
    Rule(
        id: "bad-word", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
        condition: try! Condition(parsing: "word.bad >= 1"), reason: "bad", owner: "test")
])

private let policy = PayoutPolicy(
    name: "test", version: 1, retrievalPPM: 1_000_000, inferencePPM: 0, interactionPPM: 0, copies: .earliest, challengeWindowDays: 0)

private func event(_ id: String, _ type: String, _ data: JSONValue) throws -> ContributionEvent {
    try ContributionEvent(
        decoding: ["specversion": "1.0", "id": .string(id), "source": "w", "type": .string(type), "time": "2026-03-01T00:00:00Z", "data": data])
}

private func world() throws -> ScreenedLedger {
    let store = InMemoryLedgerStore()
    var events: [ContributionEvent] = []
    for (id, owner, text) in [("s0", "eve", "bad"), ("s1", "eve", "good"), ("s2", "ann", "bad"), ("s3", "bob", "good")] {
        events.append(
            try event(id, "assay.submission.v1", ["submission": .string(id), "contributor": .string(owner), "dataset": "d", "text": .string(text)]))
    }
    for id in ["s0", "s1", "s2", "s3"] {
        events.append(
            try event(
                "r-" + id, "assay.retrieval.v1",
                [
                    "retrieval": .string(id), "consumer": "c", "index": "i", "query": "q", "fee": 100,
                    "results": [["submission": .string(id), "rank": 1]],
                ]))
    }
    try store.append(events.map { EntryDraft($0) })
    var layer = FraudLayer(ruleSet: rules, detectors: [WordDetector()])
    for (position, event) in events.enumerated() { layer.observe(RecordedEvent(position: position, event: event), pending: true) }
    try store.append(layer.screen().drafts(at: Timestamp(seconds: 0)))
    return try ScreenedLedger(reading: store)
}

private func label(_ event: String, _ kind: WorldLabels.Kind, _ name: String, _ submission: String) -> WorldLabels.Entry {
    WorldLabels.Entry(event: event, kind: kind, name: name, submission: submission)
}

@Suite("Backtests") struct BacktestTests {
    private static let labels = WorldLabels([
        label("w#s0", .attack, "copy", "s0"), label("w#s1", .attack, "copy", "s1"), label("w#s2", .benign, "quotation", "s2"),
        label("w#gone", .attack, "copy", "x"),
    ])

    @Test("Events are counted by label, hits and misses apart")
    func events() throws {
        let backtest = Backtest(try world(), labels: Self.labels, policy: policy)
        #expect(backtest.rows.map(\.name) == ["copy", "quotation", Backtest.plainName])
        #expect(backtest.rows.map(\.flagged) == [1, 1, 0])
        #expect(backtest.rows.map(\.events) == [2, 1, 5])
        #expect(backtest.precision == 0.5)
        #expect(backtest.recall == 0.5)
        #expect(backtest.labelsUnmatched == 1)
    }

    @Test("Money follows the credited submission's label, even where the retrieval has none")
    func money() throws {
        let backtest = Backtest(try world(), labels: Self.labels, policy: policy)
        #expect(backtest.attackMoney.asked == MicroCredits(200))
        #expect(backtest.attackMoney.paid == MicroCredits(100))
        #expect(backtest.honestMoney.asked == MicroCredits(200))
        #expect(backtest.honestMoney.withheld == MicroCredits(100))
    }

    @Test("A rule's precision counts what it fired on")
    func perRule() throws {
        let rule = try #require(Backtest(try world(), labels: Self.labels, policy: policy).rules.first)
        #expect(rule.rule == "bad-word")
        #expect((rule.onAttack, rule.onLookAlike, rule.onPlain, rule.uniqueCatches) == (1, 1, 0, 1))
        #expect(rule.precision == 0.5)
    }

    @Test("What surrounds an attack counts neither as a catch nor as a false accusation")
    func context() throws {
        let labels = WorldLabels([label("w#s0", .attack, "copy", "s0"), label("w#s2", .context, "target", "s2")])
        let backtest = Backtest(try world(), labels: labels, policy: policy)
        #expect(backtest.precision == 1)
        #expect(backtest.falsePositives == 0)
        #expect(backtest.honestMoney.withheld == .zero)
    }
}
