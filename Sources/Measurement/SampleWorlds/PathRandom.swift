internal import Numerics

/// Draws from SplitMix64, seeded by a path of integers: cheap enough to start one for each event and each text.
///
/// `SeededRandom` of Numerics costs four mixings to start and keeps four words; a world of ten million events starts one generator for each.
struct PathRandom {
    private var state: SplitMix64

    init(seed: UInt64) { state = SplitMix64(state: seed) }

    /// A generator of its own for each path of integers, so that no draw depends on the order in which things are written.
    init(_ seed: UInt64, _ path: UInt64...) {
        var seed = seed
        for step in path { seed = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(step &+ 0xD1B5_4A32_D192_ED03) }
        state = SplitMix64(state: seed)
    }

    /// A bijection of 64 bits that spreads every bit over all.
    static func mix(_ value: UInt64) -> UInt64 { SplitMix64.mix(value) }

    @inline(__always) mutating func next() -> UInt64 { state.next() }

    /// Uniform over `0..<bound`, by multiplication (Lemire 2019, without the rejection step: the bias is below 2^-32).
    @inline(__always) mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) &* UInt64(bound)) >> 32) }

    @inline(__always) mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.upperBound - range.lowerBound + 1) }

    /// Uniform over [0, 1).
    @inline(__always) mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    @inline(__always) mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    @inline(__always) mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

    /// A draw around zero between -1 and 1, triangular: the sum of two uniforms.
    mutating func triangular() -> Double { unit() + unit() - 1 }

    mutating func shuffle<Item>(_ items: inout [Item]) {
        guard items.count > 1 else { return }
        for index in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(index, below(index + 1)) }
    }
}
