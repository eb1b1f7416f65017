/// A small deterministic generator (SplitMix64, Steele, Lea and Flood 2014), cheap enough to seed one for each event.
struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator of its own for each path of integers, so that no draw depends on the order in which things are written.
    init(_ seed: UInt64, _ path: UInt64...) {
        state = seed
        for step in path { state = Self.mix(state &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(step &+ 0xD1B5_4A32_D192_ED03) }
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    @inline(__always) mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

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
