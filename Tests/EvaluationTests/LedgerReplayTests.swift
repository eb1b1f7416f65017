import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening
import Rewards
import Testing

@testable import Evaluation

/// Signals rise with every event seen, so that a verdict depends on its watermark.
private struct CountingDetector: Detector {
    static let name = "counting"
    static let signals = [
        SignalDeclaration(name: "counting.seen", eventTypes: ["assay.submission.v1", "assay.retrieval.v1"], meaning: "events seen")
    ]
    var seen: [LedgerPosition] = []
    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) { seen.append(record.position) }
    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        let signals = seen.map { ($0, [Signal(name: "counting.seen", value: Double((seen.count + $0) % 5), evidence: .note("test"))]) }
        let cluster = Cluster(
            id: "counting:all", detector: "counting", kind: "test", participants: [], events: Array(seen.prefix(6)), summary: "s", evidence: [])
        return Findings(signals: Dictionary(uniqueKeysWithValues: signals), clusters: [cluster])
    }
}

/// Holds submissions that have a text, so that a verdict rests on it.
private struct ReadingDetector: Detector {
    static let name = "reading"
    static let signals = [SignalDeclaration(name: "reading.bytes", eventTypes: ["assay.submission.v1"], meaning: "bytes of the text")]
    static let rules = RuleSet([
        Rule(
            id: "r", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
            condition: try! Condition(parsing: "reading.bytes >= 1"), reason: "r", owner: "o")
    ])
    var bytes: [LedgerPosition: Int] = [:]
    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        if case .submission(let submission) = record.event.payload { bytes[record.position] = submission.text.utf8.count }
    }
    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        Findings(
            signals: bytes.mapValues { [Signal(name: "reading.bytes", value: Double($0), evidence: .note("test"))] }, clusters: [])
    }
}

@Suite("Replay")
struct LedgerReplayTests {
    private static func rules(_ bound: Double) -> RuleSet {
        RuleSet([
            Rule(
                id: "r", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1", "assay.retrieval.v1"],
                condition: try! Condition(parsing: "counting.seen >= \(bound)"), reason: "r", owner: "o")
        ])
    }

    private static let policy = PayoutPolicy(
        name: "p", version: 1, retrievalPPM: 700_000, inferencePPM: 700_000, interactionPPM: 100_000, copies: .earliest, challengeWindowDays: 1)

    private static func event(_ number: Int) throws -> ContributionEvent {
        let data: JSONValue =
            number < 4
            ? ["submission": .string("s\(number)"), "contributor": .string("c\(number % 2)"), "dataset": "d", "text": "t"]
            : [
                "retrieval": .string("r\(number)"), "consumer": "k", "index": "i", "query": "q", "fee": .integer(Int64(number) * 1000),
                "results": [["submission": .string("s\(number % 4)"), "rank": 1]],
            ]
        return try ContributionEvent(decoding: [
            "specversion": "1.0", "id": .string("e\(number)"), "source": "test",
            "type": .string(number < 4 ? "assay.submission.v1" : "assay.retrieval.v1"),
            "time": .string(Timestamp(seconds: 1_772_000_000 + Int64(number) * 3600).rfc3339), "data": data,
        ])
    }

    /// Three batches, each screened (the last by other rules) and settled; then a day passes and people decide.
    private static func ledger() throws -> InMemoryLedgerStore {
        let store = InMemoryLedgerStore()
        for (batch, numbers) in [0..<8, 8..<14, 14..<22].enumerated() {
            try store.append(try numbers.map { EntryDraft(try event($0)) })
            let fresh = Screener(ruleSet: rules(batch == 2 ? 3 : 2), detectors: [CountingDetector()])
            try Screener.screen(store, fresh, ChallengeWindow(days: 1))
            try settle(store)
        }
        let later = try #require(store.headTime).advanced(bySeconds: 3 * 86_400)
        try restate(store, at: later)
        try carryOut(.finalize, store, at: later)
        let book = try RewardBook(folding: store)
        let escalated = try #require(book.allRewards.first { $0.state == .escalated })
        let final = try #require(book.allRewards.first { $0.state == .final })
        try carryOut(.decide(escalated.id, .void, by: "rae", reason: "copied"), store, at: later)
        try carryOut(.dispute(escalated.id, by: "lea", reason: "not so"), store, at: later)
        try carryOut(.resolve(escalated.id, upheld: false, until: policy.windowEnd(from: later), by: "sol", reason: "right"), store, at: later)
        try carryOut(.payOut(final.claim.participant, nil, by: "fin", reason: "all"), store, at: later)
        try carryOut(.clawBack(final.id, by: "rae", reason: "ring"), store, at: later)
        try carryOut(.writeOff(final.id, MicroCredits(2), by: "fin", reason: "gone"), store, at: later)
        return store
    }

