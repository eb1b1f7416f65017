/// The shingles of a text gathered by the list of documents that hold them: what is true of a list is true of all of its shingles.
public struct ListGroups: Sendable {
    /// The different lists, in the order in which they first come.
    public let lists: [UInt32]
    /// How many shingles each has.
    public let weights: [Int]
    /// The group of each shingle, by its place.
    public let groupOf: [UInt32]

    /// Without any.
    public init() {
        lists = []
        weights = []
        groupOf = []
    }

    /// - Parameter listOf: the list of each shingle, by its place.
    ///
    /// Expected O(shingles).
    public init(_ listOf: [UInt32]) {
        var lists: [UInt32] = []
        var weights: [Int] = []
        var bits = 4
        while 1 << bits < listOf.count * 2 { bits += 1 }
        let mask = 1 << bits - 1
        var latest: (list: UInt32, group: Int) = (0, -1)
        groupOf = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: mask + 1) { slots in
            slots.initialize(repeating: .max)
            return listOf.map { list in
                if latest.group >= 0, latest.list == list {
                    weights[latest.group] += 1
                    return UInt32(latest.group)
                }
                var slot = Int((list &* 0x9E37_79B9) >> UInt32(32 - bits))
                while slots[slot] != .max, lists[Int(slots[slot])] != list { slot = (slot + 1) & mask }
                if slots[slot] == .max {
                    slots[slot] = UInt32(lists.count)
                    lists.append(list)
                    weights.append(0)
                }
                latest = (list, Int(slots[slot]))
                weights[latest.group] += 1
                return slots[slot]
            }
        }
        self.lists = lists
        self.weights = weights
    }
}
