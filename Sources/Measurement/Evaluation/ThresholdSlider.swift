internal import Contributions
internal import Ledger
internal import Numerics
public import Rules
public import Screening
public import Rewards

/// One number of a rule over all values that the data hold, with bounds that hold for every row at once: whoever has looked at the table may
/// pick any row of it, or any value between two rows.
///
/// **What is bounded.** A unit is a person, or an attack by one party. Moving a threshold makes the rule fire on more events or on fewer, never on
/// others, so each unit has one most extreme value at which it is touched, and the share of honest people touched at t is the share of a
/// population beyond t. `ThresholdBand` over the honest people bounds it from above, S₀(t) ≤ U(t), and one over the attacks from below the share
/// that is caught, S₁(t) ≥ L(t), each at half the chance of failure; so all columns hold together with `confidence`.
///
/// **False discoveries.** Of those that the threshold touches, a part is honest: FDP(t) = π₀S₀ / (π₀S₀ + π₁S₁), where π₀ : π₁ is how many honest
/// people there are for each attack. It rises with S₀ and falls with S₁, hence, at the mix of this ledger (n₀ people, n₁ attacks), for all t
///
///     FDP(t) ≤ n₀ U(t) / (n₀ U(t) + n₁ L(t))
///
/// It is the share in the long run, with the detection that is yet unseen bounded as well: the envelope of Katsevich and Ramdas (Annals of
/// Statistics 48, 2020) and of Goeman and Solari (Statistical Science 26, 2011), V(t) / R(t) with V ≤ n₀ U(t), takes the distribution of honest
/// values as known and R as seen. Here both are learnt from labelled units, as in calibration-conditional p-values (Bates, Candès, Lei, Romano and
/// Sesia, Annals of Statistics 51, 2023).
///
/// **What is assumed.** Later people and attacks are drawn independently like these; the rule's other numbers were not chosen on these people.
public struct ThresholdSlider: Sendable {
    /// The rules at one value of the number.
    public struct Row: Sendable {
        public let text: String
        public let isCurrent: Bool
        /// What the rules that the number serves do, by themselves.
        public let tally: RuleTally
        /// All rows at once: at most this share of honest people is touched, at least this share of attacks caught, at most this share of
        /// those touched is honest.
        public let peopleAtMost: Double
        public let recallAtLeast: Double
        public let falseDiscoveriesAtMost: Double
        /// The plain reference for `peopleAtMost` (Massart).
        public let massartPeopleAtMost: Double
        /// What all live rules together cost.
        public let loss: Double
    }

    public let number: RuleNumber
    public let confidence: Double
    public let people: Int
    public let attacks: Int
    /// Rising by the number's value.
    public let rows: [Row]

    /// Values shown: so many quantiles each of attacks and of honest events.
    static let quantilesPerSide = 12

    /// Sliders over the tuning side of a split; they share the chance of failure, so that all rows of all of them hold at once.
    ///
    /// - Parameters:
    ///   - numbers: of `rules.numbers`; none of direction `bothWays`.
    ///   - more: values to be shown besides those of the data.
    public static func all(
        _ ledger: ScreenedLedger, signals: [Int: EventSignals], labels: WorldLabels, lines: [MoneyLine], rules: TunableRuleSet, numbers: [Int],
        more: [String], costs: TuningCosts, split: TuningSplit, confidence: Double = 0.95
    ) throws(TuningRefusal) -> [ThresholdSlider] {
        let measured = MeasuredLedger(ledger, labels: labels, lines: lines)
        try TuningRefusal.require(labels, of: ledger, measured)
        let sample = RuleSample(measured, split.sides(measured, heldOutFrom: .max).tuning, signals, ledger)
        let counting = Tallying(sample.ledger)
        let nothing = counting.tally([])
        try TuningRefusal.require(nothing, "the side that may be looked at")
        let failure = (1 - confidence) / Double(max(1, numbers.count))
        let bounds = UnitBounds(people: nothing.peopleTouched.total, attacks: nothing.unitRecall.total, failure: failure)
        return numbers.map { ThresholdSlider(sample, counting, rules, $0, more: more, costs: costs, bounds, confidence: 1 - failure) }
    }

    private init(
        _ sample: RuleSample, _ counting: Tallying, _ set: TunableRuleSet, _ place: Int, more: [String], costs: TuningCosts, _ bounds: UnitBounds,
        confidence: Double
    ) {
        number = set.numbers[place]
        self.confidence = confidence
        (people, attacks) = (bounds.people.units, bounds.attacks.units)
        let number = number
        let served = set.ruleSet.rules.filter { number.rules.contains($0.id) }
        let others = sample.flagged(set.ruleSet.rules.filter { $0.status == .live && !number.rules.contains($0.id) })
        let texts = Set(sample.candidates(number, rules: served, quantilesPerSide: Self.quantilesPerSide) + more + [number.text])
        // Two spellings of one value make one row; the rule's own comes first.
        var seen: Set<Double> = []
        let distinct = ([number.text] + texts.sorted()).filter { Double($0).map { seen.insert($0).inserted } ?? false }
        rows = distinct.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }.compactMap { text in
            var changed = set.texts
            changed[place] = text
            guard let rules = set.rules(servedBy: place, texts: changed) else { return nil }
            let flagged = sample.flagged(rules)
            let tally = counting.tally(flagged)
            let together = counting.tally(Set(flagged).union(others).sorted())
            let (people, recall, discoveries) = bounds.at(touched: tally.peopleTouched.count, caught: tally.unitRecall.count)
            return Row(
                text: text, isCurrent: text == number.text, tally: tally, peopleAtMost: people, recallAtLeast: recall,
                falseDiscoveriesAtMost: discoveries,
                massartPeopleAtMost: ThresholdBand.massart(
                    tally.peopleTouched.count, of: bounds.people.units, confidence: bounds.people.confidence),
                loss: costs.loss(together))
        }
    }
}

/// A band over honest people and one over attacks, each with half the chance of failure, and what follows for false discoveries.
struct UnitBounds: Sendable {
    let people: ThresholdBand
    let attacks: ThresholdBand

    init(people: Int, attacks: Int, failure: Double) {
        self.people = ThresholdBand(units: people, confidence: 1 - failure / 2)
        self.attacks = people == attacks ? self.people : ThresholdBand(units: attacks, confidence: 1 - failure / 2)
    }

    /// Where `touched` of the people and `caught` of the attacks lie beyond the threshold.
    func at(touched: Int, caught: Int) -> (people: Double, recall: Double, falseDiscoveries: Double) {
        let (upper, lower) = (people.upper(touched), attacks.lower(caught))
        let (honest, guilty) = (Double(people.units) * upper, Double(attacks.units) * lower)
        return (upper, lower, honest + guilty > 0 ? honest / (honest + guilty) : 1)
    }
}
