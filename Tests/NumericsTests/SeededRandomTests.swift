import Numerics
import Testing

@Suite("Seeded randomness") struct SeededRandomTests {
    /// From a Python transcription of the authors' C code: splitmix64(42) fills the state, then xoshiro256**.
    @Test("gives the published sequences") func sequences() {
        var random = SeededRandom(seed: 42)
        #expect((0..<4).map { _ in random.next() } == [0x1578_0B2E_0C2E_C716, 0x6104_D986_6D11_3A7E, 0xAE17_5332_39E4_99A1, 0xECB8_AD47_03B3_60A1])
        var expander = SplitMix64(state: 1_234_567)
        // The vector that Vigna's page and Java's SplittableRandom share.
        #expect((0..<3).map { _ in expander.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test("streams of one seed differ from each other and repeat themselves") func streams() {
        var a = SeededRandom(seed: 7, stream: "honest")
        var b = SeededRandom(seed: 7, stream: "fraud")
        var again = SeededRandom(seed: 7, stream: "honest")
        let first = (0..<8).map { _ in a.next() }
        #expect(first != (0..<8).map { _ in b.next() })
        #expect(first == (0..<8).map { _ in again.next() })
    }

    @Test("draws below a bound are uniform", arguments: [2, 3, 7, 10, 1000] as [UInt64]) func uniform(bound: UInt64) {
        let seed: UInt64 = 20_260_301
        var random = SeededRandom(seed: seed)
        var counts = [Int](repeating: 0, count: Int(bound))
        let draws = 100_000
        for _ in 0..<draws { counts[Int(random.below(bound))] += 1 }
        let expected = Double(draws) / Double(bound)
        let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // Chi-square with k - 1 degrees of freedom: five standard deviations above its mean.
        let degrees = Double(bound - 1)
        #expect(chiSquare < degrees + 5 * (2 * degrees).squareRoot() + 5, "seed \(seed)")
    }

    @Test("ranges include their ends") func ranges() {
        var random = SeededRandom(seed: 3)
        let closed = Set((0..<200).map { _ in random.int(in: -2...2) })
        #expect(closed == [-2, -1, 0, 1, 2])
        let open = Set((0..<200).map { _ in random.int(in: -2..<2) })
        #expect(open == [-2, -1, 0, 1])
        #expect(random.below(0) == 0)
        #expect(random.int(in: 5...5) == 5)
        _ = random.int(in: Int.min...Int.max)
    }

    @Test("a shuffle keeps every item and a sample repeats none") func shuffles() {
        var random = SeededRandom(seed: 11)
        let items = Array(0..<500)
        let shuffled = random.shuffled(items)
        #expect(shuffled != items)
        #expect(shuffled.sorted() == items)
        let sample = random.sample(items, count: 100)
        #expect(Set(sample).count == 100)
        #expect(random.sample(items, count: 900).sorted() == items)
        #expect(random.choice([Int]()) == nil)
    }

    @Test("weights decide how often an index is drawn") func weights() {
        var random = SeededRandom(seed: 5)
        var counts = [0, 0, 0]
        for _ in 0..<30_000 {
            guard let index = random.index(weights: [1, 0, 3]) else { continue }
            counts[index] += 1
        }
        #expect(counts[1] == 0)
        #expect(abs(Double(counts[2]) / 30_000 - 0.75) < 0.015)
        #expect(random.index(weights: [0, -1]) == nil)
    }

    @Test("continuous and counting draws have their moments", arguments: [0.5, 4, 60.0]) func moments(mean: Double) {
        var random = SeededRandom(seed: 99)
        let counts = (0..<20_000).map { _ in Double(random.poisson(mean: mean)) }
        #expect(abs(Summary.mean(counts) - mean) < 5 * (mean / 20_000).squareRoot())
        #expect(abs(Summary.variance(counts) / mean - 1) < 0.08)
        let waits = (0..<20_000).map { _ in random.exponential(mean: mean) }
        #expect(abs(Summary.mean(waits) / mean - 1) < 0.04)
        let normals = (0..<20_000).map { _ in random.normal() }
        #expect(abs(Summary.mean(normals)) < 0.03)
        #expect(abs(Summary.variance(normals) - 1) < 0.05)
    }
}
