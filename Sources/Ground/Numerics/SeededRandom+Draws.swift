internal import Glibc

extension SeededRandom {
    /// Uniform in `0..<bound` without bias (Lemire, "Fast Random Integer Generation in an Interval", 2019); 0 where `bound` is 0.
    public mutating func below(_ bound: UInt64) -> UInt64 {
        guard bound > 1 else { return 0 }
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// Uniform over the integers of a non-empty range.
    public mutating func int(in range: Range<Int>) -> Int {
        let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
        return range.lowerBound &+ Int(bitPattern: UInt(below(width)))
    }

    /// Uniform over the integers of a closed range.
    public mutating func int(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
        return range.lowerBound &+ Int(bitPattern: UInt(width == 0 ? next() : below(width)))
    }

    /// Uniform in [0, 1) with 53 random bits.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in [low, high).
    public mutating func double(in range: Range<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * unit()
    }

    /// True with the given probability.
    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// One element; nil from an empty collection.
    public mutating func choice<C: RandomAccessCollection>(_ items: C) -> C.Element? {
        guard !items.isEmpty else { return nil }
        return items[items.index(items.startIndex, offsetBy: int(in: 0..<items.count))]
    }

    /// An index drawn in proportion to non-negative weights; nil where none is positive. O(n).
    public mutating func index(weights: [Double]) -> Int? {
        let total = weights.reduce(0) { $0 + max(0, $1) }
        guard total > 0, total.isFinite else { return nil }
        var rest = unit() * total
        var last: Int?
        for (index, weight) in weights.enumerated() where weight > 0 {
            last = index
            rest -= weight
            if rest < 0 { return index }
        }
        return last
    }

    /// Fisher–Yates from the end. O(n).
    public mutating func shuffle<T>(_ items: inout [T]) {
        guard items.count > 1 else { return }
        for last in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(last, int(in: 0...last)) }
    }

    /// The items in random order.
    public mutating func shuffled<T>(_ items: [T]) -> [T] {
        var copy = items
        shuffle(&copy)
        return copy
    }

    /// `count` distinct items in random order, or all of them where there are fewer. O(n).
    public mutating func sample<T>(_ items: [T], count: Int) -> [T] {
        var copy = items
        let taken = min(max(0, count), copy.count)
        for index in 0..<taken { copy.swapAt(index, int(in: index..<copy.count)) }
        return Array(copy.prefix(taken))
    }

    /// A standard normal draw (inverse transform, one uniform each, so that draws never depend on how many came before).
    public mutating func normal() -> Double { Normal.quantile((Double(next() >> 11) + 0.5) * 0x1p-53) }

    /// An exponential draw with the given mean.
    public mutating func exponential(mean: Double) -> Double { -mean * log((Double(next() >> 11) + 0.5) * 0x1p-53) }

    /// A Poisson draw: multiplication (Knuth) below a mean of 30, a rounded normal above, where the difference is under 1 % of a probability.
    public mutating func poisson(mean: Double) -> Int {
        guard mean > 0, mean.isFinite else { return 0 }
        if mean >= 30 { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
        let limit = exp(-mean)
        var count = 0
        var product = unit()
        while product > limit {
            count += 1
            product *= unit()
        }
        return count
    }

    /// Uniform in `0..<count`, weighted by a Zipf law with the given exponent: rank r in proportion to (r + 1)^-exponent. O(count).
    public mutating func zipf(count: Int, exponent: Double) -> Int {
        index(weights: (0..<max(1, count)).map { pow(Double($0 + 1), -exponent) }) ?? 0
    }
}