    private static func settle(_ store: InMemoryLedgerStore) throws {
        let book = try RewardBook(folding: store)
        let time = try #require(store.headTime)
        let plan = try #require(
            try SettlementPlan(try ScreenedLedger(reading: store), book: book, policy: policy, watermark: store.count, at: time))
        try carryOut(plan.command, store, at: time)
    }

    /// Claims follow the verdicts that later screenings revised.
    private static func restate(_ store: InMemoryLedgerStore, at time: Timestamp) throws {
        let book = try RewardBook(folding: store)
        let policies = try PayoutPolicy.recorded(at: Restatement.openSettlements(book), in: store)
        if let command = Restatement.command(try ScreenedLedger(reading: store), book: book, policies: policies) {
            try carryOut(command, store, at: time)
        }
    }

    private static func carryOut(_ command: RewardCommand, _ store: InMemoryLedgerStore, at time: Timestamp) throws {
        let postings = try RewardBook(folding: store).plan(command, at: time)
        try #require(!postings.isEmpty)
        try store.append(postings.map { $0.draft(at: time) })
    }

    private static func replay(_ store: InMemoryLedgerStore, rules: RuleSet? = nil) throws -> LedgerReplay.Report {
        try LedgerReplay.run(store, detectors: [CountingDetector()], rules: rules)
    }

    @Test("several screenings, rule sets, settlements and decisions all come out again")
    func identical() throws {
        let store = try Self.ledger()
        let report = try Self.replay(store)
        #expect(report.difference == nil, "\(report.difference.map { "\($0)" } ?? "")")
        #expect(report.events == 22 && report.screenings == 3 && report.settlements == 3)
        // The third screening, by other rules, looked again at what was open and revised some of it.
        let verdicts = try store.entries().compactMap { entry -> Verdict? in
            if case .verdict(let verdict) = try entry.decoded() { verdict } else { nil }
        }
        #expect(report.verdicts == verdicts.count && verdicts.count { $0.revises == nil } == 22 && verdicts.count > 22)
        #expect(report.findings == (try store.entries().count { $0.kind == .finding }))
    }

    @Test("the window of an overturned rejection follows from the recorded policy, and another one is found")
    func otherWindow() throws {
        let entries = try Self.ledger().entries()
        let overturned = try #require(entries.first { String(decoding: $0.body, as: UTF8.self).contains("\"do\":\"overturn\"") })
        let book = try RewardBook(folding: try Self.ledger())
        let reward = try #require(book.allRewards.first { $0.state == .overturned })
        #expect(try PayoutPolicy.recorded(for: reward, in: try Self.ledger()) == Self.policy)
        let forged = InMemoryLedgerStore()
        let (right, wrong) = (Self.policy.windowEnd(from: overturned.time).rfc3339, overturned.time.advanced(bySeconds: 9).rfc3339)
        try forged.append(
            entries[...overturned.position].map { entry in
                let text = String(decoding: entry.body, as: UTF8.self)
                let isIt = entry.position == overturned.position
                return EntryDraft(kind: entry.kind, time: entry.time, body: isIt ? Array(text.replacing(right, with: wrong).utf8) : entry.body)
            })
        #expect(try Self.replay(forged).difference?.position == overturned.position)
    }

    @Test("after an erasure what rests on the text is named as such, and everything else comes out again")
    func erased() throws {
        let store = try Self.ledger()
        #expect(try LedgerReplay.run(store, detectors: [ReadingDetector()], rules: nil).difference != nil)
        let reading = InMemoryLedgerStore()
        func screen() throws {
            let fresh = Screener(ruleSet: ReadingDetector.rules, detectors: [ReadingDetector()])
            try Screener.screen(reading, fresh, ChallengeWindow(days: 1))
        }
        try reading.append(try (0..<8).map { EntryDraft(try Self.event($0)) })
        try screen()
        try Self.settle(reading)
        let verdict = try #require(try reading.entries().first { $0.kind == .verdict }).position
        _ = try TextErasure.erase(0, reason: "asked for", in: reading)
        // Screened after the erasure, and so recomputable without the text.
        try reading.append(try (8..<12).map { EntryDraft(try Self.event($0)) })
        try screen()
        try Self.settle(reading)
        let report = try LedgerReplay.run(reading, detectors: [ReadingDetector()])
        #expect(report.difference == nil, "\(report.difference.map { "\($0)" } ?? "")")
        #expect(report.unrecomputable == [verdict] && report.verdicts == 12 && report.settlements == 2)
        // A verdict that is missing is not taken for one that cannot be computed.
        let shorter = InMemoryLedgerStore()
        for entry in try reading.entries() where entry.position != verdict + 1 {
            if entry.kind == .erasure {
                _ = try TextErasure.erase(0, reason: "asked for", in: shorter)
            } else {
                var body = entry.body
                if entry.position == 0 { body = try Self.event(0).canonicalBytes }
                try shorter.append([EntryDraft(kind: entry.kind, time: entry.time, body: body)])
            }
        }
        #expect(try LedgerReplay.run(shorter, detectors: [ReadingDetector()]).difference != nil)
    }

    @Test("other rules are told apart at the first verdict")
    func otherRules() throws {
        let report = try Self.replay(try Self.ledger(), rules: Self.rules(2.5))
        #expect(report.difference?.position == 8)
    }

    @Test("an insider's ledger, every digest computed anew, is found at the first entry that does not follow from the events")
    func insider() throws {
        let entries = try Self.ledger().entries()
        for (position, entry) in entries.enumerated() where entry.kind == .verdict || entry.kind == .posting {
            var text = String(decoding: entry.body, as: UTF8.self)
            // A hold turned into clear, or one micro-credit more: the canonical form is kept.
            if entry.kind == .verdict {
                guard text.contains("\"verdict\":\"hold\"") else { continue }
                text = text.replacing("\"verdict\":\"hold\"", with: "\"verdict\":\"clear\"")
            } else {
                // What a person pays out is told to the ledger, and does not follow from it.
                guard !text.contains("\"code\":\"payout\"") else { continue }
                guard let start = text.firstRange(of: "\"amount\":") else { continue }
                text.insert("1", at: start.upperBound)
            }
            let forged = InMemoryLedgerStore()
            try forged.append(
                entries.enumerated().map { index, other in
                    EntryDraft(kind: other.kind, time: other.time, body: index == position ? Array(text.utf8) : other.body)
                })
            #expect(try Self.replay(forged).difference?.position == position, "entry \(position)")
        }
    }

    @Test("an entry left out is found where it is missed", arguments: [9, 20, 25, 34, 40])
    func leftOut(position: Int) throws {
        let entries = try Self.ledger().entries()
        guard entries.indices.contains(position), entries[position].kind != .event else { return }
        let shorter = InMemoryLedgerStore()
        try shorter.append(entries.enumerated().filter { $0.offset != position }.map { EntryDraft(kind: $1.kind, time: $1.time, body: $1.body) })
        let report = try? Self.replay(shorter)
        #expect(report == nil || report?.difference != nil, "entry \(position)")
    }

    @Test("a ledger that ends in the middle of a settlement is told")
    func cutOff() throws {
        let entries = try Self.ledger().entries()
        let lastOfSettlement = try #require(
            entries.indices.last { entries[$0].kind == .posting && entries[$0].time < entries[entries.count - 1].time })
        let shorter = InMemoryLedgerStore()
        try shorter.append(entries[..<lastOfSettlement].map { EntryDraft(kind: $0.kind, time: $0.time, body: $0.body) })
        #expect(try Self.replay(shorter).difference?.position == lastOfSettlement)
    }

    @Test("the first place at which two values part is named")
    func difference() {
        #expect(JSONDifference.first(["a": [1, 2]], ["a": [1, 3]]) == "a[1]")
        #expect(JSONDifference.first(["a": 1], ["a": 1, "b": 2]) == "b")
        #expect(JSONDifference.first(["a": 1], ["a": 1]) == nil)
    }
}
