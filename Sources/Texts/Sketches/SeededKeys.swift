/// A stream of key material from one secret seed: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Every hash of a deployment hangs on its seed, so that nobody can craft collisions without it; equal seeds give equal sketches.
struct SeededKeys {
    private var state: UInt64

    /// `purpose` keeps the keys of different uses of one seed apart.
    init(seed: UInt64, purpose: UInt64) {
        state = seed ^ (purpose &* 0xD1B5_4A32_D192_ED03)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }
}

/// The output function of SplitMix64: a bijection of 64 bits without visible structure.
func mixed(_ value: UInt64) -> UInt64 {
    var x = value
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
}
