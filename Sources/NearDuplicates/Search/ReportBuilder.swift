internal import Contributions
internal import Sketches

/// Turns verified pairs of distinct texts into pairs and clusters of documents.
struct ReportBuilder {
    private let search: NearDuplicateSearch
    /// Places of documents among all ids sorted by their bytes.
    private let ranks: [UInt32]
    private var edges: [Edge] = []
    private var starredGroupCount = 0
    var cappedBucketCount = 0

    /// A pair of documents, `low` having the smaller id.
    private struct Edge {
        let low: UInt32
        let high: UInt32
        let overlap: Overlap
        let isExact: Bool
    }

    init(_ search: NearDuplicateSearch) {
        self.search = search
        let ids = search.documents.map { Array($0.id.utf8) }
        let order = ids.indices.sorted { ids[$0].lexicographicallyPrecedes(ids[$1]) }
        var ranks = [UInt32](repeating: 0, count: ids.count)
        for (rank, document) in order.enumerated() { ranks[document] = UInt32(rank) }
        self.ranks = ranks
    }

    /// Adds pairs of equal texts, then those of the verified ones.
    mutating func add(_ pairs: [VerifiedPair]) {
        let groups = search.copies
        for (text, group) in groups.enumerated() where group.count > 1 {
            search.store.prepareSets([text], threads: 1)
            let count = search.store.shingles(text).count
            let overlap = Overlap(shared: count, left: count, right: count)
            let listed = expanded(group)
            if listed.count < group.count { starredGroupCount += 1 }
            for (place, first) in listed.enumerated() {
                for second in group[(place + 1)...] where place == 0 || listed.count == group.count { append(first, second, overlap, isExact: true) }
            }
        }
        for pair in pairs {
            for later in expanded(groups[pair.later]) {
                for earlier in expanded(groups[pair.earlier]) { append(later, earlier, pair.overlap, isExact: false) }
            }
        }
    }

    /// The documents of a group that stand for it in pairs: all of them, or the earliest where they are too many.
    private func expanded(_ group: [UInt32]) -> ArraySlice<UInt32> {
        group.count <= NearDuplicateOptions.copyExpansionLimit ? group[...] : group.prefix(1)
    }

    private mutating func append(_ left: UInt32, _ right: UInt32, _ overlap: Overlap, isExact: Bool) {
        if ranks[Int(left)] < ranks[Int(right)] {
            edges.append(Edge(low: left, high: right, overlap: overlap, isExact: isExact))
        } else {
            let turned = Overlap(shared: overlap.shared, left: overlap.right, right: overlap.left)
            edges.append(Edge(low: right, high: left, overlap: turned, isExact: isExact))
        }
    }

    func report() -> NearDuplicateReport {
        var report = NearDuplicateReport()
        let documents = search.documents
        let sorted = edges.sorted { (ranks[Int($0.low)], ranks[Int($0.high)]) < (ranks[Int($1.low)], ranks[Int($1.high)]) }
        report.pairs = sorted.map { edge in
            NearDuplicatePair(
                a: documents[Int(edge.low)].id, b: documents[Int(edge.high)].id, jaccard: edge.overlap.jaccard,
                containmentA: edge.overlap.containmentLeft, containmentB: edge.overlap.containmentRight, exact: edge.isExact)
        }
        let graph = SimilarityGraph(count: documents.count, edges: sorted.map { (Int($0.low), Int($0.high), $0.overlap.jaccard) })
        report.clusters = graph.components().map(cluster).sorted { $0.original.utf8.lexicographicallyPrecedes($1.original.utf8) }
        report.documentCount = documents.count
        report.wordlessCount = search.wordlessCount
        report.disguisedCount = search.disguisedCount
        report.cappedBucketCount = cappedBucketCount
        report.starredGroupCount = starredGroupCount
        return report
    }

    private func cluster(_ component: SimilarityGraph.Component) -> NearDuplicateCluster {
        let documents = search.documents
        func isEarlier(_ left: Int, _ right: Int) -> Bool {
            switch (documents[left].time, documents[right].time) {
            case (let first?, let second?) where first != second: first < second
            case (_?, nil): true
            case (nil, _?): false
            default: left < right
            }
        }
        let original = component.members.min(by: isEarlier) ?? 0
        return NearDuplicateCluster(
            id: "copies:" + documents[original].id, original: documents[original].id,
            members: component.members.sorted { ranks[$0] < ranks[$1] }.map { documents[$0].id }, weakestLink: component.weakestLink,
            radius: component.radius(from: original))
    }
}
