import Foundation
import Numerics
import Testing

/// A population: how a unit is drawn, which share lies strictly beyond a value, and where its atoms are.
private struct Shape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let draw: @Sendable (inout SeededRandom) -> Double
    let beyond: @Sendable (Double) -> Double
    var atoms: [Double] = []

    static let all = [
        Shape(testDescription: "no ties", draw: { $0.exponential(mean: 1) }, beyond: { exp(-max(0, $0)) }),
        Shape(
            testDescription: "nine in ten never touched, heavy tail among the rest",
            draw: { random in random.chance(0.9) ? -1 : pow(random.unit(), -2) },
            beyond: { $0 < -1 ? 1 : $0 < 1 ? 0.1 : 0.1 * pow($0, -0.5) }, atoms: [-1]),
        Shape(
            testDescription: "three values", draw: { random in random.chance(0.5) ? 0 : random.chance(0.8) ? 1 : 2 },
            beyond: { $0 < 0 ? 1 : $0 < 1 ? 0.5 : $0 < 2 ? 0.1 : 0 }, atoms: [0, 1, 2]),
        Shape(
            testDescription: "hundreds of rounded values", draw: { ($0.unit() * 300).rounded(.down) },
            beyond: { max(0, 1 - (floor($0) + 1) / 300) }, atoms: (0..<300).map(Double.init)),
    ]

    /// True where the bound fails at some threshold just above a value.
    func fails(_ sample: [Double], _ upper: (Int) -> Double) -> Bool {
        let rising = sample.sorted()
        return (rising + atoms).contains { value in
            var (low, high) = (0, rising.count)
            while low < high {
                let middle = (low + high) / 2
                if rising[middle] <= value { low = middle + 1 } else { high = middle }
            }
            return beyond(value) > upper(rising.count - low)
        }
    }
}

/// The chance that N(b(k)) ≥ k for every k, walking the count of uniforms below each bound forward: only sums of products, in O(n³).
private func chanceOfStaying(_ n: Int, _ bounds: [Double]) -> Double {
    var chances = [1.0] + Array(repeating: 0.0, count: n)
    var from = 0.0
    for (index, bound) in bounds.enumerated() {
        var next = Array(repeating: 0.0, count: n + 1)
        let share = (bound - from) / (1 - from)
        for (count, chance) in chances.enumerated() where chance > 0 {
            var ways = pow(1 - share, Double(n - count))
            for more in 0...(n - count) {
                if count + more > index { next[count + more] += chance * ways }
                ways *= share / (1 - share) * Double(n - count - more) / Double(more + 1)
            }
        }
        (chances, from) = (next, bound)
    }
    return chances.reduce(0, +)
}

@Suite("Bounds at every threshold at once") struct ThresholdBandTests {
    @Test("One and two units: the chance to cross is what can be worked out by hand")
    func byHand() {
        let one = ThresholdBand(units: 1)
        #expect(abs(one.upper(0) - 0.95) < 1e-4)
        #expect(one.upper(1) == 1)
        // Both orders within: P(U(2) <= b2) less P(both between b1 and b2).
        let (first, second) = (0.6, 0.9)
        let staying = second * second - (second - first) * (second - first)
        #expect(abs(ThresholdBand.crossing(units: 2, bounds: [first, second]) - (1 - staying)) < 1e-14)
    }

    @Test("The chance to cross agrees with counting forward", arguments: [1, 3, 10, 40, 90])
    func oracle(units: Int) {
        let seed: UInt64 = 11
        var random = SeededRandom(seed: seed)
        for confidence in [0.5, 0.95, 0.999] {
            let band = ThresholdBand(units: units, confidence: confidence)
            let bounds = (0..<units).map(band.upper)
            let crossing = ThresholdBand.crossing(units: units, bounds: bounds)
            #expect(abs(crossing - (1 - chanceOfStaying(units, bounds))) < 1e-11)
            #expect(crossing <= (1 - confidence) * (1 + 1e-12) && crossing > (1 - confidence) * 0.998, "\(crossing)")
        }
        let rising = (0..<units).map { _ in random.unit() }.sorted()
        #expect(abs(ThresholdBand.crossing(units: units, bounds: rising) - (1 - chanceOfStaying(units, rising))) < 1e-9, "seed \(seed)")
    }

