internal import Contributions
internal import Ledger
public import Rules
public import Screening
public import Rewards

/// The outcome of a search for thresholds: what to change, what it is worth on events that the search never saw, and what else could be had.
public struct RuleTuning: Sendable {
    /// One change of a number in a rule file.
    public struct Change: Sendable {
        public let number: RuleNumber
        public let text: String
    }

    /// A set of rules that was looked at.
    public struct Point: Sendable {
        /// The change that leads there from where the search stood.
        public let rule: String
        public let measurement: String
        public let text: String
        public let tally: RuleTally
        public let loss: Double
    }

    /// A side of the split before and after.
    public struct Side: Sendable {
        public let events: Int
        public let people: Int
        public let before: RuleTally
        public let after: RuleTally
        public let lossBefore: Double
        public let lossAfter: Double
    }

    /// Conformal: the chance that a further honest person, exchangeable with the `people` honest ones kept out, is touched is at most `bound`,
    /// on average over such draws (Vovk, Gammerman and Shafer, 2005).
    public struct ConformalBound: Hashable, Sendable {
        public let people: Int
        public let touched: Int
        public var bound: Double { Double(touched + 1) / Double(people + 1) }
    }

    public let changes: [Change]
    /// The numbers as they would be written, changed or not.
    public let texts: [String]
    /// Every set of rules that was looked at, in the order of the search, the rules as they are first.
    public let points: [Point]
    /// Those that no other one beats or equals on both money caught and honest people touched; fewest people first.
    public let pareto: [Point]
    public let tuning: Side
    /// Sets of rules that were looked at.
    public var looks: Int { points.count }
    /// What holds of the rules found although these very events chose them.
    public let afterLooking: ChosenRulesBound
    /// What a change had to gain, in credits.
    public let leastGain: Double
    /// Numbers of live rules that no value was tried for.
    public let leftAlone: [NumberLeftAlone]
    /// Nil where the held-out events were left alone.
    public let heldOut: Side?
    public let conformal: ConformalBound?
    /// Rules that can go at no loss on the side of the search, in the order in which they go.
    public let superfluous: [String]
    public let rulesKept: Int

    /// - Parameters:
    ///   - ledger: decided by the rules as they are.
    ///   - signals: what its verdicts measured, by position of the event.
    ///   - heldOutFrom: the first entry that may judge; nil leaves all held-out events alone.
    public init(
        _ ledger: ScreenedLedger, signals: [Int: EventSignals], labels: WorldLabels, lines: [MoneyLine], rules: TunableRuleSet,
        settings: TuningSettings, split: TuningSplit, heldOutFrom: Int?
    ) throws(TuningRefusal) {
        let measured = MeasuredLedger(ledger, labels: labels, lines: lines)
        try TuningRefusal.require(labels, of: ledger, measured)
        let sides = split.sides(measured, heldOutFrom: heldOutFrom ?? .max)
        let tuner = RuleTuner(RuleSample(measured, sides.tuning, signals, ledger), rules, settings)
        let before = tuner.current
        try TuningRefusal.require(before, "the side of the search")
        var kept: RuleSample?
        var keptBefore: RuleTally?
        if heldOutFrom != nil {
            let other = RuleSample(measured, sides.heldOut, signals, ledger)
            let tally = Tallying(other.ledger).tally(other.flagged(rules.ruleSet.rules.filter { $0.status == .live }))
            try TuningRefusal.require(tally, "the held-out side")
            (kept, keptBefore) = (other, tally)
        }
        tuner.search()
        let after = tuner.current
        texts = tuner.texts
        changes = zip(rules.numbers, texts).filter { $0.text != $1 }.map { Change(number: $0, text: $1) }
        tuning = Side(before, after, settings.costs, events: sides.tuning.count)
        points = tuner.points.map { Point(rule: $0.rule, measurement: $0.measurement, text: $0.text, tally: $0.tally, loss: $0.loss) }
        pareto = Self.front(points)
        leastGain = tuner.leastGain
        leftAlone = rules.leftAlone + tuner.untried.sorted { $0.key < $1.key }.map { NumberLeftAlone(rules.numbers[$0], reason: $1) }
        afterLooking = ChosenRulesBound(rules, texts: texts, tally: after)
        superfluous = tuner.superfluous()
        rulesKept = tuner.rules.count - superfluous.count
        guard let kept, let keptBefore else {
            (heldOut, conformal) = (nil, nil)
            return
        }
        let keptAfter = Tallying(kept.ledger).tally(kept.flagged(tuner.rules.keys.sorted().compactMap { tuner.rules[$0] }))
        heldOut = Side(keptBefore, keptAfter, settings.costs, events: sides.heldOut.count)
        conformal = ConformalBound(people: keptAfter.peopleTouched.total, touched: keptAfter.peopleTouched.count)
    }

    /// O(n log n).
    static func front(_ points: [Point]) -> [Point] {
        let order = points.indices.sorted { left, right in
            let (a, b) = (points[left].tally, points[right].tally)
            return (a.peopleTouched.count, -a.moneyCaught.micros, left) < (b.peopleTouched.count, -b.moneyCaught.micros, right)
        }
        var front: [Point] = []
        for index in order where front.last.map({ points[index].tally.moneyCaught > $0.tally.moneyCaught }) ?? true { front.append(points[index]) }
        return front
    }
}

extension RuleTuning.Side {
    fileprivate init(_ before: RuleTally, _ after: RuleTally, _ costs: TuningCosts, events: Int) {
        self.init(
            events: events, people: before.peopleTouched.total, before: before, after: after, lossBefore: costs.loss(before),
            lossAfter: costs.loss(after))
    }
}

extension RuleSample {
    /// The part of the ledger that `members` make, with its signals.
    init(_ measured: MeasuredLedger, _ members: [Int32], _ all: [Int: EventSignals], _ screened: ScreenedLedger) {
        ledger = measured.restricted(to: members)
        var signals: [Int32: EventSignals] = [:]
        for (number, member) in members.enumerated() {
            if let measured = all[measured.events[Int(member)].position] { signals[Int32(number)] = measured }
        }
        self.signals = signals
        body = { screened.events[Int(members[Int($0)])].record.event.canonicalBytes }
    }

    /// Events that some of the rules hold or reject.
    func flagged(_ rules: [Rule]) -> [Int32] {
        var isFlagged = Array(repeating: false, count: ledger.events.count)
        for rule in rules { for index in flagged(rule) { isFlagged[Int(index)] = true } }
        return isFlagged.indices.filter { isFlagged[$0] }.map(Int32.init)
    }
}
