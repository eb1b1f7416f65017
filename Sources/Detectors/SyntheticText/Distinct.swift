internal import Numerics

/// Counts of different values without sorting: open addressing in memory that lasts for the call.
enum Distinct {
    /// How many different values there are. Expected O(values) for values that are hashes.
    static func count(_ values: some Collection<UInt64>) -> Int {
        withTable(values.count) { slots, mask in
            var found = 0
            var hasZero = false
            for value in values {
                if value == 0 {
                    hasZero = true
                    continue
                }
                var slot = Int(truncatingIfNeeded: value) & mask
                while slots[slot] != 0, slots[slot] != value { slot = (slot + 1) & mask }
                if slots[slot] == 0 {
                    slots[slot] = value
                    found += 1
                }
            }
            return found + (hasZero ? 1 : 0)
        }
    }

    /// For each value the place of the one before that equals it, -1 where it is the first. Expected O(values).
    static func previous(_ values: [UInt64]) -> [Int32] {
        withTable(values.count) { slots, mask in
            // A slot holds the latest place of its value, plus one.
            var previous: [Int32] = []
            previous.reserveCapacity(values.count)
            for (place, value) in values.enumerated() {
                var slot = Int(truncatingIfNeeded: value) & mask
                while slots[slot] != 0, values[Int(slots[slot]) - 1] != value { slot = (slot + 1) & mask }
                previous.append(Int32(truncatingIfNeeded: Int(slots[slot]) - 1))
                slots[slot] = UInt64(place + 1)
            }
            return previous
        }
    }

    private static func withTable<Result>(_ count: Int, _ body: (UnsafeMutableBufferPointer<UInt64>, _ mask: Int) -> Result) -> Result {
        var size = 16
        while size < count * 2 { size *= 2 }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size) { slots in
            slots.initialize(repeating: 0)
            return body(slots, size - 1)
        }
    }

    /// The plain statement of `count`, and how many values stand there once.
    static func reference(_ values: [UInt64]) -> (values: Int, once: Int) {
        let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
        return (counts.count, counts.values.count { $0 == 1 })
    }
}

/// A set of hashes made for a few questions: cheaper to fill than one that guards against chosen values, of which a document has few.
struct HashSet: Hashable, Sendable {
    private var slots: [UInt32]
    private var hasZero = false

    /// Expected O(hashes).
    init(_ hashes: some Collection<UInt32>) {
        var size = 16
        while size < hashes.count * 4 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        for hash in hashes {
            if hash == 0 {
                hasZero = true
            } else {
                let slot = slot(hash)
                slots[slot] = hash
            }
        }
    }

    /// The slot of a hash, or the free one where it would go.
    private func slot(_ hash: UInt32) -> Int {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    func contains(_ hash: UInt32) -> Bool { hash == 0 ? hasZero : slots[slot(hash)] == hash }

    /// Each hash once, in no order.
    func forEach(_ body: (UInt32) -> Void) {
        if hasZero { body(0) }
        for hash in slots where hash != 0 { body(hash) }
    }
}

/// A set of word hashes that is asked more often than it changes.
struct WordSet: Hashable, Sendable {
    /// Rising.
    let hashes: [UInt32]
    private let set: HashSet

    /// - Parameter hashes: rising.
    init(_ hashes: [UInt32]) {
        self.hashes = hashes
        set = HashSet(hashes)
    }

    /// Expected O(1).
    func contains(_ hash: UInt32) -> Bool { set.contains(hash) }
}
