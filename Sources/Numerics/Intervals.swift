/// Intervals for a probability seen as `successes` in `trials`.
public enum Intervals {
    /// Clopper and Pearson (1934): exact, so at least the stated confidence whatever the true probability.
    public static func clopperPearson(successes: Int, trials: Int, confidence: Double = 0.95) -> ClosedRange<Double> {
        guard trials > 0, (0...trials).contains(successes) else { return 0...1 }
        let tail = (1 - confidence) / 2
        let k = Double(successes)
        let n = Double(trials)
        let low = successes == 0 ? 0 : betaQuantile(k, n - k + 1, tail)
        let high = successes == trials ? 1 : betaQuantile(k + 1, n - k, 1 - tail)
        return low...max(low, high)
    }

    /// Wilson (1927): closer to the stated confidence on average, and short for small counts.
    public static func wilson(successes: Int, trials: Int, confidence: Double = 0.95) -> ClosedRange<Double> {
        guard trials > 0, (0...trials).contains(successes) else { return 0...1 }
        let z = Normal.quantile(1 - (1 - confidence) / 2)
        let n = Double(trials)
        let share = Double(successes) / n
        let scale = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / scale
        let half = z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }

    /// Bisection on the distribution function: 60 halvings are below one ulp of a probability.
    private static func betaQuantile(_ a: Double, _ b: Double, _ p: Double) -> Double {
        var low = 0.0
        var high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if SpecialFunctions.regularisedBeta(a, b, middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
