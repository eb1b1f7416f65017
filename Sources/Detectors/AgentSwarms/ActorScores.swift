internal import Glibc
internal import Identities

/// How strongly an actor's meetings speak of a swarm, from 0 to 1: a ranking, decided clusters on top.
struct ActorScores: Sendable {
    /// By actor.
    private(set) var values: [Double]

    /// Strongest partners that count.
    static let partners = 4
    /// Powers of ten below the level of suspicion at which the evidence counts half.
    static let halfEvidence = 6.0

    /// O(suspects log suspects).
    init(_ table: ActionTable, suspects: [SuspectPair], links: IdentityLinks, settings: SwarmSettings) {
        var strengths = [[Double]](repeating: [], count: table.actorCount)
        var occasions = [Int](repeating: 0, count: table.actorCount)
        var tie = [Double](repeating: 0, count: table.actorCount)
        for pair in suspects {
            let strength = min(30, log10(PairTests.suspicion) - log10(max(pair.pValue, 1e-300)))
            for (actor, other) in [(pair.one, pair.other), (pair.other, pair.one)] {
                strengths[Int(actor)].append(strength)
                occasions[Int(actor)] = max(occasions[Int(actor)], pair.occasions)
                tie[Int(actor)] = max(tie[Int(actor)], links.weight(actor, other))
            }
        }
        self.links = links
        values = strengths.indices.map { actor in
            guard !strengths[actor].isEmpty else { return 0 }
            let top = strengths[actor].sorted(by: >).prefix(Self.partners)
            let mean = top.reduce(0, +) / Double(Self.partners)
            let share = Double(occasions[actor]) / Double(max(1, table.actorDegree[actor]))
            return mean / (mean + Self.halfEvidence) * min(1, share / settings.heldShare) * (1 + min(1, tie[actor])) / 2
        }
    }

    private let links: IdentityLinks
    /// What a shared device or funder adds at most: a place in the ranking, far from a decision.
    static let tiePart = 0.1

    /// The evidence of an actor outside every held cluster: below one half.
    mutating func settleOutside(_ actor: Int32, factor: Double = 1) {
        values[Int(actor)] = (0.5 - Self.tiePart) * factor * values[Int(actor)] + Self.tiePart * 0.99 * min(1, links.personalTie(actor))
    }

    /// A member of a held cluster: above one half, more with its evidence and its driven share.
    mutating func settleMember(_ actor: Int32, share: Double, isHeld: Bool) {
        values[Int(actor)] = isHeld ? 0.6 + 0.2 * values[Int(actor)] + 0.2 * share : 0.5
    }

    /// A member of a loop with this share of its claims circulating.
    mutating func raise(_ actor: Int32, loopShare: Double) { values[Int(actor)] = max(values[Int(actor)], 0.6 + 0.4 * loopShare) }
}
