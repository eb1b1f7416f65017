internal import Glibc
internal import Numerics
internal import Rules

/// Bounds at 95 % for rules whose numbers were chosen by looking at the same people and attacks.
///
/// A search looks where the data lead it, so the sets of rules that it looked at are no list that stood before: dividing the level by their
/// number would prove nothing. Every set that it COULD have arrived at is described by which of d numbers move and by the two digits of each new
/// value; that description gets a weight w before any data are seen, and the weights of all descriptions sum to at most one:
///
///     w = 2^-(s + 1) / C(d, s) · Π w(value),   s numbers moved,   w(m · 10^e) = 2^-|e + 2| / (3 · 90),   m = 10 … 99
///
/// Clopper and Pearson's limit at level 0.025 w, one each way, then holds for all sets of rules at once, however the search went ("Occam's
/// razor": Blumer, Ehrenfeucht, Haussler and Warmuth, 1987; Langford, Tutorial on practical prediction theory for classification, JMLR 6, 2005,
/// section 4). Units are people and attacks, not events: events of one person are not independent.
public struct ChosenRulesBound: Hashable, Sendable {
    /// Numbers that moved, of those that could.
    public let moved: Int
    public let numbers: Int
    /// −ln w: what the choice costs.
    public let logWeight: Double
    /// Of the attacks, at least this share is caught.
    public let recallAtLeast: Double
    /// Of the honest people, at most this share is touched.
    public let peopleAtMost: Double

    init(_ set: TunableRuleSet, texts: [String], tally: RuleTally) {
        let changed = zip(set.numbers, texts).filter { $0.text != $1 }.map(\.1)
        (moved, numbers) = (changed.count, set.numbers.count)
        var cost = Double(moved + 1) * log(2.0) + SpecialFunctions.logChoose(numbers, moved)
        for text in changed { cost += Self.logWeight(of: text) }
        logWeight = cost
        let level = 0.025 * exp(-cost)
        let missed = tally.unitRecall.total - tally.unitRecall.count
        recallAtLeast = 1 - Intervals.upperLimit(successes: missed, trials: tally.unitRecall.total, level: level)
        peopleAtMost = Intervals.upperLimit(successes: tally.peopleTouched.count, trials: tally.peopleTouched.total, level: level)
    }

    /// −ln of the weight of a value of two digits; infinite for zero.
    static func logWeight(of text: String) -> Double {
        guard let value = Double(text), value > 0, value.isFinite else { return .infinity }
        let exponent = floor(log10(value) + 1e-9) - 1
        return abs(exponent + 2) * log(2.0) + log(270.0)
    }
}
