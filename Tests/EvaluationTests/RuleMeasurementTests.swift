import CanonicalJSON
import Contributions
import Detection
import Evaluation
import Ledger
import Rules
import Screening
import Rewards
import Testing

/// Reports the length of a submission's text.
private struct LengthDetector: Detector {
    static let name = "length"
    static let signals = [SignalDeclaration(name: "length.bytes", eventTypes: ["assay.submission.v1"], meaning: "bytes of the text")]
    private var lengths: [LedgerPosition: Int] = [:]

    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        if case .submission(let submission) = record.event.payload { lengths[record.position] = submission.text.utf8.count }
    }

    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        Findings(signals: lengths.mapValues { [Signal(name: "length.bytes", value: Double($0), evidence: .note("counted"))] })
    }
}

private func rule(_ id: String, _ condition: String, _ status: Rule.Status = .live, _ outcome: RuleOutcome = .hold) -> Rule {
    Rule(
        id: id, version: 1, status: status, outcome: outcome, eventTypes: ["assay.submission.v1"], condition: try! Condition(parsing: condition),
        reason: id, owner: "test")
}

private let policy = PayoutPolicy(
    name: "test", version: 1, retrievalPPM: 1_000_000, inferencePPM: 0, interactionPPM: 0, copies: .earliest, challengeWindowDays: 0)

private func event(_ id: String, _ type: String, day: Int, _ data: JSONValue) throws -> ContributionEvent {
    try ContributionEvent(
        decoding: [
            "specversion": "1.0", "id": .string(id), "source": "w", "type": .string(type), "time": .string("2026-03-0\(day)T00:00:00Z"), "data": data,
        ])
}

/// Submissions s0… of the given lengths, one a day, then a retrieval of each that pays 100; screened by `rules`.
private func store(_ owners: [(String, Int)], _ rules: RuleSet) throws -> InMemoryLedgerStore {
    let store = InMemoryLedgerStore()
    var events: [ContributionEvent] = []
    for (index, (owner, length)) in owners.enumerated() {
        events.append(
            try event(
                "s\(index)", "assay.submission.v1", day: index + 1,
                [
                    "submission": .string("s\(index)"), "contributor": .string(owner), "dataset": "d", "language": index == 0 ? "de" : "en",
                    "text": .string(String(repeating: "x", count: length)),
                ]))
    }
    for index in owners.indices {
        events.append(
            try event(
                "r\(index)", "assay.retrieval.v1", day: 9,
                [
                    "retrieval": .string("r\(index)"), "consumer": "c", "index": "i", "query": "q", "fee": 100,
                    "results": [["submission": .string("s\(index)"), "rank": 1]],
                ]))
    }
    try store.append(events.map { EntryDraft($0) })
    var layer = FraudLayer(ruleSet: rules, detectors: [LengthDetector()])
    for (position, event) in events.enumerated() { layer.observe(RecordedEvent(position: position, event: event), pending: true) }
    try store.append(layer.screen().drafts(at: Timestamp(seconds: 0)))
    return store
}

private let owners = [("eve", 2), ("eve", 30), ("mal", 40), ("ann", 35), ("bob", 3)]
private let labels = WorldLabels([
    WorldLabels.Entry(event: "w#s0", kind: .attack, name: "copy", participant: "eve", submission: "s0", group: "g1"),
    WorldLabels.Entry(event: "w#s1", kind: .attack, name: "copy", participant: "eve", submission: "s1", group: "g1"),
    WorldLabels.Entry(event: "w#s2", kind: .attack, name: "copy", participant: "mal", submission: "s2", group: "g2"),
])
private let rules = RuleSet([
    rule("long", "length.bytes >= 30"), rule("longer", "length.bytes >= 40", .live, .reject), rule("trial", "length.bytes <= 2", .shadow),
    rule("draft", "length.bytes >= 1", .draft), rule("idle", "length.bytes >= 1000"),
])

private func measure(_ rules: RuleSet) throws -> RuleMeasurement {
    let ledger = try ScreenedLedger(reading: store(owners, rules))
    return RuleMeasurement(
        MeasuredLedger(ledger, labels: labels, lines: Backtest.moneyLines(ledger, policy: policy)), ruleSet: rules)
}

@Suite("Measured rules") struct RuleMeasurementTests {
    @Test("Precision, recall and money of a rule are counted by hand")
    func tally() throws {
        let measurement = try measure(rules)
        #expect(measurement.rows.map(\.rule) == ["long", "longer", "trial"])
        let long = measurement.rows[0].tally
        #expect(long.precision == Proportion(2, of: 3))
        #expect(long.recall == Proportion(2, of: 3))
        #expect(long.unitPrecision == Proportion(2, of: 3))
        #expect(long.unitRecall == Proportion(2, of: 2))
        #expect((long.moneyCaught, long.moneyOfAttacks) == (MicroCredits(200), MicroCredits(300)))
        #expect((long.moneyWronglyHeld, long.moneyOfHonest) == (MicroCredits(100), MicroCredits(200)))
        // ann, of ann, bob and the consumer c.
        #expect(long.peopleTouched == Proportion(1, of: 3))
        // eve after a day, mal at once.
        #expect(long.delay.medianDays == 0)
        #expect(measurement.set.recall == Proportion(2, of: 3))
    }

