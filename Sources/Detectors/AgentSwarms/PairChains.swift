internal import Numerics

/// Chains co-actions of one pair to each other, without sorting them: open addressing over the pairs, in memory that is used again.
struct PairChains {
    /// By co-action: the one of the same pair before it, −1 for none, and how many there are up to it.
    private(set) var previous: [Int32] = []
    private(set) var count: [Int32] = []
    /// By slot: a pair's latest co-action, −1 for a free slot.
    private(set) var latest: [Int32] = []

    private static let fewestSlots = 16

    /// In place of what was chained before. O(co-actions), expected.
    mutating func chain(_ coactions: [Coaction]) {
        var slots = Self.fewestSlots
        while slots < 2 * coactions.count { slots *= 2 }
        previous.removeAll(keepingCapacity: true)
        count.removeAll(keepingCapacity: true)
        latest.removeAll(keepingCapacity: true)
        latest.append(contentsOf: repeatElement(-1, count: slots))
        let mask = slots - 1
        for index in coactions.indices {
            let pair = coactions[index].pair
            var slot = Int(truncatingIfNeeded: SplitMix64.mix(pair)) & mask
            while latest[slot] >= 0, coactions[Int(latest[slot])].pair != pair { slot = (slot + 1) & mask }
            previous.append(latest[slot])
            count.append(latest[slot] >= 0 ? count[Int(latest[slot])] + 1 : 1)
            latest[slot] = Int32(index)
        }
    }
}
