internal import Contributions
internal import Glibc

/// Who shares a network, a device or a funder with whom, each identifier weighing less the more actors use it.
///
/// w = 1/ln(degree + 5), the column weight of FRAUDAR (Hooi et al., KDD 2016); weights of a pair's shared identifiers add up. Identifiers above
/// the hub cap (an office's one address, an exchange's wallet) link nobody. Linkage is evidence beside a finding and never a finding.
struct IdentityLinks: Sendable {
    /// The summed weight of linked pairs, by `Coaction.pair`.
    private let weights: [UInt64: Double]
    /// For each linked actor its partners, sorted.
    private let partners: [Int32: [Int32]]
    /// The smallest member of each actor's linked group.
    private let groups: [Int32: Int32]
    /// For each actor the most actors that share a funder with it, itself included.
    let fanOut: [Int32: Int]
    /// For each actor its strongest tie by device and funder; an address alone, which an office shares, gives none.
    let personalTies: [Int32: Double]

    /// No identifier with more users links them, whatever the percentile.
    static let hubCap = 64
    static let hubPercentile = 0.995

    /// What one kind of identifier knows: pairs of (identifier, actor).
    struct Uses: Sendable {
        var networks = NameTable()
        var devices = NameTable()
        var funders = NameTable()
        /// Kind 0, 1, 2 with the identifier's id and the actor's.
        var seen: Set<Use> = []

        struct Use: Hashable, Sendable {
            let kind: UInt8
            let identifier: Int32
            let actor: Int32
        }

        mutating func add(_ identifiers: Identifiers, actor: Int32) {
            if let network = identifiers.network { seen.insert(Use(kind: 0, identifier: networks.id(network), actor: actor)) }
            if let device = identifiers.device { seen.insert(Use(kind: 1, identifier: devices.id(device), actor: actor)) }
            if let funder = identifiers.funder { seen.insert(Use(kind: 2, identifier: funders.id(funder), actor: actor)) }
        }
    }

    /// `rank` maps the actors of `uses` to those of the table. O(uses log uses + sum of squared degrees up to the cap).
    init(_ uses: Uses, rank: [Int32], linkWeight: Double) {
        let order = [uses.networks.ranked().rank, uses.devices.ranked().rank, uses.funders.ranked().rank]
        let sorted = uses.seen.map { (kind: $0.kind, identifier: order[Int($0.kind)][Int($0.identifier)], actor: rank[Int($0.actor)]) }
            .sorted { ($0.kind, $0.identifier, $0.actor) < ($1.kind, $1.identifier, $1.actor) }
        var groups: [(kind: UInt8, actors: [Int32])] = []
        var start = 0
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end].kind == sorted[start].kind, sorted[end].identifier == sorted[start].identifier { end += 1 }
            if end - start > 1 { groups.append((sorted[start].kind, sorted[start..<end].map(\.actor))) }
            start = end
        }
        let degrees = groups.map(\.actors.count).sorted()
        let cap = degrees.isEmpty ? 0 : max(8, min(Self.hubCap, degrees[min(degrees.count - 1, Int(Double(degrees.count) * Self.hubPercentile))]))
        var weights: [UInt64: Double] = [:]
        var personal: [UInt64: Double] = [:]
        var fanOut: [Int32: Int] = [:]
        for group in groups where group.actors.count <= cap {
            let weight = 1 / log(Double(group.actors.count) + 5)
            for (index, one) in group.actors.enumerated() {
                if group.kind == 2 { fanOut[one] = max(fanOut[one] ?? 0, group.actors.count) }
                for other in group.actors[(index + 1)...] {
                    weights[Coaction.pair(one, other), default: 0] += weight
                    if group.kind > 0 { personal[Coaction.pair(one, other), default: 0] += weight }
                }
            }
        }
        self.weights = weights
        self.fanOut = fanOut
        var ties: [Int32: Double] = [:]
        for (pair, weight) in personal {
            for actor in [Int32(Coaction.first(pair)), Int32(Coaction.second(pair))] { ties[actor] = max(ties[actor] ?? 0, weight) }
        }
        personalTies = ties
        var partners: [Int32: [Int32]] = [:]
        var sets = DisjointSets()
        for pair in weights.keys.sorted() where (weights[pair] ?? 0) >= linkWeight {
            let (one, other) = (Int32(Coaction.first(pair)), Int32(Coaction.second(pair)))
            sets.join(one, other)
            partners[one, default: []].append(other)
            partners[other, default: []].append(one)
        }
        self.partners = partners.mapValues { $0.sorted() }
        var roots: [Int32: Int32] = [:]
        for actor in sets.items { roots[actor] = sets.root(actor) }
        self.groups = roots
    }

    /// The summed weight of the identifiers that both use; 0 for none.
    func weight(_ one: Int32, _ other: Int32) -> Double { one == other ? 0 : weights[Coaction.pair(one, other)] ?? 0 }

    /// Actors linked at the link weight or above, sorted.
    func linked(to actor: Int32) -> [Int32] { partners[actor] ?? [] }

    /// Whether a chain of links joins the two.
    func sameGroup(_ one: Int32, _ other: Int32) -> Bool {
        guard let group = groups[one] else { return false }
        return groups[other] == group
    }

    /// The mean over members of their strongest tie to another member, from 0.
    func cohesion(_ members: [Int32]) -> Double {
        guard members.count > 1 else { return 0 }
        var total = 0.0
        for one in members { total += members.reduce(0) { max($0, weight(one, $1)) } }
        return total / Double(members.count)
    }
}
