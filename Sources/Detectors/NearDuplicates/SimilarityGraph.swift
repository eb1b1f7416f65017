internal import Collections

/// Documents and the verified similarities between them. Memory: 28 bytes an edge and 12 a document.
struct SimilarityGraph {
    /// Two documents and how alike they are.
    struct Edge {
        let left: UInt32
        let right: UInt32
        let weight: Double
    }

    struct Component {
        /// Ascending.
        let members: [Int]
        /// The smallest weight on a maximum spanning tree: the component falls apart above it.
        let weakestLink: Double
        fileprivate let neighbours: Neighbours

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
                let steps = (distances[node] ?? 0) + 1
                next += 1
                for neighbour in neighbours.of(node) where distances[Int(neighbour)] == nil {
                    distances[Int(neighbour)] = steps
                    queue.append(Int(neighbour))
                }
            }
            let last = queue[queue.count - 1]
            return (last, distances[last] ?? 0)
        }
    }

    /// The documents beside each, in the order of the edges.
    fileprivate struct Neighbours {
        private var starts: [Int]
        private var list: [UInt32]

        init(count: Int, edges: [Edge]) {
            starts = [Int](repeating: 0, count: count + 1)
            for edge in edges {
                starts[Int(edge.left) + 1] += 1
                starts[Int(edge.right) + 1] += 1
            }
            for node in 0..<count { starts[node + 1] += starts[node] }
            list = [UInt32](repeating: 0, count: edges.count * 2)
            var filled = starts
            for edge in edges {
                list[filled[Int(edge.left)]] = edge.right
                filled[Int(edge.left)] += 1
                list[filled[Int(edge.right)]] = edge.left
                filled[Int(edge.right)] += 1
            }
        }

        func of(_ node: Int) -> ArraySlice<UInt32> { list[starts[node]..<starts[node + 1]] }
    }

    private let edges: [Edge]
    private let count: Int

    init(count: Int, edges: [Edge]) {
        self.edges = edges
        self.count = count
    }

    /// Groups of at least two, in order of their smallest member. O(edges log edges).
    func components() -> [Component] {
        var sets = DisjointSets(count: count)
        var joins: [Edge] = []
        // Heaviest first (Kruskal), ties in the order given, so that the last join of a group is its weakest link.
        let order = edges.indices.map { UInt32($0) }.sorted { (edges[Int($1)].weight, $0) < (edges[Int($0)].weight, $1) }
        for index in order where sets.join(Int32(edges[Int(index)].left), Int32(edges[Int(index)].right)) {
            joins.append(edges[Int(index)])
        }
        var weakest: [Int32: Double] = [:]
        for join in joins { weakest[sets.root(Int32(join.left))] = join.weight }
        // A root is the smallest of its group, so groups come in the order of their smallest members.
        var members: [Int32: [Int]] = [:]
        var roots: [Int32] = []
        for node in 0..<count {
            let root = sets.root(Int32(node))
            guard weakest[root] != nil else { continue }
            if Int(root) == node { roots.append(root) }
            members[root, default: []].append(node)
        }
        let neighbours = Neighbours(count: count, edges: edges)
        return roots.map { Component(members: members[$0] ?? [], weakestLink: weakest[$0] ?? 1, neighbours: neighbours) }
    }
}
