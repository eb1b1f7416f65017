internal import CanonicalJSON
internal import Contributions
internal import Detection
internal import Glibc
internal import Identities
internal import Ledger

/// Puts what was found into words, numbers and timelines that a reviewer can check.
struct FindingWriter: Sendable {
    let table: ActionTable
    let links: IdentityLinks
    let tests: PairTests
    let groups: LockstepGroups
    let loops: LoopFinder
    let settings: SwarmSettings

    /// Actions that a timeline shows, at most, and how many of one target.
    static let timelineActions = 60
    static let actionsPerTarget = 6

    /// What is known of one event within its finding; see `SwarmAnalysis.EventFact`.
    private struct Fact {
        var companions: Int32
        var expected: Double?
        var share: Double
        var tie: Double
    }

    /// Findings that hold an asked event, sorted by id, and a fact for each asked event held.
    /// - Parameter isAsked: by event.
    func written(_ isAsked: (Int32) -> Bool) -> (findings: [SwarmFinding], facts: [SwarmAnalysis.EventFact]) {
        var drafts: [(finding: SwarmFinding, facts: [Int32: Fact])] = []
        let held = groups.members.indices.filter { index in
            groups.verdicts[index].isHeld && groups.driven[index].rows.contains { isAsked(table.rows[$0].event) && isHeld($0, in: index) }
        }
        for (index, pairs) in zip(held, tests.linking(within: held.map { groups.members[$0] })) { drafts.append(lockstep(index, pairs: pairs)) }
        for loop in loops.loops where loop.events.contains(where: isAsked) { drafts.append(self.loop(loop)) }
        drafts.sort { $0.finding.id.utf8.lexicographicallyPrecedes($1.finding.id.utf8) }
        var facts: [SwarmAnalysis.EventFact] = []
        for (place, draft) in drafts.enumerated() {
            for event in draft.finding.events where isAsked(event) {
                guard let fact = draft.facts[event] else { continue }
                facts.append(
                    .init(event: event, finding: Int32(place), companions: fact.companions, expected: fact.expected, share: fact.share, tie: fact.tie)
                )
            }
        }
        facts.sort { ($0.event, $0.finding) < ($1.event, $1.finding) }
        return (drafts.map(\.finding), facts)
    }

    /// Whether the row is held where the group is.
    private func isHeld(_ row: Int, in group: Int) -> Bool { groups.isHeld(table.rows[row].actor, in: group) }

    private func lockstep(_ index: Int, pairs: [SuspectPair]) -> (SwarmFinding, [Int32: Fact]) {
        let members = groups.members[index]
        let verdict = groups.verdicts[index]
        let driven = groups.driven[index]
        let targets = driven.targets
        var inStep: [Int32: Int32] = [:]
        for (target, count) in zip(targets, driven.inStep) { inStep[target] = count }
        var ties: [Int32: Double] = [:]
        for one in members { ties[one] = links.strongestTie(one, among: members) }
        let chances = groups.expectedInStep(index)
        var facts: [Int32: Fact] = [:]
        var held: [Int] = []
        for row in driven.rows {
            let entry = table.rows[row]
            guard groups.isHeld(entry.actor, in: index) else { continue }
            held.append(row)
            let companions = (inStep[entry.target] ?? 1) - 1
            if companions > facts[entry.event]?.companions ?? -1 {
                let expected = (chances.totals[entry.target] ?? 0) - (chances.parts[Coaction.directed(entry.actor, entry.target)] ?? 0)
                facts[entry.event] = Fact(
                    companions: companions, expected: max(0, expected), share: groups.share(entry.actor, in: index), tie: ties[entry.actor] ?? 0)
            }
        }
        let observed = pairs.reduce(0.0) { $0 + Double($1.occasions) } / Double(max(1, pairs.count))
        let expected = pairs.reduce(0.0) { $0 + $1.expected } / Double(max(1, pairs.count))
        let names = members.map { table.actorName($0) }
        let finding = SwarmFinding(
            id: SwarmFinding.id(.lockstep, first: names[0]), kind: .lockstep, members: names,
            targets: targets.map { table.targetName($0) }, pValue: groups.pValues[index],
            summary:
                "\(members.count) actors visit \(targets.count) targets in step: pairs of them met on \(Self.short(observed)) occasions where \(Self.short(expected)) are expected, and these targets are \(Self.percent(verdict.medianShare)) of what the median member does.",
            evidence: [
                expectation(index, pairs: pairs, observed: observed, expected: expected), timeline(held, windowSeconds: groups.windowSeconds[index]),
            ],
            events: facts.keys.sorted(), share: verdict.medianShare)
        return (finding, facts)
    }

