internal import Glibc

/// How closely participants hang together: weights add up.
extension IdentityLinks {
    static let hubPercentile = 0.995
    /// Fewer users never make a hub.
    static let leastCap = 8

    static func weightCap(_ identifiers: [Identifier]) -> Int {
        let degrees = identifiers.map(\.users).filter { $0 > 1 }.sorted()
        guard !degrees.isEmpty else { return 0 }
        return max(leastCap, min(hubUsers, degrees[min(degrees.count - 1, Int(Double(degrees.count) * hubPercentile))]))
    }

    private func isWeighed(_ identifier: Int32) -> Bool { (2...max(2, weightCap)).contains(identifiers[Int(identifier)].users) }

    /// The summed weight of the identifiers that both use; 0 for none and for the same participant. O(identifiers of both).
    public func weight(_ one: Int32, _ other: Int32) -> Double { weight(one, other, isPersonal: false) }

    private func weight(_ one: Int32, _ other: Int32, isPersonal: Bool) -> Double {
        guard one != other else { return 0 }
        let theirs = identifiers(of: other)
        guard !theirs.isEmpty else { return 0 }
        let shared = identifiers(of: one).filter { identifier in
            isWeighed(identifier) && theirs.contains(identifier) && (!isPersonal || identifiers[Int(identifier)].kind != .network)
        }
        guard !shared.isEmpty else { return 0 }
        // In the order of kinds and names, so that the sum is the same whoever came first.
        let places = shared.map { identifiers[Int($0)] }.sorted { ($0.kind.rawValue, $0.rank) < ($1.kind.rawValue, $1.rank) }
        return places.reduce(0) { $0 + 1 / log(Double($1.users) + 5) }
    }

    /// Whether the participant shares anything that is weighed.
    public func hasTies(_ participant: Int32) -> Bool { identifiers(of: participant).contains(where: isWeighed) }

    /// The mean over members of their strongest tie to another member, from 0.
    public func cohesion(_ members: [Int32]) -> Double {
        guard members.count > 1 else { return 0 }
        var total = 0.0
        for one in members { total += strongestTie(one, among: members) }
        return total / Double(members.count)
    }

    /// The largest weight between one and any of the others, from 0.
    public func strongestTie(_ one: Int32, among others: [Int32]) -> Double {
        hasTies(one) ? others.reduce(0) { max($0, weight(one, $1)) } : 0
    }

    /// The strongest tie to anybody by device and funder; an address alone, which an office shares, gives none. O(users of its identifiers).
    public func personalTie(_ participant: Int32) -> Double {
        var strongest = 0.0
        for identifier in identifiers(of: participant) where isWeighed(identifier) && identifiers[Int(identifier)].kind != .network {
            for other in users(of: identifier) { strongest = max(strongest, weight(participant, other, isPersonal: true)) }
        }
        return strongest
    }

    /// The most participants that share a funder with this one, itself included; nil where none is shared.
    public func fanOut(_ participant: Int32) -> Int? {
        identifiers(of: participant).filter { isWeighed($0) && identifiers[Int($0)].kind == .funder }.map { identifiers[Int($0)].users }.max()
    }
}
