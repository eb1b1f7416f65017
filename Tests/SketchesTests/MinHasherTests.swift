import Sketches
import Testing

/// Seeded values spread over 64 bits.
func spread(_ count: Int, seed: UInt64) -> [UInt64] {
    var state = seed &* 0xA076_1D64_78BD_642F &+ 1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29 &* 0xBF58_476D_1CE4_E5B9
    }
}

@Suite("MinHash")
struct MinHasherTests {
    @Test("The kernel equals the plain statement bit by bit", arguments: [1, 7, 16, 31, 32, 33, 100, 128, 256], [0, 1, 2, 63, 300])
    func kernel(_ permutations: Int, _ shingles: Int) {
        let hasher = MinHasher(permutationCount: permutations, seed: 42)
        let values = spread(shingles, seed: UInt64(permutations))
        #expect(hasher.signature(of: values) == hasher.referenceSignature(of: values))
    }

    @Test("Order and repeats are of no account; another seed gives another signature")
    func set() {
        let values = spread(200, seed: 3)
        let hasher = MinHasher(seed: 1)
        #expect(hasher.signature(of: values) == hasher.signature(of: values.reversed() + values))
        #expect(hasher.signature(of: values) != MinHasher(seed: 2).signature(of: values))
    }

    @Test("Agreement estimates Jaccard without bias and with the spread that theory gives", arguments: [0.3, 0.5, 0.7, 0.9])
    func estimate(_ similarity: Double) {
        let size = 300
        let trials = 200
        let shared = Int(Double(2 * size) * similarity / (1 + similarity))
        let exact = Double(shared) / Double(2 * size - shared)
        var sum = 0.0
        var squares = 0.0
        for trial in 0..<trials {
            let pool = spread(2 * size, seed: UInt64(trial) * 31 + 5)
            let hasher = MinHasher(seed: UInt64(trial))
            let left = hasher.signature(of: Array(pool[..<size]))
            let right = hasher.signature(of: Array(pool[(size - shared)..<(2 * size - shared)]))
            let estimate = Double(zip(left, right).count { $0 == $1 }) / 128
            sum += estimate
            squares += (estimate - exact) * (estimate - exact)
        }
        let variance = exact * (1 - exact) / 128
        #expect(abs(sum / Double(trials) - exact) < 4 * (variance / Double(trials)).squareRoot())
        #expect(squares / Double(trials) < 1.5 * variance)
        #expect(squares / Double(trials) > 0.6 * variance)
    }

    @Test("Bands meet as often as theory says")
    func bands() {
        let banding = Banding(threshold: 0.7, permutationCount: 128)
        #expect(banding == Banding(bandCount: 32, rowCount: 4))
        #expect(Banding(threshold: 0.8, permutationCount: 128) == Banding(bandCount: 25, rowCount: 5))
        #expect(Banding(threshold: 0.01, permutationCount: 16).rowCount == 1)
        // Sets of 300 with 150 in common: Jaccard 1/3, one band of two rows meets with probability 1/9.
        var met = 0
        let pairing = Banding(bandCount: 64, rowCount: 2)
        for trial in 0..<100 {
            let pool = spread(450, seed: UInt64(trial) + 900)
            let hasher = MinHasher(seed: UInt64(trial))
            let left = hasher.signature(of: Array(pool[..<300]))
            let right = hasher.signature(of: Array(pool[150...]))
            met += (0..<64).count { pairing.key(of: left, band: $0) == pairing.key(of: right, band: $0) }
        }
        // 6,400 trials: mean 711, standard deviation 25.
        #expect(abs(met - 711) < 110)
    }
}
