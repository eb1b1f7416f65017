internal import Numerics

/// Adds to a group the actors who keep step with it as a whole: members of a ring that shares its work meet each single other member too rarely
/// to be linked to it.
enum GroupGrowth {
    /// Rounds, at most: each sees the targets that the one before made driven.
    static let rounds = 5

    /// The groups, each with the actors added whose visits to its driven targets, in step with it, are more than their activity explains
    /// (Poisson, Bonferroni over all actors), and more than their taste for these targets does (`StepTest`). No actor joins two groups.
    /// O(rounds × rows).
    static func grown(_ kept: [StepTest.Kept], table: ActionTable, step: StepTest, windowSeconds: [Int64], settings: SwarmSettings) -> [[Int32]] {
        var groups = kept.map(\.members)
        let witnesses = kept.map(\.witnesses)
        let allDegrees = table.actorDegree.reduce(0.0) { $0 + Double($1) }
        for _ in 0..<rounds {
            let driven = DrivenTargets(table, clusters: groups, witnesses: witnesses, windowSeconds: windowSeconds, settings: settings)
            var taken = Set(groups.joined())
            var changed = false
            for index in groups.indices where driven.targets[index].count >= settings.drivingMembers {
                let inStep = companions(table, group: index, driven: driven, members: Set(groups[index]), windowSeconds: windowSeconds[index])
                let pace = step.pace(driven.rows[index])
                for (actor, targets) in inStep.visits.sorted(by: { $0.key < $1.key }) where !taken.contains(actor) {
                    let mean = Double(table.actorDegree[Int(actor)]) * Double(inStep.total) / allDegrees
                    let pValue = Tails.poissonUpper(targets, mean: mean) * Double(table.actingCount)
                    let share = Double(targets) / Double(max(1, table.actorDegree[Int(actor)]))
                    guard targets >= settings.minimumOccasions, pValue <= settings.falseDiscoveryRate, share >= settings.memberShare,
                        step.verdict(actor, pace: pace, windowSeconds: windowSeconds[index]) == .inStep
                    else { continue }
                    groups[index].append(actor)
                    taken.insert(actor)
                    changed = true
                }
                groups[index].sort()
            }
            if !changed { break }
        }
        return groups
    }

    /// By actor outside the group, the driven targets that it visited within the window of a driving visit; and all such visits, the members' too.
    private static func companions(
        _ table: ActionTable, group: Int, driven: DrivenTargets, members: Set<Int32>, windowSeconds: Int64
    ) -> (visits: [Int32: Int], total: Int) {
        var visits: [Int32: Int] = [:]
        var total = 0
        var start = 0
        let rows = driven.rows[group]
        while start < rows.count {
            let target = table.rows[rows[start]].target
            var end = start
            while end < rows.count, table.rows[rows[end]].target == target { end += 1 }
            let moments = rows[start..<end].map { table.rows[$0].seconds }
            var near = 0
            var who: Set<Int32> = []
            for row in table.range(Int(target)) {
                let entry = table.rows[row]
                while near + 1 < moments.count, abs(moments[near + 1] - entry.seconds) <= abs(moments[near] - entry.seconds) { near += 1 }
                if abs(moments[near] - entry.seconds) <= windowSeconds { who.insert(entry.actor) }
            }
            total += who.count
            for actor in who where !members.contains(actor) { visits[actor, default: 0] += 1 }
            start = end
        }
        return (visits, total)
    }
}
