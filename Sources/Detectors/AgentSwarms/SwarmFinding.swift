public import CanonicalJSON
internal import Detection
public import Ledger

/// A group that is held, with what speaks against it.
public struct SwarmFinding: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Actors that visit the same targets in step.
        case lockstep
        /// Participants that pass claims around among themselves.
        case loop
    }

    /// `swarm:KIND:FIRST-MEMBER`; stable within one analysis.
    public let id: String
    public let kind: Kind
    /// Sorted.
    public let members: [String]
    /// Targets that the members drive, sorted; none for a loop.
    public let targets: [String]
    /// Of lockstep, the union bound over all groups of the size (`GroupBound`); of a loop, that of its most surprising edge times all edges.
    public let pValue: Double
    public let summary: String
    public let evidence: [Evidence]
    /// The caller's numbers of the held events, ascending.
    let events: [Int32]
    /// Of a loop, the share of the members' claims that circulates; of lockstep, the median driven share.
    let share: Double

    /// The cluster line of `assay detect swarms`.
    public var json: JSONValue {
        [
            "kind": "cluster", "cluster": .string(id), "members": .array(members.map { .string($0) }),
            "targets": .array(targets.map { .string($0) }), "p_value": .measurement(pValue),
            "evidence": .array([["kind": "note", "text": .string(summary)]] + evidence.map { .object($0.fields) }),
        ]
    }
}

/// One actor's place in the ranking.
public struct ActorStanding: Hashable, Sendable {
    public let actor: String
    /// 0 to 1; above one half only for members of findings.
    public let score: Double
    /// The finding that the actor is a member of.
    public let cluster: String?
    /// Driven targets among the actor's distinct targets.
    public let drivenShare: Double

    /// The actor line of `assay detect swarms`.
    public var json: JSONValue {
        var object = JSONObject([
            ("kind", "actor"), ("actor", .string(actor)), ("score", .measurement(score)), ("driven_share", .measurement(drivenShare)),
        ])
        if let cluster { object["cluster"] = .string(cluster) }
        return .object(object)
    }
}
