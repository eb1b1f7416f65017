/// Lists of documents that grow at their end, each named by a number: what shingles that many texts share are held by.
///
/// A trie read from its leaves: a list is the list before it and one document more, so the shingles that one text has in common with the
/// same earlier texts share one list, however many they are. 16 bytes a list; at most one list for each time that a shingle comes again.
/// A list remembers at most `limit` documents of each standing, the earliest; others leave it as it is.
struct DocumentLists: Sendable {
    /// Documents of one standing that a list remembers.
    static let limit = 12
    static let none = UInt32.max
    /// The bit of an entry that says that its document counts as independent.
    static let independent: UInt32 = 1 << 30

    private(set) var nodes: [DocumentListNode] = []

    init() {}

    /// Lists as they were kept; nil unless each leads to its first document by lists made before it, and names documents below the count.
    ///
    /// O(lists).
    init?(_ kept: [DocumentListNode], documentCount: Int) {
        guard kept.count < Int(Self.none) else { return nil }
        for (number, node) in kept.enumerated() {
            guard Int(node.entry & ~Self.independent) < documentCount, node.successor == Self.none || Int(node.successor) < kept.count else { return nil }
            let isIndependent: UInt16 = node.entry & Self.independent != 0 ? 1 : 0
            if node.parent == Self.none {
                guard node.length == 1, node.independentCount == isIndependent else { return nil }
            } else {
                guard Int(node.parent) < number else { return nil }
                let parent = kept[Int(node.parent)]
                guard node.length == parent.length + 1, Int(node.length) <= 2 * Self.limit,
                    node.independentCount == parent.independentCount + isIndependent
                else { return nil }
            }
        }
        nodes = kept
    }

    /// The list of one document. O(1).
    mutating func start(_ entry: UInt32) -> UInt32 {
        append(DocumentListNode(parent: Self.none, entry: entry, successor: Self.none, length: 1, independentCount: entry & Self.independent != 0 ? 1 : 0))
    }

    /// The list with one document more at its end; the same list where it is full. O(1).
    mutating func append(_ entry: UInt32, to list: UInt32) -> UInt32 {
        let node = nodes[Int(list)]
        if node.successor != Self.none, nodes[Int(node.successor)].entry == entry { return node.successor }
        let isIndependent = entry & Self.independent != 0
        let alike = isIndependent ? node.independentCount : node.length - node.independentCount
        if alike >= Self.limit { return list }
        let next = append(
            DocumentListNode(
                parent: list, entry: entry, successor: Self.none, length: node.length + 1,
                independentCount: node.independentCount + (isIndependent ? 1 : 0)))
        nodes[Int(list)].successor = next
        return next
    }

    private mutating func append(_ node: DocumentListNode) -> UInt32 {
        precondition(nodes.count < Int(Self.none), "too many lists for one index")
        nodes.append(node)
        return UInt32(nodes.count - 1)
    }
}

/// A list of documents as it is kept: no padding, so that lists are written as they lie.
public struct DocumentListNode: BitwiseCopyable, Sendable {
    /// The list without its last document; `none` for a list of one.
    let parent: UInt32
    let entry: UInt32
    /// The latest list that was made of this one and a document more.
    var successor: UInt32
    let length: UInt16
    /// How many of its documents count as independent.
    let independentCount: UInt16
}
