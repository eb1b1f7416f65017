internal import Glibc
internal import Numerics

/// Sampled pairs of one window, counted by expected meetings (in quarter octaves) and occasions.
struct NullSample: Sendable {
    static let binCount = 128
    static let occasionCap = 255
    private(set) var counts = [Int32](repeating: 0, count: NullSample.binCount * (NullSample.occasionCap + 1))

    /// Bins of a quarter octave around 2^(bin/4 − 20).
    static func bin(_ expected: Double) -> Int { min(binCount - 1, max(0, Int((4 * (log2(max(expected, 1e-9)) + 20)).rounded()))) }
    static func centre(_ bin: Int) -> Double { exp2(Double(bin) / 4 - 20) }

    mutating func add(_ occasions: Int, expected: Double) {
        counts[Self.bin(expected) * (Self.occasionCap + 1) + min(occasions, Self.occasionCap)] += 1
    }

    mutating func add(_ other: NullSample) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    func count(bin: Int, occasions: Int) -> Double { Double(counts[bin * (Self.occasionCap + 1) + occasions]) }
}

/// How much more often than by activity alone honest pairs meet: time zones, shared interests, news.
///
/// Estimated, not guessed: among sampled pairs with an ordinary number of occasions (1 to K, K the Poisson 99.9 % point), the factor c that makes
/// a Poisson count with mean cλ, truncated to 1…K, have the observed mean. Under any mixture Poisson(λG) this tends for small λ to E[G²]/E[G], the
/// factor that a pair which did meet has. Pairs beyond K, where rings are, do not enter. For λ ≥ 1 the 90 % point must fit too, which takes in
/// overdispersion. Strata of λ with few pairs use the largest factor of those that have enough, and none may stray far from the stratum that has most.
struct CoactionNull: Sendable {
    /// By bin of λ.
    private let factor: [Double]

    static let fewestPairs = 100.0
    /// K equal communities clump by K, so no fixed limit on the factor holds on every ledger: it may be `leastCeiling`, or more where the ledger
    /// has room for that many communities of `community` actors. Fewer than those who meet only each other are a group to look at, not a null.
    static let leastCeiling = 64.0
    static let community = 16
    /// What any stratum may clump, however little the largest one does.
    static let slack = 1.1
    /// Bins pooled in one stratum: two octaves.
    private static let stratum = 8

    init(_ sample: NullSample, actors: Int) {
        let largest = max(Self.leastCeiling, Double(actors / Self.community))
        var fits: [(bins: Range<Int>, factor: Double, pairs: Double)] = []
        // All bins with λ < 1/2 speak of the same thing, singles against doubles, and are pooled.
        let sparse = NullSample.bin(0.5)
        var strata: [Range<Int>] = [0..<sparse]
        var low = sparse
        while low < NullSample.binCount {
            strata.append(low..<min(NullSample.binCount, low + Self.stratum))
            low += Self.stratum
        }
        for bins in strata {
            guard let fit = Self.fit(sample, bins, largest: largest) else { continue }
            fits.append((bins, fit.factor, fit.pairs))
        }
        // Where a ring's own pairs are most of a stratum they would explain themselves: no stratum may clump beyond what the spread seen in the
        // largest one allows, with variance c − 1 of the rate there and two standard deviations of it here.
        let reference = fits.max { ($0.pairs, $1.bins.lowerBound) < ($1.pairs, $0.bins.lowerBound) }?.factor ?? 1
        let ceiling = max(Self.slack, reference, 1 + 2 * (reference - 1).squareRoot())
        let fallback = min(ceiling, fits.map(\.factor).max() ?? 1)
        var factor = [Double](repeating: fallback, count: NullSample.binCount)
        for fit in fits { for bin in fit.bins { factor[bin] = min(ceiling, fit.factor) } }
        self.factor = factor
    }

    /// The expected number of occasions of a pair whose activity alone gives λ.
    func mean(_ expected: Double) -> Double { expected * factor[NullSample.bin(expected)] }

    /// The factor at λ, for the evidence.
    func clumping(_ expected: Double) -> Double { factor[NullSample.bin(expected)] }

    private static func ordinary(_ mean: Double) -> Int {
        var k = 3
        while k < NullSample.occasionCap - 1, Tails.poissonUpper(k + 1, mean: mean) > 1e-3 { k += 1 }
        return k
    }

    /// The factor of the bins together; nil where they hold too few pairs. O(bins × occasions × steps).
    private static func fit(_ sample: NullSample, _ bins: Range<Int>, largest: Double) -> (factor: Double, pairs: Double)? {
        var used: [(mean: Double, last: Int, pairs: Double)] = []
        var pairs = 0.0
        var occasions = 0.0
        for bin in bins {
            let mean = NullSample.centre(bin)
            let last = ordinary(mean)
            var inBin = 0.0
            for k in 1...last {
                inBin += sample.count(bin: bin, occasions: k)
                occasions += Double(k) * sample.count(bin: bin, occasions: k)
            }
            if inBin > 0 { used.append((mean, last, inBin)) }
            pairs += inBin
        }
        guard pairs >= fewestPairs else { return nil }
        let central = bisect(largest) { factor in
            used.reduce(0) { $0 + $1.pairs * truncatedMean($1.mean * factor, last: $1.last) } >= occasions
        }
        guard NullSample.centre(bins.upperBound - 1) >= 1 else { return (central, pairs) }
        // The upper tenth.
        let upper = bisect(largest) { factor in
            var observed = 0.0
            var allowed = 0.0
            for bin in bins {
                let mean = NullSample.centre(bin) * factor
                let all = (1...NullSample.occasionCap).reduce(0.0) { $0 + sample.count(bin: bin, occasions: $1) }
                guard all > 0 else { continue }
                let met = Tails.poissonUpper(1, mean: mean)
                var point = 1
                while point < NullSample.occasionCap, Tails.poissonUpper(point, mean: mean) > 0.1 * met { point += 1 }
                observed += (point...NullSample.occasionCap).reduce(0.0) { $0 + sample.count(bin: bin, occasions: $1) }
                allowed += all * Tails.poissonUpper(point, mean: mean) / max(met, 1e-12)
            }
            return observed <= allowed + 2 * allowed.squareRoot()
        }
        return (max(central, upper), pairs)
    }

    /// The smallest factor from 1 to the largest for which `enough` holds; `enough` is monotone. 24 steps.
    private static func bisect(_ largest: Double, _ enough: (Double) -> Bool) -> Double {
        if enough(1) { return 1 }
        var low = 0.0
        var high = log(largest)
        for _ in 0..<24 {
            let middle = (low + high) / 2
            if enough(exp(middle)) { high = middle } else { low = middle }
        }
        return exp(high)
    }

    /// E[X | 1 ≤ X ≤ last] for a Poisson X.
    private static func truncatedMean(_ mean: Double, last: Int) -> Double {
        var term = 1.0
        var sum = 0.0
        var weighted = 0.0
        for k in 1...last {
            term *= mean / Double(k)
            sum += term
            weighted += Double(k) * term
        }
        return sum > 0 ? weighted / sum : 1
    }
}
