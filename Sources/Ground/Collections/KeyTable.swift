/// A small number for each 64-bit key that was given one: open addressing with linear probing, at most half of the slots used.
///
/// For keys that are made of numbers of our own; the mixing keeps runs of neighbours apart, not adversaries. Any key but `UInt64.max`.
public struct KeyTable: Sendable {
    private var keys: [UInt64]
    private var values: [Int32]
    public private(set) var count = 0

    private static let free = UInt64.max

    /// With room for so many keys before it grows.
    public init(minimumCapacity: Int = 32) {
        var slots = 64
        while slots < 2 * minimumCapacity { slots *= 2 }
        keys = [UInt64](repeating: Self.free, count: slots)
        values = [Int32](repeating: 0, count: slots)
    }

    /// The number of a key; nil where it has none. O(1).
    public func value(_ key: UInt64) -> Int32? {
        let slot = slot(of: key)
        return keys[slot] == Self.free ? nil : values[slot]
    }

    /// The number of a key, `value` if it had none. Amortised O(1).
    public mutating func value(_ key: UInt64, ifNew value: Int32) -> Int32 {
        precondition(key != Self.free, "the key that marks a free slot")
        var slot = slot(of: key)
        if keys[slot] != Self.free { return values[slot] }
        if 2 * (count + 1) > keys.count {
            grow()
            slot = self.slot(of: key)
        }
        keys[slot] = key
        values[slot] = value
        count += 1
        return value
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while keys[slot] != key, keys[slot] != Self.free { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: Self.free, count: 2 * oldKeys.count)
        values = [Int32](repeating: 0, count: 2 * oldKeys.count)
        for (key, value) in zip(oldKeys, oldValues) where key != Self.free {
            let slot = slot(of: key)
            keys[slot] = key
            values[slot] = value
        }
    }
}
