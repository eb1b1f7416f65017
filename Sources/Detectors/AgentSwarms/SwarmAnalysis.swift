internal import Detection

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

    let findings: [SwarmFinding]
    /// Sorted by actor.
    let standings: [ActorStanding]
    /// One for each held event and kind of finding; sorted by event.
    let facts: [EventFact]
    /// Events whose actor and payee share identifiers, with the weight; sorted by event.
    let linkedEvents: [(event: Int32, weight: Double)]
    /// Neighbours in time that were compared, on each side.
    let neighbourCap: Int

    init(actions: ActionLog, flows: FlowLog, identities: IdentityLinks.Uses, settings: SwarmSettings) {
        let table = ActionTable(actions)
        let links = IdentityLinks(identities, rank: actions.actors.ranked().rank, linkWeight: settings.linkWeight)
        let visits = VisitTable(table, settings: settings)
        let counts = PairCounts(table, visits: visits, settings: settings)
        let tests = PairTests(table, visits: visits, counts: counts, settings: settings)
        neighbourCap = counts.neighbourCap
        let groups = LockstepGroups(table, tests: tests, links: links, settings: settings)
        var scores = ActorScores(table, suspects: tests.suspects, links: links, settings: settings)
        let clusterOf = groups.settle(&scores, actorCount: table.actorCount)
        let loops = LoopFinder(flows, settings: settings)
        let (findings, facts) = FindingWriter(table: table, links: links, tests: tests, groups: groups, loops: loops, settings: settings).written()
        self.findings = findings
        self.facts = facts
        standings = Self.standings(table, groups: groups, clusterOf: clusterOf, scores: scores, loops: loops, findings: findings)
        var linked: [(event: Int32, weight: Double)] = []
        for row in table.rows where row.payee >= 0 {
            let weight = links.weight(row.actor, row.payee)
            if weight >= settings.linkWeight { linked.append((row.event, weight)) }
        }
        linked.sort { ($0.event, $1.weight) < ($1.event, $0.weight) }
        linkedEvents = linked.indices.filter { $0 == 0 || linked[$0 - 1].event != linked[$0].event }.map { linked[$0] }
    }

    private static func standings(
        _ table: ActionTable, groups: LockstepGroups, clusterOf: [Int32: Int], scores: ActorScores, loops: LoopFinder, findings: [SwarmFinding]
    ) -> [ActorStanding] {
        var scores = scores
        var named: [String: Int32] = [:]
        for (id, name) in table.actorNames.enumerated() { named[name] = Int32(id) }
        var loopID: [Int32: String] = [:]
        for loop in loops.loops {
            for (member, share) in zip(loop.members, loop.memberShares) {
                guard let actor = named[loops.names[Int(member)]] else { continue }
                scores.raise(actor, loopShare: share)
                loopID[actor] = SwarmFinding.id(.loop, first: loops.names[Int(loop.members[0])])
            }
        }
        return table.actorNames.indices.filter { table.actorDegree[$0] > 0 }.map { actor in
            let cluster = clusterOf[Int32(actor)]
            let held = cluster.map { groups.verdicts[$0].isHeld } ?? false
            let lockstep = held ? cluster.map { SwarmFinding.id(.lockstep, first: table.actorNames[Int(groups.members[$0][0])]) } : nil
            return ActorStanding(
                actor: table.actorNames[actor], score: min(1, max(0, scores.values[actor])), cluster: lockstep ?? loopID[Int32(actor)],
                drivenShare: cluster.map { groups.share(Int32(actor), in: $0) } ?? 0)
        }
    }
}

extension SwarmFinding {
    static func id(_ kind: Kind, first: String) -> String { "swarm:\(kind.rawValue):\(first)" }
}
