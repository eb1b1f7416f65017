internal import Glibc

/// Bounds, valid at every threshold at once, for the share of a population that lies at or beyond a threshold.
///
/// Of n independent units drawn from the population, k(t) lie at or beyond the threshold t. With the stated confidence the population's share
/// S(t) is at most `upper(k(t))` for ALL t together; so a threshold may be chosen after looking at the whole table. Nothing is assumed of the
/// distribution.
///
/// **Derivation.** Give each unit a uniform U that is at most S(t) exactly where the unit lies at or beyond t (ties broken at random). If some
/// S(t) exceeds u(k(t)), then at most k(t) of the U are at most u(k(t)): the order statistic U(k+1) exceeds u(k). So the band fails at most
/// where one of n order statistics crosses its bound, and ties only help. u(k) is the 1 − η quantile of U(k+1), Beta(k + 1, n − k), which is the
/// Clopper–Pearson limit at one-sided level η: every rank has the same chance η to cross ("equal local levels", which inverts the test of Berk
/// and Jones, 1979; Owen, JASA 90, 1995; the levels as in Aldor-Noiman, Brown, Buja, Rolke and Stine, The American Statistician 67, 2013). η is
/// the largest level with which all of them together cross with the chance 1 − confidence, and that chance is computed, not approximated:
/// see `crossing`.
///
/// Beyond `exactRanks` units the bounds u(k) hold for k < `exactRanks` at nine tenths of the chance of failure, and the bound of Dvoretzky,
/// Kiefer and Wolfowitz with Massart's constant (Annals of Probability 18, 1990) for all k at the tenth that is left.
public struct ThresholdBand: Hashable, Sendable {
    /// Ranks with a bound of their own.
    public static let exactRanks = 1000

    public let units: Int
    public let confidence: Double
    /// The chance of each order statistic to cross its bound; 0 where there are no units.
    public let localLevel: Double
    private let uppers: [Double]

    /// O(ranks²) for each of about ten levels that are tried, ranks = min(units, `exactRanks`).
    ///
    /// - Parameter confidence: at least 0.5, as Massart's constant asks.
    public init(units: Int, confidence: Double = 0.95) {
        precondition((0.5..<1).contains(confidence), "a confidence from 0.5 to below 1")
        self.units = units
        self.confidence = confidence
        let ranks = min(units, Self.exactRanks)
        guard ranks > 0 else { (localLevel, uppers) = (0, []); return }
        let failure = 1 - confidence
        let exactFailure = ranks == units ? failure : 0.9 * failure
        let counts = OrderCounts(units: units, ranks: ranks)
        (localLevel, uppers) = counts.equalLevels(crossing: exactFailure)
    }

    /// At most this share of the population lies where `count` of the units do. Rises with `count`.
    public func upper(_ count: Int) -> Double {
        guard count < units else { return 1 }
        let exact = count < uppers.count ? uppers[max(0, count)] : 1
        return units == uppers.count ? exact : min(exact, Self.massart(count, of: units, confidence: 1 - 0.1 * (1 - confidence)))
    }

    /// At least this share of the population lies where `count` of the units do: the rest is what lies short of the threshold.
    ///
    /// Either `upper` or `lower` holds at all thresholds with the confidence; both together need one band each, at half the chance of failure.
    public func lower(_ count: Int) -> Double { 1 - upper(units - count) }

    /// The plain reference: count / n + √(ln(1 / (1 − confidence)) / 2n), one-sided and simultaneous (Massart, 1990).
    public static func massart(_ count: Int, of units: Int, confidence: Double = 0.95) -> Double {
        guard units > 0 else { return 1 }
        return min(1, Double(count) / Double(units) + (-log(1 - confidence) / (2 * Double(units))).squareRoot())
    }

