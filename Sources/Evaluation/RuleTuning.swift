internal import Contributions
internal import Ledger
internal import Numerics
public import Rules
public import Screening
public import Settlement

/// The outcome of a search for thresholds: what to change, what it is worth on events that the search never saw, and what else could be had.
public struct RuleTuning: Sendable {
    /// One change of a number in a rule file.
    public struct Change: Sendable {
        public let rule: String
        public let literal: RuleLiteral
        public let text: String
    }

    /// A set of rules that no other one looked at beats on both counts.
    public struct ParetoPoint: Sendable {
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

    /// Bounds at 95 % that hold although the values were chosen by looking at these events: Clopper–Pearson at 1 − 0.05 / looks (Bonferroni).
    public struct AfterLooking: Hashable, Sendable {
        /// Sets of rules that were looked at.
        public let looks: Int
        public let recallAtLeast: Double
        public let falsePositivesAtMost: Double
    }

    /// Conformal: the chance that a further honest person, exchangeable with the `people` honest ones kept out, is touched is at most `bound`,
    /// on average over such draws (Vovk, Gammerman and Shafer, 2005).
    public struct ConformalBound: Hashable, Sendable {
        public let people: Int
        public let touched: Int
        public var bound: Double { Double(touched + 1) / Double(people + 1) }
    }

    public let changes: [Change]
    public let pareto: [ParetoPoint]
    public let tuning: Side
    public let afterLooking: AfterLooking
    /// Nil where the held-out events were left alone.
    public let heldOut: Side?
    public let conformal: ConformalBound?
    /// Rules that can go at no loss on the side of the search, in the order in which they go.
    public let superfluous: [String]
    public let rulesKept: Int

    /// Why there is nothing to search.
    public enum Refusal: Error, Hashable, Sendable {
        /// The side of the search, or the other, has too few of them.
        case tooFew(side: String, attacks: Int, people: Int)
    }

    /// Attacks and honest people that each side needs at least.
    public static let minimumUnits = 5

    /// - Parameters:
    ///   - ledger: decided by the rules as they are.
    ///   - signals: what its verdicts measured, by position of the event.
    ///   - tunable: rules whose numbers may change.
    ///   - heldOutFrom: the first entry that may judge; nil leaves all held-out events alone.
    public init(
        _ ledger: ScreenedLedger, signals: [Int: EventSignals], labels: WorldLabels, lines: [MoneyLine], ruleSet: RuleSet, tunable: [TunableRule],
        costs: TuningCosts, split: TuningSplit, heldOutFrom: Int?
    ) throws(Refusal) {
        let measured = MeasuredLedger(ledger, labels: labels, lines: lines)
        let sides = split.sides(measured, heldOutFrom: heldOutFrom ?? .max)
        let sample = RuleSample(measured, sides.tuning, signals, ledger)
        let names = Set(tunable.map(\.rule.id))
        let fixed = ruleSet.rules.filter { $0.status == .live && !names.contains($0.id) }
        let tuner = RuleTuner(sample, costs: costs, tunable: tunable, fixed: fixed)
        let before = tuner.current
        try Self.require(before, "the side of the search")
        var kept: RuleSample?
        if heldOutFrom != nil {
            let other = RuleSample(measured, sides.heldOut, signals, ledger)
            let unchanged = RuleTuner(other, costs: costs, tunable: tunable, fixed: fixed)
            try Self.require(unchanged.current, "the held-out side")
            kept = other
        }
        tuner.search()
        let after = tuner.current
        changes = tuner.tunable.flatMap { rule, texts in
            zip(rule.literals, texts).filter { $0.text != $1 }.map { Change(rule: rule.rule.id, literal: $0, text: $1) }
        }
        tuning = Side(before, after, costs, events: sides.tuning.count)
        pareto = Self.pareto(tuner.points)
        let looks = tuner.points.count + 1
        let confidence = 1 - 0.05 / Double(looks)
        afterLooking = AfterLooking(
            looks: looks,
            recallAtLeast: Intervals.clopperPearson(successes: after.recall.count, trials: after.recall.total, confidence: confidence).lowerBound,
            falsePositivesAtMost: Intervals.clopperPearson(
                successes: after.falsePositives.count, trials: after.falsePositives.total, confidence: confidence
            ).upperBound)
        superfluous = tuner.superfluous()
        rulesKept = tunable.count + fixed.count - superfluous.count
        guard let kept else {
            (heldOut, conformal) = (nil, nil)
            return
        }
        let old = tunable.map(\.rule) + fixed
        let new = tuner.tunable.map { $0.rule.rule(with: $0.texts) ?? $0.rule.rule } + fixed
        let counting = Tallying(kept.ledger)
        let side = Side(counting.tally(kept.flagged(old)), counting.tally(kept.flagged(new)), costs, events: sides.heldOut.count)
        heldOut = side
        conformal = ConformalBound(people: side.after.peopleTouched.total, touched: side.after.peopleTouched.count)
    }

    private static func require(_ tally: RuleTally, _ side: String) throws(Refusal) {
        guard tally.unitRecall.total >= minimumUnits, tally.peopleTouched.total >= minimumUnits else {
            throw .tooFew(side: side, attacks: tally.unitRecall.total, people: tally.peopleTouched.total)
        }
    }

    /// Of the points, those that no other one beats or equals on both recall and honest events held; fewest honest events first. O(n log n).
    private static func pareto(_ points: [RuleTuner.Point]) -> [ParetoPoint] {
        let order = points.indices.sorted { left, right in
            let (a, b) = (points[left].tally, points[right].tally)
            return (a.falsePositives.count, -a.recall.count, left) < (b.falsePositives.count, -b.recall.count, right)
        }
        var (best, front) = (-1, [ParetoPoint]())
        for index in order where points[index].tally.recall.count > best {
            let point = points[index]
            best = point.tally.recall.count
            front.append(ParetoPoint(rule: point.rule, measurement: point.measurement, text: point.text, tally: point.tally, loss: point.loss))
        }
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
