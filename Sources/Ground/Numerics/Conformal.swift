/// Conformal p-values against scores of honest units (Vovk, Gammerman and Shafer, 2005; Bates et al., "Testing for outliers with conformal p-values", 2023).
///
/// With n exchangeable honest scores the p-value of a further honest unit is at most α with probability at most α, whatever the score's distribution.
public struct Conformal: Hashable, Sendable {
    /// Honest scores, rising.
    public let scores: [Double]

    /// Sorts the scores; NaN is dropped. O(n log n).
    public init(scores: [Double]) { self.scores = scores.filter { !$0.isNaN }.sorted() }

    /// Trusts that the scores rise already.
    public init(sorted scores: [Double]) { self.scores = scores }

    /// (1 + number of honest scores ≥ `score`) / (n + 1): small where the score is larger than honest ones. O(log n).
    public func pValue(_ score: Double) -> Double {
        guard !score.isNaN else { return 1 }
        var low = 0
        var high = scores.count
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        return Double(1 + scores.count - low) / Double(scores.count + 1)
    }

    /// The smallest p-value that this many scores can give: 1 / (n + 1).
    public var smallestPValue: Double { 1 / Double(scores.count + 1) }
}

/// The discoveries of Benjamini and Hochberg (1995): the share of false ones among them is at most `rate` on average, for independent
/// or positively dependent p-values, which conformal ones are.
public enum BenjaminiHochberg {
    /// Adjusted p-values (q-values) in the order given. O(n log n).
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] == pValues[$1] ? $0 < $1 : pValues[$0] < pValues[$1] }
        var adjusted = [Double](repeating: 1, count: pValues.count)
        var smallest = 1.0
        for (rank, index) in order.enumerated().reversed() {
            smallest = min(smallest, pValues[index] * Double(pValues.count) / Double(rank + 1))
            adjusted[index] = smallest
        }
        return adjusted
    }

    /// Whether each hypothesis is rejected at the false discovery rate, in the order given.
    public static func rejected(_ pValues: [Double], rate: Double) -> [Bool] { adjusted(pValues).map { $0 <= rate } }
}
