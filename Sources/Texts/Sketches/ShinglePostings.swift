internal import CSketchKernels

/// Which documents hold which shingles, kept up to date one document at a time.
///
/// Open addressing, 12 bytes a slot at a load of at most 0.7; a shingle of one document needs no more than its slot, one of
/// several has a chain of nodes, earliest first. Chains keep at most `chainLimit` documents of each standing.
public struct ShinglePostings: Sendable {
    private var keys: [UInt64]
    /// A document, or with the top bit set the first node of a chain; `none` where the slot is free.
    private var heads: [UInt32]
    private var nodes: [Node] = []
    private var mask: Int
    public private(set) var shingleCount = 0

    /// Documents of one standing that a shingle remembers.
    public static let chainLimit = 12
    private static let none = UInt32.max
    private static let chained: UInt32 = 1 << 31
    private static let independent: UInt32 = 1 << 30

    private struct Node: Sendable {
        /// The top-but-one bit is the document's standing.
        let document: UInt32
        var next: UInt32
    }

    public init() {
        keys = [UInt64](repeating: 0, count: 1024)
        heads = [UInt32](repeating: Self.none, count: 1024)
        mask = 1023
    }

    /// The slot of a shingle, or the free one where it would go.
    private func slot(_ shingle: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: shingle >> 20) & mask
        while heads[slot] != Self.none, keys[slot] != shingle { slot = (slot + 1) & mask }
        return slot
    }

    /// Shingles ahead of the one looked up whose slots are fetched: in a large table every look-up waits for memory.
    private static let fetchAhead = 12

    /// For each shingle, by its place in the list, calls `body` with each remembered document that holds it, earliest first, until
    /// that returns false, and whether the document counts as independent. Expected O(shingles + documents).
    public func forEachDocument(
        withEach shingles: [UInt64], _ body: (_ place: Int, _ document: Int, _ isIndependent: Bool) -> Bool
    ) {
        keys.withUnsafeBufferPointer { keys in
            heads.withUnsafeBufferPointer { heads in
                guard let key = keys.baseAddress, let headBase = heads.baseAddress else { return }
                for (place, shingle) in shingles.enumerated() {
                    if place + Self.fetchAhead < shingles.count {
                        let ahead = Int(truncatingIfNeeded: shingles[place + Self.fetchAhead] >> 20) & mask
                        sketch_prefetch(key + ahead)
                        sketch_prefetch(headBase + ahead)
                    }
                    var slot = Int(truncatingIfNeeded: shingle >> 20) & mask
                    while heads[slot] != Self.none, keys[slot] != shingle { slot = (slot + 1) & mask }
                    walk(from: heads[slot]) { body(place, $0, $1) }
                }
            }
        }
    }

    @inline(__always)
    private func walk(from head: UInt32, _ body: (_ document: Int, _ isIndependent: Bool) -> Bool) {
        if head == Self.none { return }
        guard head & Self.chained != 0 else {
            _ = body(Int(head & ~Self.independent), head & Self.independent != 0)
            return
        }
        var node = head & ~Self.chained
        while node != Self.none & ~Self.chained {
            let entry = nodes[Int(node)]
            if !body(Int(entry.document & ~Self.independent), entry.document & Self.independent != 0) { return }
            node = entry.next
        }
    }

    /// Adds a document's distinct shingles. Documents are numbered from 0 and rise; below 2^30. Expected O(shingles).
    public mutating func add(_ shingles: some Collection<UInt64>, document: Int, isIndependent: Bool) {
        precondition(document < Int(Self.independent), "too many documents for one index")
        let entry = UInt32(document) | (isIndependent ? Self.independent : 0)
        for shingle in shingles {
            if (shingleCount + 1) * 10 > keys.count * 7 { grow() }
            let slot = slot(shingle)
            let head = heads[slot]
            if head == Self.none {
                keys[slot] = shingle
                heads[slot] = entry
                shingleCount += 1
            } else if head & Self.chained == 0 {
                heads[slot] = UInt32(nodes.count) | Self.chained
                nodes.append(Node(document: head, next: UInt32(nodes.count + 1)))
                nodes.append(Node(document: entry, next: Self.none & ~Self.chained))
            } else {
                append(entry, after: head & ~Self.chained)
            }
        }
    }

    private mutating func append(_ entry: UInt32, after first: UInt32) {
        var node = first
        var alike = 0
        while true {
            if nodes[Int(node)].document & Self.independent == entry & Self.independent { alike += 1 }
            if alike == Self.chainLimit { return }
            let next = nodes[Int(node)].next
            if next == Self.none & ~Self.chained { break }
            node = next
        }
        nodes[Int(node)].next = UInt32(nodes.count)
        nodes.append(Node(document: entry, next: Self.none & ~Self.chained))
    }

    private mutating func grow() {
        let (oldKeys, oldHeads) = (keys, heads)
        let size = oldKeys.count * 2
        mask = size - 1
        keys = [UInt64](repeating: 0, count: size)
        heads = [UInt32](repeating: Self.none, count: size)
        for (old, head) in oldHeads.enumerated() where head != Self.none {
            let slot = slot(oldKeys[old])
            keys[slot] = oldKeys[old]
            heads[slot] = head
        }
    }
}
