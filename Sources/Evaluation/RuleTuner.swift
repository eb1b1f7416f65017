internal import Contributions
internal import Detection
internal import Numerics
internal import Rules

/// Searches for the numbers in rules' conditions that cost least on one side of a split. A class because lists of firings are kept between steps.
///
/// Coordinate descent: one number at a time, over values that the data hold, until a round changes nothing. The search sees only the tuning side.
final class RuleTuner {
    /// Rounds over all numbers.
    static let maximumRounds = 3
    /// Values tried for one number: so many quantiles each of attacks and of honest events.
    static let quantilesPerSide = 16

    /// One set of rules that was looked at.
    struct Point {
        let rule: String
        let measurement: String
        let text: String
        let tally: RuleTally
        let loss: Double
    }

    private let part: RuleSample
    private let costs: TuningCosts
    private let counting: Tallying
    private(set) var tunable: [(rule: TunableRule, texts: [String])]
    private var fixed: [Rule]
    /// Events that each live rule holds or rejects; tunable ones first, then the fixed.
    private var lists: [[Int32]]
    /// Rules that hold or reject each event.
    private var counts: [UInt16]
    private(set) var points: [Point] = []

    /// - Parameters:
    ///   - tunable: rules whose numbers may change.
    ///   - fixed: the other live rules.
    init(_ part: RuleSample, costs: TuningCosts, tunable: [TunableRule], fixed: [Rule]) {
        self.part = part
        self.costs = costs
        counting = Tallying(part.ledger)
        self.tunable = tunable.map { ($0, $0.literals.map(\.text)) }
        self.fixed = fixed
        lists = (tunable.map(\.rule) + fixed).map(part.flagged)
        counts = Array(repeating: 0, count: part.ledger.events.count)
        for list in lists { for index in list { counts[Int(index)] += 1 } }
    }

    var current: RuleTally { tally(counts) }
    var currentLoss: Double { costs.loss(current) }

    private func tally(_ counts: [UInt16]) -> RuleTally { counting.tally(counts.indices.filter { counts[$0] > 0 }.map(Int32.init)) }

    private func counts(_ base: [UInt16], without old: [Int32], with new: [Int32]) -> [UInt16] {
        var counts = base
        for index in old { counts[Int(index)] -= 1 }
        for index in new { counts[Int(index)] += 1 }
        return counts
    }

    /// Descends until a round changes nothing.
    func search() {
        for _ in 0..<Self.maximumRounds {
            var isChanged = false
            for slot in tunable.indices {
                for literal in tunable[slot].rule.literals.indices where improve(slot, literal) { isChanged = true }
            }
            if !isChanged { return }
        }
    }

    /// Tries every value of one number; true where another one costs less.
    private func improve(_ slot: Int, _ place: Int) -> Bool {
        let (tunableRule, texts) = tunable[slot]
        let literal = tunableRule.literals[place]
        let before = current
        var best = (loss: costs.loss(before), wrong: before.falsePositives.count, texts: texts, list: lists[slot])
        for text in candidates(tunableRule.rule, literal) where text != texts[place] {
            var changed = texts
            changed[place] = text
            guard let rule = tunableRule.rule(with: changed) else { continue }
            let list = part.flagged(rule)
            let tally = tally(counts(counts, without: lists[slot], with: list))
            let loss = costs.loss(tally)
            points.append(Point(rule: tunableRule.rule.id, measurement: literal.measurement, text: text, tally: tally, loss: loss))
            if (loss, tally.falsePositives.count) < (best.loss, best.wrong) { best = (loss, tally.falsePositives.count, changed, list) }
        }
        guard best.texts != texts else { return false }
        counts = counts(counts, without: lists[slot], with: best.list)
        lists[slot] = best.list
        tunable[slot].texts = best.texts
        return true
    }

