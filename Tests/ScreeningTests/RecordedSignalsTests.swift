import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening
import Testing

@Suite("Signals that verdicts keep") struct RecordedSignalsTests {
    private static let rules = """
        aggregates:
          asked: {count: assay.retrieval.v1, by: event.data.consumer, last: 1h}
        rules:
          - id: hasty
            version: 1
            status: live
            outcome: hold
            on: [assay.retrieval.v1]
            when: aggregates.asked >= 2
            reason: r
            owner: o

        """

    private func retrieval(_ id: String, minute: String, _ consumer: String) throws -> ContributionEvent {
        try ContributionEvent(
            decoding: try JSONParser.parse(
                #"{"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.retrieval.v1","time":"2026-03-01T09:\#(minute):00Z","#
                    + #""data":{"retrieval":"\#(id)","consumer":"\#(consumer)","index":"i","query":"q","results":[],"fee":0}}"#))
    }

    @Test("Aggregates are those of the rules that are tried, whatever the verdicts' own rules counted")
    func aggregates() throws {
        var reader = RuleSetReader(
            declared: [SignalDeclaration(name: "retrieval_spam.self_retrieval", eventTypes: ["assay.retrieval.v1"], range: 0...1, meaning: "0 to 1")])
        reader.read(Array(Self.rules.utf8), file: "r.yaml")
        let rules = try #require(reader.ruleSet(), "\(reader.diagnostics)")
        let store = InMemoryLedgerStore()
        try store.append(
            [
                try retrieval("1", minute: "00", "eve"), try retrieval("2", minute: "10", "eve"), try retrieval("3", minute: "20", "ann"),
                try retrieval("4", minute: "30", "eve"),
            ].map { EntryDraft($0) })
        // Screened by rules that count nothing.
        var layer = FraudLayer(ruleSet: RuleSet([]), detectors: [])
        try store.visitEvents(from: 0) { record in
            layer.observe(record, pending: true)
            return true
        }
        try store.append(layer.screen().drafts(at: Timestamp(seconds: 0)))
        #expect(try RecordedSignals.read(store, for: RuleSet([])).isEmpty)
        let read = try RecordedSignals.read(store, for: rules)
        #expect(read.mapValues { $0.measured["aggregates.asked"]?.value } == [1: 1, 3: 2])
    }
}
