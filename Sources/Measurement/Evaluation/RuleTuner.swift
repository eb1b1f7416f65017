internal import Contributions
internal import Detection
internal import Diagnostics
internal import Numerics
public import Rules

/// Searches for the numbers in rules' conditions that cost least on one side of a split. A class because lists of firings are kept between steps.
///
/// Coordinate descent: one number at a time, over values that the data hold, until a round changes nothing. A change must gain what the user asks
/// for, pass the checks of the rules, and leave rejections alone as `mayChange` says. The search sees only the tuning side.
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
    private let set: TunableRuleSet
    private let settings: TuningSettings
    private let counting: Tallying
    /// The live rules by id, with the numbers found so far.
    private(set) var rules: [String: Rule]
    /// The numbers found so far, as they would be written.
    private(set) var texts: [String]
    /// Events that each live rule holds or rejects, by id.
    private var lists: [String: [Int32]]
    /// Rules that hold or reject each event.
    private var counts: [UInt16]
    private(set) var points: [Point]
    /// Numbers that were not moved whatever it might have gained, with the reason.
    private(set) var untried: [Int: String] = [:]
    /// What a change must gain, in credits.
    let leastGain: Double

    init(_ part: RuleSample, _ set: TunableRuleSet, _ settings: TuningSettings) {
        self.part = part
        self.set = set
        self.settings = settings
        counting = Tallying(part.ledger)
        texts = set.texts
        rules = Dictionary(set.ruleSet.rules.filter { $0.status == .live }.map { ($0.id, $0) }) { first, _ in first }
        lists = rules.mapValues(part.flagged)
        counts = Array(repeating: 0, count: part.ledger.events.count)
        for list in lists.values { for index in list { counts[Int(index)] += 1 } }
        let start = counting.tally(counts.enumerated().filter { $0.element > 0 }.map { Int32($0.offset) })
        let loss = settings.costs.loss(start)
        points = [Point(rule: "as they are", measurement: "", text: "", tally: start, loss: loss)]
        switch settings.leastGain {
        case .credits(let credits): leastGain = credits
        case .share(let share): leastGain = share * loss
        }
    }

    var current: RuleTally { tally(counts) }

    private func tally(_ counts: [UInt16]) -> RuleTally { counting.tally(counts.indices.filter { counts[$0] > 0 }.map(Int32.init)) }

    private func counts(_ base: [UInt16], without old: [Int32], with new: [Int32]) -> [UInt16] {
        var counts = base
        for index in old { counts[Int(index)] -= 1 }
        for index in new { counts[Int(index)] += 1 }
        return counts
    }

    // MARK: Search

    /// Descends until a round changes nothing, then takes back what the later changes made needless.
    func search() {
        let movable = set.numbers.indices.filter { settings.onlyRule.map(set.numbers[$0].rules.contains) ?? true }
        for _ in 0..<Self.maximumRounds {
            var isChanged = false
            for number in movable where improve(number) { isChanged = true }
            if !isChanged { break }
        }
        for number in movable where texts[number] != set.numbers[number].text { takeBack(number) }
    }

    /// Rules with one number changed, what they flag, and what all rules together then do.
    private struct Trial {
        let texts: [String]
        let rules: [Rule]
        let lists: [[Int32]]
        let counts: [UInt16]
        let tally: RuleTally
        let loss: Double
    }

    private func trial(_ number: Int, _ text: String) -> Trial? {
        var changed = texts
        changed[number] = text
        guard let rules = set.rules(servedBy: number, texts: changed) else { return nil }
        let found = rules.map(part.flagged)
        var counts = counts
        for (rule, list) in zip(rules, found) { counts = self.counts(counts, without: lists[rule.id] ?? [], with: list) }
        let tally = tally(counts)
        return Trial(texts: changed, rules: rules, lists: found, counts: counts, tally: tally, loss: settings.costs.loss(tally))
    }

    /// Tries every value of one number; true where another one costs less by the least gain.
    private func improve(_ place: Int) -> Bool {
        let number = set.numbers[place]
        if number.direction == .bothWays, number.rules.contains(where: isReject) {
            untried[place] = "a rejection would be widened by either direction"
            return false
        }
        guard number.rules.contains(where: { rules[$0]?.holds ?? false }) else {
            untried[place] = "the rule holds nothing back, so that no cost speaks of it"
            return false
        }
        let values = part.candidates(number, rules: number.rules.compactMap { rules[$0] })
        if values.isEmpty { untried[place] = "no labelled event on the side of the search has the signal" }
        let before = settings.costs.loss(current)
        var better: [Trial] = []
        for text in values where text != texts[place] && mayMove(number, to: text) {
            guard let trial = trial(place, text) else { continue }
            points.append(
                Point(rule: number.rules.joined(separator: " "), measurement: number.measurement, text: text, tally: trial.tally, loss: trial.loss))
            if trial.loss < before, trial.loss <= before - leastGain, mayChange(trial) { better.append(trial) }
        }
        // Cheapest first, then fewest honest events; a sort that keeps the order of equal ones.
        let order = better.indices.sorted {
            let (a, b) = (better[$0], better[$1])
            return (a.loss, a.tally.falsePositives.count, $0) < (b.loss, b.tally.falsePositives.count, $1)
        }
        guard let best = order.first(where: { set.newFaults(texts: better[$0].texts).isEmpty }) else { return false }
        take(better[best])
        return true
    }

    private func takeBack(_ place: Int) {
        let number = set.numbers[place]
        let loss = settings.costs.loss(current)
        guard let trial = trial(place, number.text), trial.loss <= loss || trial.loss < loss + leastGain, mayChange(trial),
            set.newFaults(texts: trial.texts).isEmpty
        else { return }
        take(trial)
    }

    private func take(_ trial: Trial) {
        (texts, counts) = (trial.texts, trial.counts)
        for (rule, list) in zip(trial.rules, trial.lists) {
            rules[rule.id] = rule
            lists[rule.id] = list
        }
    }

    private func isReject(_ id: String) -> Bool { rules[id]?.outcome == .reject }

    /// A rule that rejects never lets through what it rejected, unless the user allows it.
    private func mayMove(_ number: RuleNumber, to new: String) -> Bool {
        guard !settings.mayLoosenRejects, number.rules.contains(where: isReject) else { return true }
        guard let original = Double(number.text), let value = Double(new) else { return false }
        return !number.loosens(from: original, to: value)
    }

    /// A rule that rejects reaches no further honest event: the costs say what it is to be held, not to be rejected.
    private func mayChange(_ trial: Trial) -> Bool {
        zip(trial.rules, trial.lists).allSatisfy { rule, list in
            guard isReject(rule.id) else { return true }
            let before = Set(lists[rule.id] ?? [])
            return list.allSatisfy { before.contains($0) || part.ledger.events[Int($0)].side != .honest }
        }
    }

    // MARK: Fewest rules

    /// Drops rules one by one, each time the one whose loss is least missed, while all together cost no more. Names of those dropped, in order.
    func superfluous() -> [String] {
        // No cost speaks of a rule that holds nothing back, so that none says it is needless.
        var (kept, counts, dropped) = (rules.values.filter(\.holds).map(\.id).sorted(), counts, [String]())
        let limit = settings.costs.loss(tally(counts))
        while kept.count > 1 {
            var best: (loss: Double, id: String)?
            for id in kept {
                let loss = settings.costs.loss(tally(self.counts(counts, without: lists[id] ?? [], with: [])))
                if best.map({ loss < $0.loss }) ?? true { best = (loss, id) }
            }
            guard let best, best.loss <= limit else { break }
            counts = self.counts(counts, without: lists[best.id] ?? [], with: [])
            kept.removeAll { $0 == best.id }
            dropped.append(best.id)
        }
        return dropped
    }
}

