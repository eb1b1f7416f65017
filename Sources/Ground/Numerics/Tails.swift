internal import Glibc

/// Upper and lower tails of counting distributions: how surprising a count is where chance alone is at work.
public enum Tails {
    /// P(X ≥ count) for a Poisson variable with the given mean.
    public static func poissonUpper(_ count: Int, mean: Double) -> Double {
        guard mean >= 0 else { return .nan }
        if count <= 0 { return 1 }
        return SpecialFunctions.regularisedGamma(Double(count), mean).lower
    }

    /// P(X ≤ count) for a Poisson variable with the given mean.
    public static func poissonLower(_ count: Int, mean: Double) -> Double {
        guard mean >= 0 else { return .nan }
        if count < 0 { return 0 }
        return SpecialFunctions.regularisedGamma(Double(count) + 1, mean).upper
    }

    /// P(X ≥ count) in `trials` independent trials with the given success probability.
    public static func binomialUpper(_ count: Int, trials: Int, probability: Double) -> Double {
        guard (0...1).contains(probability), trials >= 0 else { return .nan }
        if count <= 0 { return 1 }
        if count > trials { return 0 }
        return SpecialFunctions.regularisedBeta(Double(count), Double(trials - count + 1), probability)
    }

    /// P(X ≤ count) in `trials` independent trials with the given success probability.
    public static func binomialLower(_ count: Int, trials: Int, probability: Double) -> Double {
        binomialUpper(trials - count, trials: trials, probability: 1 - probability)
    }

    /// P(X ≥ count) marked items among `draws` without replacement from `population` items of which `marked` are marked.
    ///
    /// A sum of the tail in the log domain; O(min(marked, draws) - count).
    public static func hypergeometricUpper(_ count: Int, population: Int, marked: Int, draws: Int) -> Double {
        guard population >= 0, (0...population).contains(marked), (0...population).contains(draws) else { return .nan }
        let least = max(0, draws + marked - population)
        let most = min(draws, marked)
        if count <= least { return 1 }
        if count > most { return 0 }
        // Sum the shorter side relative to its largest term, so that neither side cancels.
        let mean = Double(draws) * Double(marked) / Double(max(1, population))
        if Double(count) > mean {
            return min(1, hypergeometricSum(count...most, population: population, marked: marked, draws: draws))
        }
        return max(0, 1 - hypergeometricSum(least...(count - 1), population: population, marked: marked, draws: draws))
    }

    /// P(X ≤ count), as `hypergeometricUpper`.
    public static func hypergeometricLower(_ count: Int, population: Int, marked: Int, draws: Int) -> Double {
        guard population >= 0, (0...population).contains(marked), (0...population).contains(draws) else { return .nan }
        // X marked among the draws is draws - X unmarked ones.
        return hypergeometricUpper(draws - count, population: population, marked: population - marked, draws: draws)
    }

    private static func hypergeometricSum(_ range: ClosedRange<Int>, population: Int, marked: Int, draws: Int) -> Double {
        let total = SpecialFunctions.logChoose(population, draws)
        var sum = 0.0
        for count in range {
            sum += exp(
                SpecialFunctions.logChoose(marked, count) + SpecialFunctions.logChoose(population - marked, draws - count) - total)
        }
        return sum
    }
}
