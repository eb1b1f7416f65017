/// Documents and the verified similarities between them.
struct SimilarityGraph {
    private let edges: [(left: Int, right: Int, weight: Double)]
    private var parents: [Int]

    struct Component {
        /// Ascending.
        let members: [Int]
        /// The smallest weight on a maximum spanning tree: the component falls apart above it.
        let weakestLink: Double
        fileprivate let neighbours: [Int: [Int]]

        /// Steps to the member farthest from `start`. O(edges).
        func radius(from start: Int) -> Int { farthest(from: start).steps }

        /// Steps between two members far apart: exact in a tree, elsewhere at least half the longest way. O(edges).
        var diameter: Int { members.first.map { farthest(from: farthest(from: $0).node).steps } ?? 0 }

        private func farthest(from start: Int) -> (node: Int, steps: Int) {
            var distances = [start: 0]
            var queue = [start]
            var next = 0
            while next < queue.count {
                let node = queue[next]
                next += 1
                for neighbour in neighbours[node] ?? [] where distances[neighbour] == nil {
                    distances[neighbour] = (distances[node] ?? 0) + 1
                    queue.append(neighbour)
                }
            }
            let last = queue[queue.count - 1]
            return (last, distances[last] ?? 0)
        }
    }

    init(count: Int, edges: [(Int, Int, Double)]) {
        self.edges = edges.map { (left: $0.0, right: $0.1, weight: $0.2) }
        parents = Array(0..<count)
    }

    /// Groups of at least two, in order of their smallest member. O(edges log edges).
    func components() -> [Component] {
        var forest = self
        var joins: [(root: Int, weight: Double)] = []
        // Heaviest first (Kruskal), ties in the order given, so that the last join of a group is its weakest link.
        let order = edges.indices.sorted { (edges[$1].weight, $0) < (edges[$0].weight, $1) }
        for index in order where forest.unite(edges[index].left, edges[index].right) {
            joins.append((edges[index].left, edges[index].weight))
        }
        var weakest: [Int: Double] = [:]
        for join in joins { weakest[forest.root(join.root)] = join.weight }
        var members: [Int: Set<Int>] = [:]
        var neighbours: [Int: [Int: [Int]]] = [:]
        for edge in edges {
            let root = forest.root(edge.left)
            members[root, default: []].formUnion([edge.left, edge.right])
            neighbours[root, default: [:]][edge.left, default: []].append(edge.right)
            neighbours[root, default: [:]][edge.right, default: []].append(edge.left)
        }
        return members.map { root, list in
            Component(members: list.sorted(), weakestLink: weakest[root] ?? 1, neighbours: neighbours[root] ?? [:])
        }.sorted { ($0.members.first ?? 0) < ($1.members.first ?? 0) }
    }

    private mutating func root(_ node: Int) -> Int {
        var node = node
        while parents[node] != node {
            parents[node] = parents[parents[node]]
            node = parents[node]
        }
        return node
    }

    private mutating func unite(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (root(left), root(right))
        if a == b { return false }
        parents[max(a, b)] = min(a, b)
        return true
    }
}