    @Test("A shadow rule is shown apart and decides nothing")
    func shadow() throws {
        let store = try store(owners, rules)
        let measurement = try measure(rules)
        let trial = try #require(measurement.rows.last)
        #expect(trial.isShadow)
        #expect(trial.tally.recall == Proportion(1, of: 3))
        let verdict = try #require(try store.entries().first { $0.kind == .verdict })
        let body = try JSONParser.parse(verdict.body)
        #expect(body["verdict"] == "clear")
        #expect(body["rules"] == [])
        #expect(body["shadow"] == [["id": "trial", "version": 1, "outcome": "hold"]])
    }

    @Test("Coverage names the rules that never fired")
    func coverage() throws {
        let coverage = try measure(rules).coverage
        #expect(coverage.neverFired == ["idle"])
        #expect((coverage.events, coverage.pending, coverage.undecided, coverage.rules) == (10, 0, 0, 3))
    }

    @Test("What breaks without a rule is what no other one holds")
    func deletion() throws {
        let rows = try measure(rules).rows
        #expect(rows[0].ifDeleted.attackEvents == 1)
        #expect(rows[0].ifDeleted.honestEvents == 1)
        #expect(rows[0].ifDeleted.attackMoney == MicroCredits(100))
        #expect(rows[0].ifDeleted.honestMoney == MicroCredits(100))
        #expect(rows[0].ifDeleted.attacks == 1)
        #expect((rows[1].ifDeleted.attackEvents, rows[1].ifDeleted.honestMoney) == (0, .zero))
        let overlap = try #require(try measure(rules).overlaps.first)
        #expect((overlap.first, overlap.second, overlap.both, overlap.either) == ("long", "longer", 1, 3))
    }

    @Test("Subgroups divide the events by language")
    func subgroups() throws {
        let subgroups = try measure(rules).subgroups
        let german = try #require(subgroups.first { $0.name == "language=de" })
        let english = try #require(subgroups.first { $0.name == "language=en" })
        #expect(german.recall == Proportion(0, of: 1))
        #expect(english.recall == Proportion(2, of: 2))
        #expect(english.falsePositives == Proportion(1, of: 2))
    }
}

@Suite("Decided again") struct RejudgingTests {
    @Test("Other rules over recorded signals decide as a screening by them does")
    func agrees() throws {
        let other = RuleSet([rule("short", "length.bytes < 4 && event.data.language == 'de'"), rule("trial", "length.bytes > 30", .shadow)])
        let rejudged = try ScreenedLedger(reading: store(owners, rules), rejudgedBy: other)
        let screened = try ScreenedLedger(reading: store(owners, other))
        #expect(rejudged.events.map(\.outcome) == screened.events.map(\.outcome))
        #expect(rejudged.events.map(\.outcome).filter { $0 == .hold }.count == 1)
        #expect(rejudged.shadowFirings == screened.shadowFirings)
        #expect(rejudged.shadowFirings.count == 2)
        #expect(rejudged.firedVerdicts.mapValues(\.firings) == screened.firedVerdicts.mapValues(\.firings))
    }

    @Test("A difference names the changed verdicts, their rules and their money")
    func difference() throws {
        let source = try store(owners, rules)
        let stricter = RuleSet([rule("long", "length.bytes >= 3")])
        let difference = RuleSetDifference(
            try ScreenedLedger(reading: source), try ScreenedLedger(reading: source, rejudgedBy: stricter), labels: labels, policy: policy,
            examples: 5)
        #expect(difference.changedEvents == 2)
        let tightened = try #require(difference.changes[RuleSetDifference.Change(before: .clear, after: .hold)])
        #expect((tightened.events, tightened.honestEvents, tightened.peopleCount) == (1, 1, 1))
        #expect(tightened.asked == MicroCredits(100))
        let eased = try #require(difference.changes[RuleSetDifference.Change(before: .reject, after: .hold)])
        #expect((eased.events, eased.attackEvents) == (1, 1))
        #expect(difference.examples.map(\.event) == ["w#s2", "w#s4"])
        #expect(difference.rules.map(\.rule) == ["long", "longer"])
        #expect(difference.paidBefore - difference.paidAfter == MicroCredits(100))
    }
}

