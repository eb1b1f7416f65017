internal import Contributions

/// Which entry first had a name, by 128 bits of the name's digest. Open addressing with linear probing: a digest needs no second hash.
///
/// 24 bytes a slot, at most 5 in 8 slots used. O(1) for each name.
struct NameTable {
    private struct Slot {
        var high: UInt64 = 0
        var low: UInt64 = 0
        /// One more than the position; zero for an empty slot.
        var place = 0
    }

    private var slots = [Slot](repeating: Slot(), count: 1024)
    private var count = 0

    /// Enters a name; the entry that has it already, where one does, and then nothing is changed.
    mutating func insert(_ name: Digest, _ position: LedgerPosition) -> LedgerPosition? {
        if (count + 1) * 8 > slots.count * 5 { grow() }
        let (high, low) = name.withBytes { ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self)) }
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: low) & mask
        while slots[index].place != 0 {
            if slots[index].low == low, slots[index].high == high { return slots[index].place - 1 }
            index = (index + 1) & mask
        }
        slots[index] = Slot(high: high, low: low, place: position + 1)
        count += 1
        return nil
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        let mask = slots.count - 1
        for slot in old where slot.place != 0 {
            var index = Int(truncatingIfNeeded: slot.low) & mask
            while slots[index].place != 0 { index = (index + 1) & mask }
            slots[index] = slot
        }
    }
}