    private func expectation(_ index: Int, pairs: [SuspectPair], observed: Double, expected: Double) -> Evidence {
        let verdict = groups.verdicts[index]
        var details = JSONObject([
            ("linked_pairs", .integer(Int64(pairs.count))), ("window_seconds", .integer(groups.windowSeconds[index])),
            ("largest_pair_p", .measurement(tests.linkingLevel)), ("driven_share", .measurement(verdict.medianShare)),
            ("needed_share", .measurement(verdict.neededShare)), ("driven_days", .measurement(verdict.days)),
            ("needed_days", .measurement(verdict.neededDays)),
            ("identity_cohesion", .measurement(verdict.cohesion)),
            ("clumping", .array(tests.clumping.map { .measurement($0) })),
        ])
        if verdict.money.speaks {
            details["self_paid_share"] = .measurement(verdict.money.selfPaid)
            details["payee_concentration"] = .measurement(verdict.money.concentration)
            details["payee_concentration_background"] = .measurement(verdict.money.background)
            details["largest_payees"] = .array(
                verdict.money.largest.map { ["payee": .string(table.actorName($0.payee)), "visits": .integer(Int64($0.visits))] })
        }
        let shared = groups.members[index].compactMap { links.fanOut($0) }.max()
        if let shared { details["largest_funder_fan_out"] = .integer(Int64(shared)) }
        return .expectation(
            "occasions on which a pair of members met, mean over linked pairs", observed: observed, expected: expected, unit: "occasions",
            details: details)
    }

    /// The most driven targets first, a few visits of each, in time order.
    private func timeline(_ rows: [Int], windowSeconds: Int64) -> Evidence {
        var byTarget: [Int32: [Int]] = [:]
        for row in rows { byTarget[table.rows[row].target, default: []].append(row) }
        let order = byTarget.keys.sorted { (byTarget[$1]?.count ?? 0, $0) < (byTarget[$0]?.count ?? 0, $1) }
        let chosen = order.flatMap { (byTarget[$0] ?? []).prefix(Self.actionsPerTarget) }.prefix(Self.timelineActions)
        let actions = chosen.map { table.rows[$0] }.sorted { ($0.seconds, $0.target, $0.actor) < ($1.seconds, $1.target, $1.actor) }
        return .timeline(
            actions.map { (Timestamp(seconds: $0.seconds), table.actorName($0.actor), table.targetName($0.target)) },
            windowSeconds: windowSeconds,
            details: JSONObject([("shown", .integer(Int64(actions.count))), ("of", .integer(Int64(rows.count)))]))
    }

    private func loop(_ loop: LoopFinder.Loop) -> (SwarmFinding, [Int32: Fact]) {
        let names = loop.members.map { loops.name($0) }
        var facts: [Int32: Fact] = [:]
        for event in loop.events { facts[event] = Fact(companions: Int32(loop.members.count - 1), expected: nil, share: loop.share, tie: 0) }
        let all = Double(loops.partyCount) * Double(max(1, loops.partyCount - 1))
        let shown = loop.rows.prefix(Self.timelineActions)
        let finding = SwarmFinding(
            id: SwarmFinding.id(.loop, first: names[0]), kind: .loop, members: names, targets: [], pValue: min(1, loop.pValue * all),
            summary:
                "\(names.count) participants pass claims around: \(loop.rounds) closed rounds, \(Self.percent(loop.share)) of what they claim circulates, and each ends within \(Self.percent(1 - loop.balance)) of where it began.",
            evidence: [
                .expectation(
                    "claims between members", observed: Double(loop.rows.count), expected: loop.expectedClaims, unit: "claims",
                    details: JSONObject([
                        ("rounds", .integer(Int64(loop.rounds))), ("circulating_share", .measurement(loop.share)),
                        ("balance", .measurement(loop.balance)), ("reciprocity", .measurement(loop.reciprocity)),
                    ])),
                .timeline(
                    shown.map { (Timestamp(seconds: $0.seconds), loops.name($0.from), loops.name($0.to)) },
                    windowSeconds: settings.windowsSeconds.last ?? 0,
                    details: JSONObject([("shown", .integer(Int64(shown.count))), ("of", .integer(Int64(loop.rows.count)))])),
            ],
            events: loop.events, share: loop.share)
        return (finding, facts)
    }

    private static func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }

    /// Two significant digits below ten, whole numbers above.
    private static func short(_ value: Double) -> String {
        guard value > 0 else { return "0" }
        if value >= 10 { return "\(Int(value.rounded()))" }
        let scale = pow(10, 1 - floor(log10(value)))
        let rounded = (value * scale).rounded() / scale
        return rounded < 1e-4 ? "under 0.0001" : "\(rounded)"
    }
}
