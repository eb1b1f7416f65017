internal import Contributions
internal import Glibc

/// Who shares an identifier with whom, and how much that says.
///
/// A shared identifier counts by how rare it is, `1/ln(degree + 5)` (FRAUDAR's column weight, Hooi et al. 2016), scaled to 1 for two holders;
/// a device or a funding source says more than a network address, behind which whole offices stand. Linkage is evidence, never a verdict.
struct IdentityLinks: Sendable {
    enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case network, device, funder

        /// How sure an identifier held by exactly two says that they are one. A network address alone stays below a flag: a household shares it.
        var weight: Double {
            switch self {
            case .network: 0.45
            case .device: 0.9
            case .funder: 0.85
            }
        }
    }

    private struct Key: Hashable {
        let kind: Kind
        let hash: String
    }

    /// Links at least this strong join two participants into one component.
    static let joining = 0.6
    /// Links weaker than this are not pursued.
    static let least = 0.3
    /// An identifier with more holders than this links nobody: a proxy, an exchange, a campus.
    static let hubHolders = 64
    /// Distinct identifiers of one kind that are kept of one participant.
    static let identifiersPerParticipant = 8

    private var ids: [Key: Int32] = [:]
    private var kinds: [Kind] = []
    private var holders: [[Int32]] = []
    /// By participant: identifiers held, sorted.
    private var held: [[Int32]] = []

    /// Takes in what a participant connects with; O(identifiers).
    mutating func add(_ identifiers: Identifiers, of participant: Int32) {
        while held.count <= Int(participant) { held.append([]) }
        for (kind, hash) in [(Kind.network, identifiers.network), (.device, identifiers.device), (.funder, identifiers.funder)] {
            guard let hash, held[Int(participant)].count < Kind.allCases.count * Self.identifiersPerParticipant else { continue }
            let key = Key(kind: kind, hash: hash)
            let id = ids[key] ?? Int32(kinds.count)
            if ids[key] == nil {
                ids[key] = id
                kinds.append(kind)
                holders.append([])
            }
            if !held[Int(participant)].contains(id) {
                held[Int(participant)].append(id)
                holders[Int(id)].append(participant)
            }
        }
    }

    /// 1 for the same participant; else one less the chance that every shared identifier is a coincidence. O(identifiers).
    func strength(_ left: Int32, _ right: Int32) -> Double {
        if left == right { return 1 }
        var coincidence = 1.0
        for id in shared(left, right) { coincidence *= 1 - weight(of: id) }
        return 1 - coincidence
    }

    /// The kinds of identifier that two participants share, with how many hold each.
    func sharedKinds(_ left: Int32, _ right: Int32) -> [(kind: Kind, holders: Int)] {
        shared(left, right).map { (kinds[Int($0)], holders[Int($0)].count) }.sorted { $0.0.rawValue < $1.0.rawValue }
    }

    private func shared(_ left: Int32, _ right: Int32) -> [Int32] {
        guard Int(left) < held.count, Int(right) < held.count, left >= 0, right >= 0 else { return [] }
        let other = held[Int(right)]
        guard held[Int(left)].contains(where: other.contains) else { return [] }
        return held[Int(left)].filter(other.contains)
    }

    private func weight(of id: Int32) -> Double {
        let count = holders[Int(id)].count
        guard count <= Self.hubHolders else { return 0 }
        return kinds[Int(id)].weight * log(7) / log(Double(max(count, 2)) + 5)
    }

    /// The component of each of `count` participants, named by its smallest member: joined where one identifier, or all that two share
    /// together, reach `joining`. O(holders of rare identifiers, squared per identifier of at most `hubHolders`).
    func components(count: Int) -> [Int32] {
        var parent = (0..<Int32(count)).map { $0 }
        func root(_ start: Int32) -> Int32 {
            var node = start
            while parent[Int(node)] != node {
                parent[Int(node)] = parent[Int(parent[Int(node)])]
                node = parent[Int(node)]
            }
            return node
        }
        for list in holders where list.count <= Self.hubHolders {
            for (index, left) in list.enumerated() {
                for right in list[(index + 1)...] where strength(left, right) >= Self.joining && root(left) != root(right) {
                    let (low, high) = (min(root(left), root(right)), max(root(left), root(right)))
                    parent[Int(high)] = low
                }
            }
        }
        return (0..<Int32(count)).map { root($0) }
    }
}