extension Rule {
    /// Whether it holds or rejects what it fires on.
    public var holds: Bool { outcome == .hold || outcome == .reject }
}

extension RuleNumber {
    /// True where the rules that the number serves fire on fewer events at `new` than at `old`, or may.
    public func loosens(from old: Double, to new: Double) -> Bool {
        switch direction {
        case .down: new > old
        case .up: new < old
        case .bothWays: new != old
        }
    }
}

extension RuleSample {
    /// Values of a number between which the data differ, written with two digits, rising.
    func candidates(_ number: RuleNumber, rules: [Rule], quantilesPerSide: Int = RuleTuner.quantilesPerSide) -> [String] {
        let (attack, honest) = values(number.measurement, types: Set(rules.flatMap(\.eventTypes)).sorted())
        var values: Set<Double> = []
        for side in [attack.sorted(), honest.sorted()] where !side.isEmpty {
            for step in 0...quantilesPerSide {
                values.insert(Self.twoDigits(Summary.quantile(sorted: side, Double(step) / Double(quantilesPerSide))))
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
}

/// Events with what was measured on them: one side of a split.
struct RuleSample {
    let ledger: MeasuredLedger
    /// By number of the event; events without an entry have no signal at all.
    let signals: [Int32: EventSignals]
    let body: @Sendable (Int32) -> [UInt8]?

    /// Events that a rule holds or rejects. O(events of its types).
    func flagged(_ rule: Rule) -> [Int32] {
        guard rule.outcome.verdict != .clear else { return [] }
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
