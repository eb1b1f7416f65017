internal import Numerics
internal import Parallelism

/// Adds to a group the actors who keep step with it as a whole: members of a ring that shares its work meet each single other member too rarely
/// to be linked to it.
enum GroupGrowth {
    /// Rounds, at most: each sees the targets that the one before made driven.
    static let rounds = 5

    /// The groups, each with the actors added whose visits to its driven targets, in step with it, are more than their activity explains
    /// (Poisson, Bonferroni over all actors), and more than their taste for these targets does (`StepTest`). No actor joins two groups; a witness
    /// that joins one is none of another's any more. With the groups comes what each drives. O(rounds × rows of the groups and their targets).
    static func grown(
        _ kept: [StepTest.Kept], table: ActionTable, step: StepTest, windowSeconds: [Int64], settings: SwarmSettings
    ) -> [(kept: StepTest.Kept, driven: DrivenGroup)] {
        @Sendable func drive(_ kept: StepTest.Kept, _ window: Int64) -> DrivenGroup {
            DrivenGroup(table, members: kept.members, witnesses: kept.witnesses, windowSeconds: window, settings: settings)
        }
        var groups = kept
        var driven = ParallelMap.map(kept.count) { drive(kept[$0], windowSeconds[$0]) }
        var taken = Set(kept.flatMap(\.members))
        let allDegrees = table.actorDegree.reduce(0.0) { $0 + Double($1) }
        for _ in 0..<rounds {
            let (known, before, pushed) = (taken, groups, driven)
            let joining = ParallelMap.map(groups.count) { index in
                guard pushed[index].targets.count >= settings.drivingMembers else { return [Int32]() }
                return candidates(
                    table, driven: pushed[index], members: before[index].members, taken: known, step: step, windowSeconds: windowSeconds[index],
                    allDegrees: allDegrees, settings: settings)
            }
            for index in groups.indices {
                for actor in joining[index] where taken.insert(actor).inserted { groups[index].members.append(actor) }
                groups[index].members.sort()
            }
            if groups == before { break }
            for index in groups.indices { groups[index].witnesses.removeAll { taken.contains($0) } }
            let grown = groups
            driven = ParallelMap.map(groups.count) { grown[$0] == before[$0] ? pushed[$0] : drive(grown[$0], windowSeconds[$0]) }
        }
        return Array(zip(groups, driven)).map { (kept: $0, driven: $1) }
    }

    /// Actors in no group who keep step with this one, sorted.
    private static func candidates(
        _ table: ActionTable, driven: DrivenGroup, members: [Int32], taken: Set<Int32>, step: StepTest, windowSeconds: Int64, allDegrees: Double,
        settings: SwarmSettings
    ) -> [Int32] {
        let inStep = companions(table, driven: driven, members: members, windowSeconds: windowSeconds)
        let pace = step.pace(driven.rows)
        return inStep.visits.filter { actor, targets in
            guard targets >= settings.minimumOccasions, !taken.contains(actor) else { return false }
            let mean = Double(table.actorDegree[Int(actor)]) * Double(inStep.total) / allDegrees
            let pValue = Tails.poissonUpper(targets, mean: mean) * Double(table.actingCount)
            let share = Double(targets) / Double(max(1, table.actorDegree[Int(actor)]))
            return pValue <= settings.falseDiscoveryRate && share >= settings.memberShare
                && step.verdict(actor, pace: pace, windowSeconds: windowSeconds) == .inStep
        }.map(\.actor)
    }

    /// By actor outside the group, sorted, the driven targets that it visited within the window of a driving visit; and all such visits, the
    /// members' too.
    private static func companions(
        _ table: ActionTable, driven: DrivenGroup, members: [Int32], windowSeconds: Int64
    ) -> (visits: [(actor: Int32, targets: Int)], total: Int) {
        var all: [Int32] = []
        var start = 0
        let rows = driven.rows
        while start < rows.count {
            let target = table.rows[rows[start]].target
            var end = start
            while end < rows.count, table.rows[rows[end]].target == target { end += 1 }
            let moments = rows[start..<end].map { table.rows[$0].seconds }
            var near = 0
            var who: [Int32] = []
            for row in table.range(Int(target)) {
                let entry = table.rows[row]
                while near + 1 < moments.count, abs(moments[near + 1] - entry.seconds) <= abs(moments[near] - entry.seconds) { near += 1 }
                if abs(moments[near] - entry.seconds) <= windowSeconds { who.append(entry.actor) }
            }
            who.sort()
            for index in who.indices where index == 0 || who[index - 1] != who[index] { all.append(who[index]) }
            start = end
        }
        let inside = Set(members)
        var visits: [(actor: Int32, targets: Int)] = []
        for actor in all.sorted() where !inside.contains(actor) {
            if visits.last?.actor == actor { visits[visits.count - 1].targets += 1 } else { visits.append((actor, 1)) }
        }
        return (visits, all.count)
    }
}
