import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening
import Testing

/// Holds everything of a contributor who has submitted three times by now: what came later counts against what came before.
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

@Suite("However often one screens") struct ScheduleTests {
    private static let window = ChallengeWindow(days: 3)
    private static let rules = RuleSet([
        Rule(
            id: "crowd", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
            condition: try! Condition(parsing: "crowd.size >= 3.0"), reason: "three", owner: "test")
    ])
    private static let start: Int64 = 1_772_323_200  // midnight

    private static func event(_ number: Int, by contributor: Int, hour: Int) throws -> ContributionEvent {
        try ContributionEvent(
            decoding: [
                "specversion": "1.0", "id": .string("e\(number)"), "source": "test", "type": "assay.submission.v1",
                "time": .string(Timestamp(seconds: start + Int64(hour) * 3600).rfc3339),
                "data": ["submission": .string("s\(number)"), "contributor": .string("c\(contributor)"), "dataset": "d", "text": "t"],
            ])
    }

    private static func screener() -> Screener { Screener(ruleSet: rules, detectors: [CrowdDetector()]) }

    /// The verdict of record on each event of a ledger that is screened after each of these numbers of events.
    private static func outcomes(_ events: [ContributionEvent], screenedAfter counts: [Int]) throws -> [String: Outcome] {
        let store = InMemoryLedgerStore()
        var done = 0
        for count in counts.sorted() {
            try store.append(events[done..<count].map { EntryDraft($0) })
            done = count
            try Screener.screen(store, screener(), window)
        }
        return Dictionary(uniqueKeysWithValues: try ScreenedLedger(reading: store).events.map { ($0.record.event.key.id, $0.outcome) })
    }

    @Test(
        "the verdict of record is the one of a single screening of the ledger as it stood when the window ended",
        arguments: 1...25 as ClosedRange<UInt64>)
    func property(seed: UInt64) throws {
        var state = seed
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var hour = 0
        var events: [ContributionEvent] = []
        for number in 0..<60 {
            events.append(try Self.event(number, by: draw(12), hour: hour))
            hour += draw(9)
        }
        // The first screening comes on the first day, and so before any window ends.
        let first = events.prefix { $0.time < Timestamp(seconds: Self.start + 86_400) }.count
        let counts = Set((0..<draw(8)).map { _ in first + draw(60 - first) } + [first, 60])
        let recorded = try Self.outcomes(events, screenedAfter: Array(counts))
        for event in events {
            let end = Self.window.end(of: event.time)
            let prefix = events.prefix { $0.time < end }
            guard prefix.count < 60 else { continue }
            let single = try Self.outcomes(Array(prefix), screenedAfter: [prefix.count])
            #expect(recorded[event.key.id] == single[event.key.id], "seed \(seed), \(event.key.id)")
        }
        // What is still open stands as one screening of everything says.
        let whole = try Self.outcomes(events, screenedAfter: [60])
        let last = try #require(events.last).time
        for event in events where Self.window.end(of: event.time) > last { #expect(recorded[event.key.id] == whole[event.key.id]) }
    }

    @Test("a revised verdict names the one it replaces, and every screening is recorded, one that changes nothing too")
    func revised() throws {
        let store = InMemoryLedgerStore()
        for number in 0..<3 {
            try store.append([EntryDraft(try Self.event(number, by: 1, hour: number))])
            try Screener.screen(store, Self.screener(), Self.window)
        }
        try store.append([EntryDraft(try Self.event(3, by: 2, hour: 4))])
        try Screener.screen(store, Self.screener(), Self.window)
        var verdicts: [(entry: LedgerPosition, verdict: Verdict)] = []
        for entry in try store.entries() { if case .verdict(let verdict) = try entry.decoded() { verdicts.append((entry.position, verdict)) } }
        #expect(verdicts.map(\.verdict.outcome) == [.clear, .clear, .hold, .hold, .hold, .clear])
        for (_, verdict) in verdicts where verdict.revises != nil {
            #expect(verdicts.contains { $0.entry == verdict.revises && $0.verdict.position == verdict.position && $0.verdict.outcome == .clear })
        }
        #expect(verdicts.count { $0.verdict.revises != nil } == 2)
        #expect(try ScreenedLedger(reading: store).screenings.map(\.again) == [0, 1, 2, 3])
        #expect(try ScreenedLedger(reading: store).screenings.map(\.revised) == [0, 0, 2, 0])
        // Again, with nothing new.
        #expect(try Screener.screen(store, Self.screener(), Self.window) == nil)
    }
}
