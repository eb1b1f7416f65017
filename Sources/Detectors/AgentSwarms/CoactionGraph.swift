internal import Collections

/// Actors joined by significant pairs, cut into groups that hang together by more than a chain.
struct CoactionGraph: Sendable {
    /// Members of each group, sorted; groups sorted by first member.
    let components: [[Int32]]

    /// An edge stays while its ends share at least this part of the smaller end's other neighbours, and at least one: what joins two groups
    /// through one busy actor, or leads to a hanger-on, has no such company.
    static let embeddedness = 0.1
    /// Rounds of pruning, at most: each looks at what the one before left.
    static let rounds = 5
    /// A group this large and no denser than this is cut further, by asking more common neighbours of each edge.
    static let looseSize = 24
    static let looseDensity = 0.12

    /// O(sum over edges of the smaller degree).
    init(_ pairs: [SuspectPair], minimumMembers: Int) {
        var components: [[Int32]] = []
        var pending: [(edges: [Edge], support: Int)] = [(pairs.map { Edge(one: $0.one, other: $0.other) }, 1)]
        while let work = pending.popLast() {
            let kept = Self.pruned(work.edges, support: work.support)
            for group in Self.groups(kept) {
                let members = group.members
                guard members.count >= minimumMembers else { continue }
                let density = 2 * Double(group.edges.count) / (Double(members.count) * Double(members.count - 1))
                if members.count >= Self.looseSize, density < Self.looseDensity, work.support < members.count {
                    // Keep the loose group where asking for more leaves nothing: a sparse ring is still a ring.
                    let next = Self.groups(Self.pruned(group.edges, support: work.support + 1)).filter { $0.members.count >= minimumMembers }
                    if next.count > 1 || (next.first.map { $0.members.count * 2 >= members.count } ?? false) {
                        pending.append((group.edges, work.support + 1))
                        continue
                    }
                }
                components.append(members)
            }
        }
        self.components = components.sorted { $0.lexicographicallyPrecedes($1) }
    }

    struct Edge: Hashable, Sendable {
        let one: Int32
        let other: Int32
    }

    private static func neighbours(_ edges: [Edge]) -> [Int32: [Int32]] {
        var lists: [Int32: [Int32]] = [:]
        for edge in edges {
            lists[edge.one, default: []].append(edge.other)
            lists[edge.other, default: []].append(edge.one)
        }
        for key in lists.keys { lists[key]?.sort() }
        return lists
    }

    private static func common(_ one: [Int32], _ other: [Int32]) -> Int {
        var (i, j, count) = (0, 0, 0)
        while i < one.count, j < other.count {
            if one[i] == other[j] {
                count += 1
                i += 1
                j += 1
            } else if one[i] < other[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return count
    }

    private static func pruned(_ edges: [Edge], support: Int) -> [Edge] {
        var edges = edges
        for _ in 0..<rounds {
            let lists = neighbours(edges)
            let kept = edges.filter { edge in
                guard let one = lists[edge.one], let other = lists[edge.other] else { return false }
                let needed = max(Double(support), embeddedness * Double(min(one.count, other.count) - 1))
                return Double(common(one, other)) >= needed
            }
            if kept.count == edges.count { break }
            edges = kept
        }
        return edges
    }

    private static func groups(_ edges: [Edge]) -> [(members: [Int32], edges: [Edge])] {
        var actors: [Int32] = []
        for actor in (edges.map(\.one) + edges.map(\.other)).sorted() where actors.last != actor { actors.append(actor) }
        let places = Dictionary(uniqueKeysWithValues: zip(actors, 0..<Int32(actors.count)))
        var sets = DisjointSets(count: actors.count)
        for edge in edges { if let one = places[edge.one], let other = places[edge.other] { sets.join(one, other) } }
        let roots = sets.roots()
        var groups: [Int32: (members: [Int32], edges: [Edge])] = [:]
        for (actor, root) in zip(actors, roots) { groups[root, default: ([], [])].members.append(actor) }
        for edge in edges { if let one = places[edge.one] { groups[roots[Int(one)], default: ([], [])].edges.append(edge) } }
        return groups.keys.sorted().compactMap { groups[$0] }
    }
}