@Suite("Measured discounts and labels") struct MeasuredDiscountTests {
    private static func rules(_ ppm: Int64 = 300_000, label: String = "any", _ status: Rule.Status = .live) throws -> RuleSet {
        RuleSet([
            rule("longer", "length.bytes >= 40", .live, .reject), rule("mark", "length.bytes >= 1", .live, .label(label)),
            rule("worn", "length.bytes >= 30", status, .discount(try #require(Discount(ppm: ppm)))),
        ])
    }

    @Test("A discount counts the money that it keeps, a label none; flagged is only what is held or rejected")
    func shares() throws {
        let measurement = try measure(Self.rules())
        #expect(measurement.rows.map(\.rule) == ["longer", "mark", "worn"])
        let (mark, worn) = (measurement.rows[1].tally, measurement.rows[2].tally)
        #expect(worn.fired == 3 && worn.precision == Proportion(2, of: 3))
        #expect((worn.moneyCaught, worn.moneyWronglyHeld) == (MicroCredits(60), MicroCredits(30)))
        #expect(mark.fired == 5 && (mark.moneyCaught, mark.moneyWronglyHeld) == (.zero, .zero))
        // mal's is rejected, of eve's second and of ann's 30 are kept.
        #expect(measurement.set.recall == Proportion(1, of: 3) && measurement.set.falsePositives.count == 0)
        #expect((measurement.set.moneyCaught, measurement.set.moneyWronglyHeld) == (MicroCredits(130), MicroCredits(30)))
        // Without the rejection mal would still be paid less.
        #expect(measurement.rows.map(\.ifDeleted.attackMoney) == [MicroCredits(70), .zero, MicroCredits(30)])
        #expect(measurement.rows.map(\.ifDeleted.honestMoney) == [.zero, .zero, MicroCredits(30)])
        #expect(measurement.rows.map(\.uniqueCatches) == [1, 0, 0])
        #expect(
            measurement.overlaps.map { "\($0.first)+\($0.second) \($0.both)/\($0.either)" } == [
                "longer+mark 1/5", "longer+worn 1/3", "mark+worn 3/5",
            ])
    }

    @Test("A discount on trial counts what it would keep, and takes nothing")
    func trial() throws {
        let measurement = try measure(Self.rules(500_000, .shadow))
        let worn = try #require(measurement.rows.last)
        #expect(worn.isShadow && worn.rule == "worn" && worn.tally.moneyCaught == MicroCredits(100))
        #expect(measurement.set.moneyCaught == MicroCredits(100) && measurement.set.moneyWronglyHeld == .zero)
    }

    @Test("What attacks are paid and honest people lack follows the share; a discounted event is not flagged")
    func backtest() throws {
        let ledger = try ScreenedLedger(reading: store(owners, Self.rules()))
        let backtest = Backtest(ledger, labels: labels, policy: policy)
        let copies = try #require(backtest.rows.first { $0.isAttack })
        #expect((copies.events, copies.flagged, copies.discounted) == (3, 1, 1))
        #expect(backtest.attackMoney == (MicroCredits(300), MicroCredits(170)))
        #expect(backtest.honestMoney == (MicroCredits(200), MicroCredits(30)))
        #expect(backtest.falsePositives == 0 && backtest.rules.map(\.uniqueCatches) == [1, 0, 0])
    }

    @Test("Recorded signals decide discounts and labels again as screening did")
    func rejudged() throws {
        let source = try store(owners, Self.rules())
        let (screened, again) = (try ScreenedLedger(reading: source), try ScreenedLedger(reading: source, rejudgedBy: Self.rules()))
        #expect(again.events == screened.events && again.events.contains { $0.discount != nil })
        #expect(again.firedVerdicts.mapValues(\.decision) == screened.firedVerdicts.mapValues(\.decision))
    }

    @Test("Another discount or another label is another verdict")
    func difference() throws {
        let source = try store(owners, Self.rules())
        func difference(to other: RuleSet) throws -> RuleSetDifference {
            RuleSetDifference(
                try ScreenedLedger(reading: source), try ScreenedLedger(reading: source, rejudgedBy: other), labels: labels, policy: policy,
                examples: 1)
        }
        let dearer = try difference(to: Self.rules(500_000))
        #expect(dearer.changedEvents == 3 && dearer.paidBefore - dearer.paidAfter == MicroCredits(40))
        #expect(
            dearer.changes.keys.sorted().map { "\($0.before) to \($0.after)" } == [
                "clear, discount 30%, label any to clear, discount 50%, label any",
                "reject, discount 30%, label any to reject, discount 50%, label any",
            ])
        let marked = try difference(to: Self.rules(label: "other"))
        #expect(marked.changedEvents == 5 && marked.paidBefore == marked.paidAfter)
        #expect(try difference(to: Self.rules()).changedEvents == 0)
    }
}

@Suite("Days to the first hold") struct DetectionDelayTests {
    @Test("Attacks that were never held count as longer than they were watched")
    func censored() {
        var delay = DetectionDelay()
        for days in [1.0, 2, 5] { delay.add(days: days, isHeld: true) }
        #expect(delay.medianDays == 2)
        // By hand: S(1) = 4/5, S(2) = 4/5 · 3/4 = 3/5, then one leaves at 3, S(5) = 3/5 · 1/2.
        delay.add(days: 3, isHeld: false)
        delay.add(days: 9, isHeld: false)
        #expect(delay.medianDays == 5)
    }

    @Test("Where fewer than half are ever held there is no median")
    func none() {
        var delay = DetectionDelay()
        delay.add(days: 1, isHeld: true)
        delay.add(days: 4, isHeld: false)
        delay.add(days: 4, isHeld: false)
        #expect(delay.medianDays == nil)
        #expect((delay.attacks, delay.held) == (3, 1))
    }
}