    /// The chance that some U(k) of `units` independent uniforms exceeds `bounds[k - 1]`, bounds rising. O(bounds²).
    ///
    /// By the rank at which that happens first. Where U(k) is the first to exceed its bound b(k), exactly k − 1 points lie below b(k), so
    ///
    ///     P(k − 1 points below b(k)) = Σ over first crossings j ≤ k of P(j is the first) · P(k − 1 below b(k) | j − 1 below b(j))
    ///
    /// and the last factor is a binomial one: of the n − j + 1 points above b(j), k − j lie below b(k). Solved for k = 1, 2, …, this is the
    /// recursion of Noé (1972) and Steck (1971) for one boundary, in a form without alternating signs: the terms taken away are chances themselves
    /// and the rows sum to at most one, so that rounding does not grow.
    public static func crossing(units: Int, bounds: [Double]) -> Double {
        OrderCounts(units: units, ranks: bounds.count).crossing(bounds, beyond: .infinity)
    }
}

/// Counting tables for the order statistics of `units` uniforms.
private struct OrderCounts {
    let units: Int
    let ranks: Int
    /// ln of n (n − 1) … (n − i + 1).
    private let fallingLogs: [Double]
    private let factorialLogs: [Double]

    init(units: Int, ranks: Int) {
        self.units = units
        self.ranks = ranks
        var (falling, factorial) = ([0.0], [0.0])
        for index in 0..<ranks {
            falling.append(falling[index] + log(Double(units - index)))
            factorial.append(factorial[index] + log(Double(index + 1)))
        }
        (fallingLogs, factorialLogs) = (falling, factorial)
    }

    /// The largest level at which all ranks together cross with at most the chance `wanted`, and its bounds.
    func equalLevels(crossing wanted: Double) -> (level: Double, bounds: [Double]) {
        // Bonferroni is too strict, a single rank too lax; in between the chance is close to a power of the level.
        var (low, high) = (wanted / Double(ranks), wanted)
        var best = (level: low, bounds: bounds(level: low))
        var level = min(high, max(low, wanted / 8))
        for _ in 0..<40 {
            let tried = bounds(level: level)
            let chance = crossing(tried, beyond: 4 * wanted)
            if chance <= wanted {
                if level >= best.level { best = (level, tried) }
                low = level
                if chance > wanted * 0.999 { break }
            } else {
                high = level
            }
            guard high > low * 1.0001 else { break }
            let guess = level * wanted * 0.9997 / max(chance, 1e-300)
            level = guess > low && guess < high ? guess : (low * high).squareRoot()
        }
        return best
    }

    private func bounds(level: Double) -> [Double] {
        var bounds: [Double] = []
        bounds.reserveCapacity(ranks)
        for rank in 1...ranks { bounds.append(Intervals.upperLimit(successes: rank - 1, trials: units, level: level, above: bounds.last ?? 0)) }
        return bounds
    }

    /// Stops early, with what it has, once the chance exceeds `limit`.
    func crossing(_ bounds: [Double], beyond limit: Double) -> Double {
        let restLogs = bounds.map { log1p(-$0) }
        var firsts = [Double](repeating: 0, count: bounds.count)
        var total = 0.0
        for k in bounds.indices.map({ $0 + 1 }) {
            let bound = bounds[k - 1]
            guard bound < 1 else { break }
            let above = Double(units - k + 1)
            var chance = exp(fallingLogs[k - 1] - factorialLogs[k - 1] + Double(k - 1) * log(bound) + above * restLogs[k - 1])
            for j in 1..<k where firsts[j - 1] > 0 {
                let width = bound - bounds[j - 1]
                guard width > 0 else { continue }
                let ways = fallingLogs[k - 1] - fallingLogs[j - 1] - factorialLogs[k - j]
                let inside = Double(k - j) * (log(width) - restLogs[j - 1])
                chance -= firsts[j - 1] * exp(ways + inside + above * (restLogs[k - 1] - restLogs[j - 1]))
            }
            firsts[k - 1] = max(0, chance)
            total += firsts[k - 1]
            if total > limit { break }
        }
        return min(1, total)
    }
}
