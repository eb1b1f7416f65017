internal import Contributions

/// Where the event with a given key may be: 64 bits of its key's digest to positions, in memory. Open addressing with linear probing.
///
/// Different keys may share a hash, so a candidate counts only after its entry was compared. 16 bytes a slot, at most 5 in 8 slots used;
/// built from the hashes that each segment keeps beside its entries, so that opening a ledger never parses it.
struct EventKeyTable {
    private var slots: [Slot]
    private(set) var count = 0

    private struct Slot {
        /// Zero for an empty slot.
        var hash: UInt64
        var position: Int
    }

    /// What stands in a segment's key column for an entry that is no event.
    static let noEvent: UInt64 = 0

    init(capacity: Int = 0) {
        slots = Array(repeating: Slot(hash: 0, position: 0), count: Self.slotCount(for: capacity))
    }

    static func hash(_ key: EventKey) -> UInt64 { key.hash }

    mutating func insert(_ hash: UInt64, _ position: Int) {
        if (count + 1) * 8 > slots.count * 5 { grow() }
        place(hash, position)
        count += 1
    }

    /// Positions of events whose key has this hash, until one is accepted.
    func first<Failure: Error>(_ hash: UInt64, where accept: (Int) throws(Failure) -> Bool) throws(Failure) -> Int? {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].hash != Self.noEvent {
            if slots[index].hash == hash, try accept(slots[index].position) { return slots[index].position }
            index = (index + 1) & mask
        }
        return nil
    }

    func contains(_ hash: UInt64) -> Bool {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].hash != Self.noEvent {
            if slots[index].hash == hash { return true }
            index = (index + 1) & mask
        }
        return false
    }

    /// The events of a part of a batch whose hash is in the table. A plain loop, so that the processor waits for many slots at a time.
    func known(_ batch: ScannedBatch, _ range: Range<Int>) -> [Int] {
        let mask = slots.count - 1
        return slots.withUnsafeBufferPointer { slots in
            batch.items.withUnsafeBufferPointer { items in
                range.filter { item in
                    let hash = items[item].keyHash
                    var index = Int(truncatingIfNeeded: hash) & mask
                    while slots[index].hash != Self.noEvent {
                        if slots[index].hash == hash { return true }
                        index = (index + 1) & mask
                    }
                    return false
                }
            }
        }
    }

    private mutating func place(_ hash: UInt64, _ position: Int) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].hash != Self.noEvent { index = (index + 1) & mask }
        slots[index] = Slot(hash: hash, position: position)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, position: 0), count: old.count * 2)
        for slot in old where slot.hash != Self.noEvent { place(slot.hash, slot.position) }
    }

    private static func slotCount(for capacity: Int) -> Int {
        var count = 1024
        while count * 5 < (capacity + 1) * 8 { count *= 2 }
        return count
    }
}
