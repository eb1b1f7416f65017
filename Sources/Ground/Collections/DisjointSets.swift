/// Sets that only grow together (union-find); the root of a set is its smallest member, whatever the order of the joins.
public struct DisjointSets: Sendable {
    private var parents: [Int32]

    /// 0..<count, each alone.
    public init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

    /// Halves the way up as it goes. Amortised O(log items).
    public mutating func root(_ item: Int32) -> Int32 {
        var item = item
        while parents[Int(item)] != item {
            parents[Int(item)] = parents[Int(parents[Int(item)])]
            item = parents[Int(item)]
        }
        return item
    }

    /// True where they were apart.
    @discardableResult
    public mutating func join(_ one: Int32, _ other: Int32) -> Bool {
        let (a, b) = (root(one), root(other))
        if a == b { return false }
        parents[Int(max(a, b))] = min(a, b)
        return true
    }

    /// By item, its root. O(items).
    public mutating func roots() -> [Int32] { parents.indices.map { root(Int32($0)) } }
}