    @Test("Each rank has the same level, and the limits agree with Clopper and Pearson's")
    func levels() {
        let band = ThresholdBand(units: 200)
        for count in [0, 1, 7, 100, 198, 199] {
            let limit = Intervals.clopperPearson(successes: count, trials: 200, confidence: 1 - 2 * band.localLevel).upperBound
            #expect(abs(band.upper(count) - limit) < 1e-10)
        }
        #expect(Intervals.upperLimit(successes: 5, trials: 5, level: 0.1) == 1)
        // 1 - level^(1/n), exactly, at a level that 1 - level cannot hold.
        #expect(abs(Intervals.upperLimit(successes: 0, trials: 100, level: 1e-30) - (1 - pow(1e-30, 0.01))) < 1e-12)
        let small = Intervals.upperLimit(successes: 3, trials: 100, level: 1e-30)
        #expect(abs(Tails.binomialLower(3, trials: 100, probability: small) / 1e-30 - 1) < 1e-6)
    }

    @Test("Where few units are touched the band is far below Massart's, and nowhere does it fall short of a single look")
    func againstReference() {
        let band = ThresholdBand(units: 400)
        #expect(band.upper(0) < 0.3 * ThresholdBand.massart(0, of: 400))
        #expect(band.upper(8) < 0.75 * ThresholdBand.massart(8, of: 400))
        for count in 0..<400 {
            #expect(band.upper(count) >= Intervals.upperLimit(successes: count, trials: 400, level: 0.05))
            #expect(band.upper(count) <= band.upper(count + 1))
        }
        #expect(band.lower(400) > 0.97 && band.lower(0) == 0)
    }

    /// With the bounds of SciPy's beta.ppf at level 0.0012169452541 for 1,000 uniforms, counts walked forward as Poisson ones in NumPy, conditioned on
    /// their sum: 0.04999976.
    @Test("At the largest number of exact ranks nothing is lost to rounding")
    func manyRanks() { #expect(abs(ThresholdBand(units: ThresholdBand.exactRanks).localLevel / 0.001_216_945 - 1) < 1e-3) }

    @Test("No units bound nothing; many units are bounded at every count")
    func sizes() {
        #expect(ThresholdBand(units: 0).upper(0) == 1)
        let many = ThresholdBand(units: 20_000)
        #expect(many.upper(0) < 0.0006)
        #expect(many.upper(3000) < 0.163 && many.upper(3000) > 0.15)
        #expect((0..<19_999).allSatisfy { many.upper($0) <= many.upper($0 + 1) })
    }

    @Test("It covers all thresholds at once, ties or none", arguments: Shape.all)
    fileprivate func coverage(shape: Shape) {
        let seed: UInt64 = 20
        var random = SeededRandom(seed: seed, stream: shape.testDescription)
        let (units, rounds) = (60, 3000)
        let band = ThresholdBand(units: units)
        let uppers = (0...units).map(band.upper)
        let reference = (0...units).map { ThresholdBand.massart($0, of: units) }
        var (failures, referenceFailures, singleLook) = (0, 0, 0)
        let single = (0...units).map { Intervals.upperLimit(successes: $0, trials: units, level: 0.05) }
        for _ in 0..<rounds {
            let sample = (0..<units).map { _ in shape.draw(&random) }
            if shape.fails(sample, { uppers[$0] }) { failures += 1 }
            if shape.fails(sample, { reference[$0] }) { referenceFailures += 1 }
            if shape.fails(sample, { single[$0] }) { singleLook += 1 }
        }
        let slack = 4 * (0.05 * 0.95 / Double(rounds)).squareRoot()
        #expect(Double(failures) / Double(rounds) <= 0.05 + slack, "\(failures) of \(rounds), seed \(seed)")
        #expect(Double(referenceFailures) / Double(rounds) <= 0.05 + slack, "\(referenceFailures) of \(rounds), seed \(seed)")
        if shape.atoms.isEmpty {
            // Exact, so not wider than it need be; and limits for a single look fail several times as often.
            #expect(Double(failures) / Double(rounds) >= 0.05 - slack, "\(failures) of \(rounds), seed \(seed)")
            #expect(singleLook > 3 * failures, "\(singleLook) of \(rounds), seed \(seed)")
        }
    }
}
