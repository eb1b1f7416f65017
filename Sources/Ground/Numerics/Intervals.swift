internal import Glibc

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

    /// The upper limit of Clopper and Pearson at one-sided level `level`: with a greater probability so few successes are less likely than that.
    ///
    /// Levels far below an ulp of one keep their meaning, as bounds over many possible choices need. Newton's method inside a shrinking bracket.
    ///
    /// - Parameter least: a number that the limit is known to exceed.
    public static func upperLimit(successes: Int, trials: Int, level: Double, above least: Double = 0) -> Double {
        guard trials > 0, (0..<trials).contains(successes) else { return 1 }
        if successes == 0 { return -expm1(log(level) / Double(trials)) }
        let (a, b) = (Double(successes) + 1, Double(trials - successes))
        let scale = SpecialFunctions.logGamma(a + b) - SpecialFunctions.logGamma(a) - SpecialFunctions.logGamma(b)
        var (low, high) = (max(0, least), 1.0)
        var x = min(0.999_999, (a + 2 * a.squareRoot()) / (a + b))
        if x <= low { x = (low + high) / 2 }
        for _ in 0..<80 {
            // The tail that must come to `level`, in logarithms, where it is nearly straight.
            let tail = SpecialFunctions.regularisedBeta(b, a, 1 - x)
            if tail > level { low = x } else { high = x }
            guard high - low > 1e-15 * high else { break }
            let density = exp(scale + (a - 1) * log(x) + (b - 1) * log1p(-x))
            let next = density > 0 && tail > 0 ? x + (log(tail) - log(level)) * tail / density : .nan
            let step = next > low && next < high ? next : (low + high) / 2
            if abs(step - x) < 1e-14 * x { return step }
            x = step
        }
        return (low + high) / 2
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
