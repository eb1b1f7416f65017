internal import Collections

/// How often two numbered things met, sorted by the first, then by the second.
struct RetrievalPairs: Sendable {
    struct Pair: Hashable, Sendable {
        let first: Int32
        let second: Int32
        let count: Int
    }

    let pairs: [Pair]

    /// O(n) over the meetings given; a negative second is left out.
    init(_ meetings: [(first: Int32, second: Int32)]) {
        var keys: [UInt64] = []
        keys.reserveCapacity(meetings.count)
        for meeting in meetings where meeting.second >= 0 {
            keys.append(UInt64(UInt32(bitPattern: meeting.first)) << 32 | UInt64(UInt32(bitPattern: meeting.second)))
        }
        RadixSort.sort(&keys)
        var pairs: [Pair] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end] == keys[start] { end += 1 }
            let (first, second) = (Int32(truncatingIfNeeded: keys[start] >> 32), Int32(truncatingIfNeeded: keys[start]))
            pairs.append(Pair(first: first, second: second, count: end - start))
            start = end
        }
        self.pairs = pairs
    }

    /// Runs of pairs with the same first, in order; O(pairs).
    func forEachFirst(_ body: (Int32, ArraySlice<Pair>) -> Void) {
        var start = 0
        while start < pairs.count {
            var end = start + 1
            while end < pairs.count, pairs[end].first == pairs[start].first { end += 1 }
            body(pairs[start].first, pairs[start..<end])
            start = end
        }
    }
}
