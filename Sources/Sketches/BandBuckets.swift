/// The buckets of one band: documents with equal keys, found in order of arrival.
///
/// Open addressing over keys, a chain from newest to oldest in each bucket. Walks are capped at `walkLimit` of the newest
/// documents and the first one, so that a flood of look-alikes costs linear time; buckets that reach the cap are counted.
public struct BandBuckets {
    private var slots: [UInt32]
    private var slotKeys: [UInt32]
    private var roots: [UInt32]
    private var sizes: [UInt32]
    private var next: [UInt32] = []
    private let mask: Int
    private let walkLimit: Int
    /// Buckets larger than the cap, of which not every pair was looked at.
    public private(set) var cappedCount = 0

    private static let none = UInt32.max

    public init(capacity: Int, walkLimit: Int) {
        precondition(capacity < Int(UInt32.max) / 4, "too many documents for one table")
        var size = 16
        while size < capacity * 2 { size *= 2 }
        mask = size - 1
        self.walkLimit = walkLimit
        slots = [UInt32](repeating: Self.none, count: size)
        slotKeys = [UInt32](repeating: 0, count: size)
        roots = [UInt32](repeating: 0, count: size)
        sizes = [UInt32](repeating: 0, count: size)
        next.reserveCapacity(capacity)
    }

    /// Adds the next document, numbered from 0 in order, after handing each earlier one with the same key to `body`.
    /// Expected O(1 + documents handed over).
    public mutating func insert(key: UInt32, body: (Int) -> Void) {
        let document = UInt32(next.count)
        var slot = Int(key &* 0x9E37_79B1) & mask
        while slots[slot] != Self.none, slotKeys[slot] != key { slot = (slot + 1) & mask }
        let newest = slots[slot]
        if newest == Self.none {
            slotKeys[slot] = key
            roots[slot] = document
        }
        var walked = 0
        var current = newest
        var reachedRoot = newest == Self.none
        while current != Self.none, walked < walkLimit {
            body(Int(current))
            reachedRoot = current == roots[slot]
            current = next[Int(current)]
            walked += 1
        }
        if !reachedRoot { body(Int(roots[slot])) }
        if sizes[slot] == UInt32(walkLimit) + 1 { cappedCount += 1 }
        sizes[slot] += 1
        next.append(newest)
        slots[slot] = document
    }
}
