internal import Glibc

/// Location and spread of a sample, plain and robust.
public enum Summary {
    public static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }

    /// The sample variance (divisor n - 1); 0 for fewer than two values.
    public static func variance(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let centre = mean(values)
        return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
    }

    public static func standardDeviation(_ values: [Double]) -> Double { variance(values).squareRoot() }

    /// The middle value, or the mean of the two middle ones; NaN for an empty sample. O(n log n).
    public static func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

    /// Linear interpolation between order statistics (Hyndman and Fan's type 7, the default of R and NumPy).
    public static func quantile(_ values: [Double], _ p: Double) -> Double { quantile(sorted: values.sorted(), p) }

    /// As `quantile`, for values that rise already. O(1).
    public static func quantile(sorted: [Double], _ p: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let place = min(max(p, 0), 1) * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }

    /// As `quantile`, without sorting: brings the values into another order. Expected O(n); none may be NaN.
    public static func quantile(selecting p: Double, from values: inout [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let place = min(max(p, 0), 1) * Double(values.count - 1)
        let low = Int(place)
        let lower = select(low, from: &values)
        // What stands behind the selected one is no smaller.
        let upper = low + 1 < values.count ? values[(low + 1)...].reduce(.infinity, min) : lower
        return lower + (upper - lower) * (place - Double(low))
    }

    /// Quickselect (Hoare, 1961): brings the value of that rank to its place, smaller ones before it and larger ones behind.
    private static func select(_ rank: Int, from values: inout [Double]) -> Double {
        var low = 0
        var high = values.count - 1
        while low < high {
            let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
            let pivot = max(min(a, b), min(max(a, b), c))
            var (left, right) = (low, high)
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                guard left <= right else { break }
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
            if rank <= right { high = right } else if rank >= left { low = left } else { break }
        }
        return values[rank]
    }

    /// The median absolute deviation from the median, unscaled.
    public static func medianAbsoluteDeviation(_ values: [Double]) -> Double {
        let centre = median(values)
        return median(values.map { abs($0 - centre) })
    }
}

/// How far a value stands from a sample, in robust standard deviations: (x - median) / (1.4826 MAD).
public struct RobustScale: Hashable, Sendable {
    public let centre: Double
    /// 1.4826 times the median absolute deviation, which for normal data estimates the standard deviation.
    public let spread: Double

    /// `minimumSpread` stands in where more than half of the values are equal, so that a z-score stays finite.
    public init(_ values: [Double], minimumSpread: Double = 1e-9) {
        centre = values.isEmpty ? 0 : Summary.median(values)
        spread = values.isEmpty ? 1 : max(minimumSpread, 1.4826 * Summary.medianAbsoluteDeviation(values))
    }

    public func z(_ value: Double) -> Double { (value - centre) / spread }
}
