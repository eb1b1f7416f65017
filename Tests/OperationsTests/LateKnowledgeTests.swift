import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rewards
import Rules
import Screening
import Testing

@testable import Operations

/// Holds everything of a contributor who has submitted three times by now.
private struct CrowdDetector: Detector {
    static let name = "crowd"
    static let signals = [SignalDeclaration(name: "crowd.size", eventTypes: ["assay.submission.v1"], meaning: "submissions of the contributor")]
    private var positions: [String: [LedgerPosition]] = [:]

    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch {
            if case .submission(let work) = record.event.payload { positions[work.contributor, default: []].append(record.position) }
        }
    }

    func findings(on asked: AskedEvents) -> Findings {
        var findings = Findings()
        for all in positions.values {
            for position in all {
                findings.signals[position] = [Signal(name: "crowd.size", value: Double(all.count), evidence: .note("counted"))]
            }
        }
        return findings.limited(to: asked)
    }
}

@Suite("What is learned of final rewards too late") struct LateKnowledgeTests {
    private static let rules = RuleSet([
        Rule(
            id: "crowd", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
            condition: try! Condition(parsing: "crowd.size >= 3.0"), reason: "three", owner: "test")
    ])
    private static let policy = PayoutPolicy(
        name: "p", version: 1, retrievalPPM: 500_000, inferencePPM: 0, interactionPPM: 0, copies: .earliest, challengeWindowDays: 2)

    private static func event(_ id: String, _ type: String, day: Int, _ data: JSONValue) throws -> EntryDraft {
        EntryDraft(
            try ContributionEvent(
                decoding: [
                    "specversion": "1.0", "id": .string(id), "source": "test", "type": .string("assay.\(type).v1"),
                    "time": .string(Timestamp(seconds: 1_772_323_200 + Int64(day) * 86_400 + 60).rfc3339), "data": data,
                ]))
    }

    private static func submission(_ id: String, by contributor: String, day: Int) throws -> EntryDraft {
        try event(
            id, "submission", day: day, ["submission": .string(id), "contributor": .string(contributor), "dataset": "d", "text": "t"])
    }

    private static func screen(_ store: InMemoryLedgerStore) throws {
        _ = try ScreenLedger(rules: rules, detectors: { [CrowdDetector()] }, window: policy.window).run(store)
    }

    @Test("a reward that is final keeps its verdict of record, and is listed with the clawback that it would take")
    func listed() throws {
        let store = InMemoryLedgerStore()
        let answer: JSONValue = [
            "retrieval": "r", "consumer": "acme", "index": "main", "query": "q", "fee": 1000,
            "results": [["submission": "s1", "rank": 1], ["submission": "t1", "rank": 2]],
        ]
        try store.append([
            try Self.submission("s1", by: "mallory", day: 0), try Self.submission("t1", by: "ann", day: 0),
            try Self.event("r", "retrieval", day: 0, answer),
        ])
        try Self.screen(store)
        _ = try SettleLedger.commit(store, Self.policy)
        // Five days later the window is over; only then mallory's other submissions come.
        try store.append([try Self.submission("t2", by: "ann", day: 5)])
        try Self.screen(store)
        let finalized = try SettleLedger.finalize(store, now: nil, followsLabels: false)
        #expect(finalized.final == 2 && finalized.waiting == 0)
        #expect(try LateKnowledge.list(store, rules: Self.rules, detectors: [CrowdDetector()]).isEmpty)
        try store.append([try Self.submission("s2", by: "mallory", day: 6), try Self.submission("s3", by: "mallory", day: 6)])
        try Self.screen(store)
        let late = try LateKnowledge.list(store, rules: Self.rules, detectors: [CrowdDetector()])
        #expect(late.map(\.reward.claim.participant) == ["mallory"] && late.map(\.rules) == [["crowd"]])
        #expect(late.map(\.clawback) == late.map(\.reward.claim.amount) && late.map(\.outcome) == [.hold])
        // Nothing was taken back silently.
        #expect(try RewardBook(folding: store).allRewards.count { $0.state == .final } == 2)
        #expect(try RewardBook.fault(in: store) == nil)
    }

    @Test("before the window ends the claim follows the revised verdict, and within it finality waits for a screening")
    func within() throws {
        let store = InMemoryLedgerStore()
        let answer: JSONValue = [
            "retrieval": "r", "consumer": "acme", "index": "main", "query": "q", "fee": 1000, "results": [["submission": "s1", "rank": 1]],
        ]
        try store.append([try Self.submission("s1", by: "mallory", day: 0), try Self.event("r", "retrieval", day: 0, answer)])
        try Self.screen(store)
        _ = try SettleLedger.commit(store, Self.policy)
        try store.append([try Self.submission("s2", by: "mallory", day: 1), try Self.submission("s3", by: "mallory", day: 1)])
        let due = Timestamp(seconds: 1_772_323_200 + 4 * 86_400)
        // Nobody has screened what came within the window.
        let early = try SettleLedger.finalize(store, now: due, followsLabels: false)
        #expect(early.final == 0 && early.waiting == 1 && early.entries == 0)
        try Self.screen(store)
        let after = try SettleLedger.finalize(store, now: due, followsLabels: false)
        #expect(after.restated == 1 && after.final == 0 && after.escalated == 1 && after.waiting == 0)
        let states = try RewardBook(folding: store).allRewards.map(\.state)
        #expect(states == [.withdrawn, .escalated])
        #expect(try RewardBook(folding: store).accounts.balance(.payable("mallory")) == .zero)
        #expect(try RewardBook.fault(in: store) == nil)
    }
}