    /// Values between which the data differ, written with two digits.
    private func candidates(_ rule: Rule, _ literal: RuleLiteral) -> [String] {
        let (attack, honest) = part.values(literal.measurement, types: rule.eventTypes)
        var values: Set<Double> = []
        for side in [attack.sorted(), honest.sorted()] where !side.isEmpty {
            for step in 0...Self.quantilesPerSide {
                values.insert(Self.twoDigits(Summary.quantile(sorted: side, Double(step) / Double(Self.quantilesPerSide))))
            }
        }
        return values.filter { $0.isFinite && $0 > 0 }.sorted().map { $0 == $0.rounded() && $0 < 1e15 ? String(Int64($0)) : $0.description }
    }

    private static func twoDigits(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return value }
        var scale = 1.0
        while value * scale < 10, scale < 1e12 { scale *= 10 }
        while value * scale >= 100 { scale /= 10 }
        return scale >= 1 ? (value * scale).rounded() / scale : (value * scale).rounded() * (1 / scale)
    }

    /// Drops rules one by one, each time the one whose loss is least missed, while all together cost no more. Names of those dropped, in order.
    func superfluous() -> [String] {
        let ids = tunable.map(\.rule.rule.id) + fixed.map(\.id)
        var (kept, counts, dropped) = (Set(ids.indices), counts, [String]())
        let limit = costs.loss(tally(counts))
        while kept.count > 1 {
            var best: (loss: Double, slot: Int)?
            for slot in kept.sorted() {
                let loss = costs.loss(tally(self.counts(counts, without: lists[slot], with: [])))
                if best.map({ loss < $0.loss }) ?? true { best = (loss, slot) }
            }
            guard let best, best.loss <= limit else { break }
            counts = self.counts(counts, without: lists[best.slot], with: [])
            kept.remove(best.slot)
            dropped.append(ids[best.slot])
        }
        return dropped
    }
}

/// Events with what was measured on them: one side of a split.
struct RuleSample {
    let ledger: MeasuredLedger
    /// By number of the event; events without an entry have no signal at all.
    let signals: [Int32: EventSignals]
    let body: @Sendable (Int32) -> [UInt8]?

    /// Events that a rule holds or rejects. O(events of its types).
    func flagged(_ rule: Rule) -> [Int32] {
        guard rule.outcome != .clear else { return [] }
        let program = RuleProgram(RuleSet([rule]))
        let types = Set(rule.eventTypes)
        let silent = EventSignals([])
        var ofSilence: [String: Bool] = [:]
        var found: [Int32] = []
        for (number, event) in ledger.events.enumerated() where types.contains(event.type) {
            let index = Int32(number)
            let fires: Bool
            if program.readsEvents {
                fires = decides(program, event.type, signals[index] ?? silent, body(index))
            } else if let measured = signals[index] {
                fires = decides(program, event.type, measured, nil)
            } else if let known = ofSilence[event.type] {
                fires = known
            } else {
                fires = decides(program, event.type, silent, nil)
                ofSilence[event.type] = fires
            }
            if fires { found.append(index) }
        }
        return found
    }

    private func decides(_ program: RuleProgram, _ type: String, _ signals: EventSignals, _ body: [UInt8]?) -> Bool {
        !program.decide(EventFacts(eventType: type, signals: signals, body: body)).firings.isEmpty
    }

    /// What was measured on attack and on honest events of these types.
    func values(_ measurement: String, types: [String]) -> (attack: [Double], honest: [Double]) {
        let suffix = ".p_value"
        let isPValue = measurement.hasSuffix(suffix)
        let name = isPValue ? String(measurement.dropLast(suffix.count)) : measurement
        var (attack, honest) = ([Double](), [Double]())
        for (index, measured) in signals {
            let event = ledger.events[Int(index)]
            guard let signal = measured.measured[name], types.contains(event.type), let value = isPValue ? signal.pValue : signal.value else {
                continue
            }
            switch event.side {
            case .attack: attack.append(value)
            case .honest: honest.append(value)
            case .neither: break
            }
        }
        return (attack, honest)
    }
}
