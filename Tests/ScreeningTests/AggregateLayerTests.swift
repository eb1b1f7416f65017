import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening
import Testing

private let rules = RuleSet(
    [
        Rule(
            id: "often", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.retrieval.v1"],
            condition: try! Condition(parsing: "aggregates.hour >= 3"), reason: "often", owner: "test"),
        Rule(
            id: "trial", version: 1, status: .shadow, outcome: .hold, eventTypes: ["assay.retrieval.v1"],
            condition: try! Condition(parsing: "aggregates.hour >= 2"), reason: "often", owner: "test"),
    ],
    aggregates: [Aggregate(name: "hour", kind: .count, eventType: "assay.retrieval.v1", key: ["consumer"], windowSeconds: 3600)])

/// Retrievals by two consumers, every ten minutes; two of them come late.
private func events() throws -> [ContributionEvent] {
    try (0..<20).map { index in
        let minute = index * 10 - (index % 9 == 8 ? 45 : 0)
        return try ContributionEvent(
            decoding: [
                "specversion": "1.0", "id": .string("r\(index)"), "source": "w", "type": "assay.retrieval.v1",
                "time": .string(Timestamp(seconds: 1_772_323_200 + Int64(minute) * 60).rfc3339),
                "data": [
                    "retrieval": .string("r\(index)"), "consumer": index % 4 == 0 ? "bob" : "ann", "index": "i", "query": "q", "fee": 5,
                    "results": [],
                ],
            ])
    }
}

/// Appends and screens the events in batches of these sizes.
private func ledger(batches: [Int]) throws -> InMemoryLedgerStore {
    let store = InMemoryLedgerStore()
    var rest = try events()[...]
    for size in batches {
        try store.append(rest.prefix(size).map { EntryDraft($0) })
        rest = rest.dropFirst(size)
        try Screener.screen(store, Screener(ruleSet: rules, detectors: []), ChallengeWindow(days: 14))
    }
    return store
}

/// What each verdict says, without positions, which differ with the batches.
private func verdicts(_ store: InMemoryLedgerStore) throws -> [[JSONValue?]] {
    try store.entries().filter { $0.kind == .verdict }.map { entry in
        let body = try JSONParser.parse(entry.body)
        return [body["event"], body["verdict"], body["rules"], body["shadow"], body["signals"], body["abstained"]]
    }
}

@Suite("Aggregates in the fraud layer") struct AggregateLayerTests {
    @Test("One by one, all at once, or in any batches: the same verdicts", arguments: [[20], Array(repeating: 1, count: 20), [3, 9, 8], [19, 1]])
    func split(batches: [Int]) throws {
        let whole = try verdicts(ledger(batches: [20]))
        #expect(whole.filter { $0[1] == "hold" }.count > 3)
        #expect(whole.filter { $0[1] == "clear" }.count > 3)
        #expect(try verdicts(ledger(batches: batches)) == whole)
    }

    @Test("Deciding the recorded ledger again counts anew and comes to the same")
    func rejudged() throws {
        let store = try ledger(batches: [7, 13])
        let recorded = try ScreenedLedger(reading: store)
        let again = try ScreenedLedger(reading: store, rejudgedBy: rules)
        #expect(again.events.map(\.outcome) == recorded.events.map(\.outcome))
        #expect(again.shadowFirings == recorded.shadowFirings)
        #expect(!again.shadowFirings.isEmpty)
    }

    @Test("Other rules count what the recorded ones did not")
    func other() throws {
        let window = Aggregate(name: "hour", kind: .count, eventType: "assay.retrieval.v1", key: ["consumer"], windowSeconds: 60)
        let narrow = RuleSet(rules.rules, aggregates: [window])
        let again = try ScreenedLedger(reading: ledger(batches: [20]), rejudgedBy: narrow)
        // The two that come 45 minutes late are beyond what a window of a minute keeps.
        #expect(again.events.filter { $0.outcome == .hold }.map(\.record.position) == [8, 17])
    }

    @Test("What was not counted from the start is unknown, and holds")
    func late() throws {
        var layer = FraudLayer(ruleSet: RuleSet([]), detectors: [])
        for (position, event) in try events().prefix(2).enumerated() { layer.observe(RecordedEvent(position: position, event: event), pending: true) }
        layer.ruleSet = rules
        let verdicts = layer.screen().verdicts
        #expect(verdicts.allSatisfy { $0.outcome == .hold })
        #expect(verdicts.first?.abstentions.first?.signal == "aggregates.hour")
    }
}
