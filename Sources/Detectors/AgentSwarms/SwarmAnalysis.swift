internal import Detection
internal import Identities

/// The whole analysis over what was logged: pairs, groups, the guard, loops, standings. Pure: equal logs in any order give equal results.
struct SwarmAnalysis: Sendable {
    /// What is known of one held event.
    struct EventFact: Hashable, Sendable {
        let event: Int32
        /// Index into `findings`.
        let finding: Int32
        /// Other members in step at the target; for a loop, other members.
        let companions: Int32
        /// How many other members would be in step there, came each at times of its own; none for a loop.
        let expected: Double?
        /// Driven share of the actor, or the loop's share for the claimant.
        let share: Double
        /// The actor's strongest identifier tie to another member.
        let tie: Double
    }

    /// Those that hold an asked event, sorted by id.
    let findings: [SwarmFinding]
    /// One for each asked event held and kind of finding; sorted by event.
    let facts: [EventFact]
    /// Asked events whose actor and payee share identifiers, with the weight; sorted by event.
    let linkedEvents: [(event: Int32, weight: Double)]

    let table: ActionTable
    let links: IdentityLinks
    let tests: PairTests
    let groups: LockstepGroups
    let loops: LoopFinder
    /// Neighbours in time that were compared, on each side.
    let neighbourCap: Int

    /// - Parameter isAsked: by event; what is not asked for is not written.
    init(
        actions: ActionLog, flows: FlowLog, identities: IdentifierUses, settings: SwarmSettings, isAsked: (Int32) -> Bool = { _ in true }
    ) {
        let table = ActionTable(actions)
        let links = IdentityLinks(identities, numbers: table.actorRank, participantCount: table.actorCount)
        let visits = VisitTable(table, settings: settings)
        let counts = PairCounts(table, visits: visits, settings: settings)
        neighbourCap = counts.neighbourCap
        tests = PairTests(table, visits: visits, counts: counts, settings: settings)
        groups = LockstepGroups(table, tests: tests, links: links, settings: settings)
        loops = LoopFinder(flows, settings: settings)
        (findings, facts) = FindingWriter(table: table, links: links, tests: tests, groups: groups, loops: loops, settings: settings)
            .written(isAsked)
        linkedEvents = Self.linkedEvents(table, links: links, linkWeight: settings.linkWeight, isAsked)
        self.table = table
        self.links = links
    }

    /// One for each event, its strongest. O(rows).
    private static func linkedEvents(
        _ table: ActionTable, links: IdentityLinks, linkWeight: Double, _ isAsked: (Int32) -> Bool
    ) -> [(event: Int32, weight: Double)] {
        let hasTies = (0..<Int32(table.actorCount)).map(links.hasTies)
        var linked: [(event: Int32, weight: Double)] = []
        for row in table.rows
        where row.payee >= 0 && row.payee != row.actor && hasTies[Int(row.actor)] && hasTies[Int(row.payee)] && isAsked(row.event) {
            let weight = links.weight(row.actor, row.payee)
            if weight >= linkWeight { linked.append((row.event, weight)) }
        }
        linked.sort { ($0.event, $1.weight) < ($1.event, $0.weight) }
        return linked.indices.filter { $0 == 0 || linked[$0 - 1].event != linked[$0].event }.map { linked[$0] }
    }
}

extension SwarmAnalysis {
    /// The place of every actor in the ranking, sorted by name; for an analysis of which everything was asked. O(suspects log suspects + actors).
    func standings(_ settings: SwarmSettings) -> [ActorStanding] {
        var scores = ActorScores(table, suspects: tests.suspects, links: links, settings: settings)
        let clusterOf = groups.settle(&scores, actorCount: table.actorCount)
        var loopID: [Int32: String] = [:]
        for loop in loops.loops {
            for (member, share) in zip(loop.members, loop.memberShares) {
                guard let actor = table.actor(named: loops.name(member)) else { continue }
                scores.raise(actor, loopShare: share)
                loopID[actor] = SwarmFinding.id(.loop, first: loops.name(loop.members[0]))
            }
        }
        return (0..<Int32(table.actorCount)).filter { table.actorDegree[Int($0)] > 0 }.map { actor in
            let cluster = clusterOf[actor]
            let held = cluster.map { groups.verdicts[$0].isHeld } ?? false
            let lockstep = held ? cluster.map { SwarmFinding.id(.lockstep, first: table.actorName(groups.members[$0][0])) } : nil
            return ActorStanding(
                actor: table.actorName(actor), score: min(1, max(0, scores.values[Int(actor)])), cluster: lockstep ?? loopID[actor],
                drivenShare: cluster.map { groups.share(actor, in: $0) } ?? 0)
        }
    }
}

extension SwarmFinding {
    static func id(_ kind: Kind, first: String) -> String { "swarm:\(kind.rawValue):\(first)" }
}
