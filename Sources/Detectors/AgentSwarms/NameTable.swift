/// Names as small integers, in order of first sight.
struct NameTable: Sendable {
    private(set) var names: [String] = []
    private var ids: [String: Int32] = [:]

    var count: Int { names.count }

    mutating func id(_ name: String) -> Int32 {
        if let known = ids[name] { return known }
        let id = Int32(names.count)
        ids[name] = id
        names.append(name)
        return id
    }

    func known(_ name: String) -> Int32? { ids[name] }

    /// For each id its rank among the sorted names, and the sorted names: the order that owes nothing to who came first. O(n log n).
    func ranked() -> (rank: [Int32], sorted: [String]) {
        let order = names.indices.sorted { names[$0] < names[$1] }
        var rank = [Int32](repeating: 0, count: names.count)
        for (place, id) in order.enumerated() { rank[id] = Int32(place) }
        return (rank, order.map { names[$0] })
    }
}
