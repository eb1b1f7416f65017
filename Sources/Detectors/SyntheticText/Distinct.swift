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
