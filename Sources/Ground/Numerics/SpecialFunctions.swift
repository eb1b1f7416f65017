internal import Glibc

/// The functions that tails of discrete distributions are made of.
public enum SpecialFunctions {
    /// ln Γ(x) for x > 0; NaN otherwise.
    ///
    /// Stirling's series after shifting the argument above 12 by the recurrence; relative error below 1e-14. Written here because the C library's
    /// `lgamma` writes a global sign, which is a data race between threads.
    public static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return .nan }
        guard x.isFinite else { return .infinity }
        // Exact zeros, where the shifted series would leave rounding noise.
        if x == 1 || x == 2 { return 0 }
        var shifted = x
        var product = 1.0
        while shifted < 12 {
            product *= shifted
            shifted += 1
        }
        let inverse = 1 / shifted
        let square = inverse * inverse
        let series =
            inverse
            * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * 691.0 / 360360)))))
        return (shifted - 0.5) * log(shifted) - shifted + 0.5 * log(2 * Double.pi) + series - log(product)
    }

    /// ln n!
    public static func logFactorial(_ n: Int) -> Double { n < 2 ? 0 : logGamma(Double(n) + 1) }

    /// ln of the number of ways to choose k of n; -∞ where there is none.
    public static func logChoose(_ n: Int, _ k: Int) -> Double {
        guard k >= 0, k <= n else { return -.infinity }
        return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
    }

    /// The regularised lower incomplete gamma function P(a, x), and its complement Q(a, x): (P, Q).
    ///
    /// Series below x = a + 1, Lentz's continued fraction above (Press et al., Numerical Recipes, 6.2).
    public static func regularisedGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
        guard a > 0, x >= 0 else { return (.nan, .nan) }
        if x == 0 { return (0, 1) }
        if x == .infinity { return (1, 0) }
        let scale = exp(a * log(x) - x - logGamma(a))
        if x < a + 1 {
            var term = 1 / a
            var sum = term
            var denominator = a
            for _ in 0..<iterationLimit(a) {
                denominator += 1
                term *= x / denominator
                sum += term
                if term < sum * precision { break }
            }
            let lower = min(1, sum * scale)
            return (lower, 1 - lower)
        }
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var fraction = d
        for index in 1...iterationLimit(a) {
            let factor = -Double(index) * (Double(index) - a)
            b += 2
            d = 1 / nonZero(factor * d + b)
            c = nonZero(b + factor / c)
            let change = c * d
            fraction *= change
            if abs(change - 1) < precision { break }
        }
        let upper = min(1, fraction * scale)
        return (1 - upper, upper)
    }

    /// The regularised incomplete beta function I_x(a, b).
    ///
    /// Lentz's continued fraction on the side where it converges fast (Numerical Recipes, 6.4).
    public static func regularisedBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
        guard a > 0, b > 0, x >= 0, x <= 1 else { return .nan }
        if x == 0 || x == 1 { return x }
        let scale = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
        if x < (a + 1) / (a + b + 2) { return min(1, scale * betaFraction(a, b, x) / a) }
        return max(0, 1 - scale * betaFraction(b, a, 1 - x) / b)
    }

    private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1))
        var fraction = d
        for index in 1...iterationLimit(max(a, b)) {
            let m = Double(index)
            var factor = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonZero(1 + factor * d)
            c = nonZero(1 + factor / c)
            fraction *= d * c
            factor = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonZero(1 + factor * d)
            c = nonZero(1 + factor / c)
            let change = d * c
            fraction *= change
            if abs(change - 1) < precision { break }
        }
        return fraction
    }

    private static let precision = 1e-16
    private static let tiny = 1e-300

    private static func nonZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }

    // The series need about √a steps around the mode.
    private static func iterationLimit(_ a: Double) -> Int { 300 + 20 * Int(min(a, 1e10).squareRoot()) }
}
