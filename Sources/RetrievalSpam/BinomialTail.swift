internal import Glibc

/// `P[X ≥ k]` for `X ~ Binomial(n, p)`: how likely so many hits are if each came by its own chance.
enum BinomialTail {
    /// Exact up to rounding, by summing terms from `k` up until they no longer matter; O(n − k) at worst, and at most 10,000 terms.
    static func atLeast(_ k: Int, of n: Int, probability p: Double) -> Double {
        if k <= 0 || p >= 1 { return 1 }
        if k > n || p <= 0 { return 0 }
        let logTerm = lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1)) + Double(k) * log(p) + Double(n - k) * log1p(-p)
        var relative = 1.0
        var sum = 1.0
        var i = k
        while i < n, i - k < 10_000 {
            relative *= Double(n - i) / Double(i + 1) * p / (1 - p)
            sum += relative
            if relative < sum * 1e-12, Double(i) > Double(n) * p { break }
            i += 1
        }
        return min(1, exp(logTerm + log(sum)))
    }
}
