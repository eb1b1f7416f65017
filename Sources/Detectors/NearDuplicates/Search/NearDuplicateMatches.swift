internal import Contributions
internal import Sketches

/// What a search found, told pair by pair in order, so that a flood of pairs costs no string each.
public struct NearDuplicateMatches {
    private let search: NearDuplicateSearch
    /// Sorted by `key`.
    private let edges: [Edge]
    /// Ids of documents that take part in a pair, in the order of their bytes, and the place of each document among them.
    private let names: [String]
    private let ranks: [UInt32]
    /// Buckets and samples of which only the nearest or earliest documents and the first were compared.
    public let cappedBucketCount: Int
    /// Groups of equal texts of which not every pair is listed.
    public private(set) var starredGroupCount = 0

    /// Two documents; `shared` counts the shingles that their texts have in common.
    private struct Edge {
        /// Ranks of the two, the smaller one high.
        let key: UInt64
        let left: UInt32
        let right: UInt32
        let shared: UInt32
        let isExact: Bool
    }

    public var pairCount: Int { edges.count }

    init(_ search: NearDuplicateSearch) {
        self.search = search
        let found = PairFinder(search).find()
        cappedBucketCount = found.cappedBucketCount
        var lister = PairLister(search)
        lister.list(found.pairs)
        starredGroupCount = lister.starredGroupCount
        var ranks = [UInt32](repeating: 0, count: search.documents.count)
        for pair in lister.pairs {
            ranks[Int(pair.left)] = 1
            ranks[Int(pair.right)] = 1
        }
        let order = ranks.indices.filter { ranks[$0] == 1 }.sorted { search.documents.names.precedes($0, $1) }
        for (rank, document) in order.enumerated() { ranks[document] = UInt32(rank) }
        names = order.map { search.documents.names.name($0) }
        var edges = lister.pairs.map { pair in
            let (left, right) = (ranks[Int(pair.left)], ranks[Int(pair.right)])
            let (low, high) = left < right ? (pair.left, pair.right) : (pair.right, pair.left)
            return Edge(
                key: UInt64(min(left, right)) << 32 | UInt64(max(left, right)), left: low, right: high, shared: pair.shared, isExact: pair.isExact)
        }
        edges.sort { $0.key < $1.key }
        self.edges = edges
        self.ranks = ranks
    }

    private func overlap(_ edge: Edge) -> Overlap {
        Overlap(shared: Int(edge.shared), left: search.shingleCount(Int(edge.left)), right: search.shingleCount(Int(edge.right)))
    }

    /// Hands over the pairs sorted by (a, b), each once. O(pairs).
    public func forEachPair(_ body: (NearDuplicatePair) -> Void) {
        for edge in edges {
            let overlap = overlap(edge)
            body(
                NearDuplicatePair(
                    a: names[Int(edge.key >> 32)], b: names[Int(edge.key & 0xFFFF_FFFF)], jaccard: overlap.jaccard,
                    containmentA: overlap.containmentLeft, containmentB: overlap.containmentRight, exact: edge.isExact))
        }
    }

    /// Documents connected by pairs, sorted by original. O(pairs log pairs).
    public func clusters() -> [NearDuplicateCluster] {
        let graph = SimilarityGraph(
            count: search.documents.count, edges: edges.map { SimilarityGraph.Edge(left: $0.left, right: $0.right, weight: overlap($0).jaccard) })
        return graph.components().map(cluster).sorted { $0.original.utf8.lexicographicallyPrecedes($1.original.utf8) }
    }

    private func cluster(_ component: SimilarityGraph.Component) -> NearDuplicateCluster {
        let documents = search.documents
        func isEarlier(_ left: Int, _ right: Int) -> Bool {
            switch (documents.time(left), documents.time(right)) {
            case (let first?, let second?) where first != second: first < second
            case (_?, nil): true
            case (nil, _?): false
            default: left < right
            }
        }
        let original = component.members.min(by: isEarlier) ?? 0
        let name = names[Int(ranks[original])]
        return NearDuplicateCluster(
            id: "copies:" + name, original: name, members: component.members.map { ranks[$0] }.sorted().map { names[Int($0)] },
            weakestLink: component.weakestLink, radius: component.radius(from: original))
    }
}
