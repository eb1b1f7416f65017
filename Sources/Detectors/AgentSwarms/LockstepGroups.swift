internal import Identities
internal import Parallelism

/// The groups of the co-action graph, what each drives, and the guard's verdict on each.
struct LockstepGroups: Sendable {
    /// Sorted members of each group.
    let members: [[Int32]]
    /// Sorted witnesses of each group (`StepTest.Kept`), none of them a member of any.
    let witnesses: [[Int32]]
    /// `GroupBound` of each group.
    let pValues: [Double]
    /// The longest window of the pairs within each group.
    let windowSeconds: [Int64]
    let driven: [DrivenGroup]
    let verdicts: [SwarmGuard]
    let step: StepTest

    init(_ table: ActionTable, tests: PairTests, links: IdentityLinks, settings: SwarmSettings) {
        var linked: [[Int32]] = []
        var bounds: [Double] = []
        let components = CoactionGraph(tests.linking, minimumMembers: settings.minimumMembers).components
        for (component, inside) in zip(components, tests.linking(within: components)) {
            let pValue = GroupBound.pValue(actors: table.actingCount, members: component.count, links: inside.count, level: tests.linkingLevel)
            guard pValue <= settings.falseDiscoveryRate else { continue }
            linked.append(component)
            bounds.append(pValue)
        }
        let (candidates, windows) = (linked, Self.windows(linked, tests: tests, settings: settings))
        let step = StepTest(table, settings: settings)
        self.step = step
        let kept = ParallelMap.map(candidates.count) { step.kept(candidates[$0], windowSeconds: windows[$0]) }
        let places = candidates.indices.filter { kept[$0].members.count >= settings.minimumMembers }
        pValues = places.map { bounds[$0] }
        let windowSeconds = places.map { windows[$0] }
        self.windowSeconds = windowSeconds
        let grown = GroupGrowth.grown(places.map { kept[$0] }, table: table, step: step, windowSeconds: windowSeconds, settings: settings)
        members = grown.map(\.kept.members)
        witnesses = grown.map(\.kept.witnesses)
        driven = grown.map(\.driven)
        let background = SwarmGuard.Background(table)
        verdicts = ParallelMap.map(grown.count) { index in
            SwarmGuard(
                table, members: grown[index].kept.members, driven: grown[index].driven, links: links, background: background, settings: settings)
        }
        memberShare = settings.memberShare
    }

    private let memberShare: Double

    /// By driven target of a group, how many members and witnesses would be in step there at times of their own, and each one's part of it. O(members × times).
    func expectedInStep(_ group: Int) -> (totals: [Int32: Double], parts: [UInt64: Double]) {
        let pace = step.pace(driven[group].rows)
        var totals: [Int32: Double] = [:]
        var parts: [UInt64: Double] = [:]
        for member in members[group] + witnesses[group] {
            for (target, chance) in step.chances(member, pace: pace, windowSeconds: windowSeconds[group]) {
                totals[target, default: 0] += chance
                parts[Coaction.directed(member, target)] = chance
            }
        }
        return (totals, parts)
    }

    /// The longest window of the pairs within each group. O(pairs).
    private static func windows(_ members: [[Int32]], tests: PairTests, settings: SwarmSettings) -> [Int64] {
        tests.linking(within: members).map { pairs in
            pairs.reduce(settings.windowsSeconds.first ?? 0) { max($0, settings.windowsSeconds[$1.window]) }
        }
    }

    /// The driven share of a member. O(log members).
    func share(_ actor: Int32, in group: Int) -> Double {
        guard let place = place(actor, in: group) else { return 0 }
        return driven[group].shares[place]
    }

    /// Whether the member's driven events are held: the group is, and driving is a part of what the member does.
    func isHeld(_ actor: Int32, in group: Int) -> Bool { verdicts[group].isHeld && share(actor, in: group) >= memberShare }

    private func place(_ actor: Int32, in group: Int) -> Int? {
        let list = members[group]
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < actor { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low] == actor ? low : nil
    }

    /// Turns raw strengths into scores and says which group each actor is in. O(actors).
    func settle(_ scores: inout ActorScores, actorCount: Int) -> [Int32: Int] {
        var group: [Int32: Int] = [:]
        for (index, members) in members.enumerated() { for member in members { group[member] = index } }
        for actor in 0..<Int32(actorCount) {
            guard let index = group[actor] else {
                scores.settleOutside(actor)
                continue
            }
            let verdict = verdicts[index]
            if verdict.isHeld {
                scores.settleMember(actor, share: share(actor, in: index), isHeld: isHeld(actor, in: index))
            } else {
                // A group that the guard let go is explained: what remains is how near it came.
                let reach = min(1, verdict.medianShare / max(verdict.neededShare, 1e-9)) * min(1, verdict.days / 10)
                scores.settleOutside(actor, factor: reach)
            }
        }
        return group
    }
}
