import AgentSwarms
import Contributions
import Numerics
import Testing

/// What an evader tries next, and what it costs or gains.
@Suite("Evaders and look-alikes in step")
struct SwarmAdversaryTests {
    static let honest = SwarmWorld(seed: 141, scale: SwarmWorldTests.scale, rings: [])

    /// Members visit each target of `prefix` within `jitter` of a moment of their own, and `cover` dispersed targets for each.
    static func ring(
        _ prefix: String, members: [String], targets: Int, jitter: Int, cover: Double, seed: UInt64, payee: String? = nil, funder: String? = nil,
        firstDay: Int = 1, days: Int = 26
    ) -> [SwarmAction] {
        var random = SeededRandom(seed: seed)
        var actions: [SwarmAction] = []
        let begin = honest.actions.map(\.time).min() ?? Timestamp(seconds: 0)
        for target in 0..<targets {
            let base = firstDay * 86_400 + random.int(in: 0..<days * 86_400)
            for member in members {
                actions.append(
                    SwarmAction(
                        actor: member, target: "\(prefix)-\(target)", time: begin.advanced(bySeconds: Int64(base + random.int(in: 0..<jitter))),
                        payee: payee, identifiers: Identifiers(funder: funder)))
            }
        }
        for member in members {
            for _ in 0..<Int(cover * Double(targets)) {
                actions.append(
                    SwarmAction(
                        actor: member, target: "resource-\(random.int(in: 0..<1000))",
                        time: begin.advanced(bySeconds: Int64(random.int(in: 0..<28 * 86_400))),
                        payee: payee == nil ? nil : "owner-\(random.int(in: 0..<200))"))
            }
        }
        return actions
    }

    static func members(_ name: String, _ count: Int) -> [String] { (0..<count).map { "\(name)-\($0)" } }

    @Test("four dispersed actions for each paid one are the price of staying below the share, and the ring is still ranked first")
    func heavyCamouflage() {
        let names = Self.members("evader", 20)
        let report = SwarmWorld.report(Self.honest.actions + Self.ring("paid", members: names, targets: 15, jitter: 3600, cover: 4, seed: 1))
        #expect(report.clusters.isEmpty)
        let evaders = report.actors.filter { $0.actor.hasPrefix("evader") }.map(\.score).min() ?? 0
        let others = report.actors.filter { !$0.actor.hasPrefix("evader") }.map(\.score).max() ?? 1
        #expect(evaders > others)
    }

    @Test("the same camouflage does not help a ring that pays one of its own")
    func selfPaying() {
        let names = Self.members("evader", 20)
        let actions = Self.ring("paid", members: names, targets: 15, jitter: 3600, cover: 3.5, seed: 2, payee: "evader-0")
        let report = SwarmWorld.report(Self.honest.actions + actions)
        #expect(report.clusters.map(\.members.count) == [20])
    }

    @Test("two rings joined by one busy actor stay two")
    func chained() {
        let bridge = ["bridge"]
        let actions =
            Self.ring("left", members: Self.members("left", 10) + bridge, targets: 14, jitter: 3600, cover: 0.5, seed: 3)
            + Self.ring("right", members: Self.members("right", 10) + bridge, targets: 14, jitter: 3600, cover: 0.5, seed: 4)
        let report = SwarmWorld.report(Self.honest.actions + actions)
        for cluster in report.clusters {
            let sides = Set(cluster.members.map { $0.prefix(4) }).subtracting(["brid"])
            #expect(sides.count == 1 || cluster.members.contains("bridge"))
        }
        #expect(Set(report.clusters.flatMap(\.members)).isSuperset(of: Self.members("left", 10) + Self.members("right", 10)))
    }

    @Test("one evening of a team on twenty documents is one occasion")
    func oneEvening() {
        let actions = Self.ring("project", members: Self.members("colleague", 12), targets: 20, jitter: 3600, cover: 1, seed: 5, days: 1)
        var gathered: [SwarmAction] = []
        let evening = actions[0].time
        for (index, action) in actions.enumerated() {
            let time = action.target.hasPrefix("project") ? evening.advanced(bySeconds: Int64(index * 40)) : action.time
            gathered.append(SwarmAction(actor: action.actor, target: action.target, time: time))
        }
        let report = SwarmWorld.report(Self.honest.actions + gathered)
        #expect(report.clusters.isEmpty)
        #expect(!report.held.contains(true))
    }

    @Test("sharing an address, a device and a funder without acting in step accuses nobody")
    func linkedOnly() {
        let family = Set(Self.honest.actions.map(\.actor)).sorted().prefix(12)
        let linked = Self.honest.actions.map { action in
            family.contains(action.actor)
                ? SwarmAction(
                    actor: action.actor, target: action.target, time: action.time,
                    identifiers: Identifiers(network: "hmac:home", device: "hmac:tablet", funder: "hmac:purse")) : action
        }
        let report = SwarmWorld.report(linked)
        #expect(report.clusters.isEmpty)
        #expect(report.actors.allSatisfy { $0.score < 0.5 })
    }

    @Test("only the ring's driven events are held: its camouflage and honest visitors of its targets are not")
    func eventsNotActors() {
        let names = Self.members("evader", 15)
        var actions = Self.ring("paid", members: names, targets: 15, jitter: 3600, cover: 1, seed: 6)
        actions.append(SwarmAction(actor: "agent-1", target: "paid-0", time: actions[0].time))
        let all = Self.honest.actions + actions
        let report = SwarmWorld.report(all)
        #expect(report.clusters.map(\.members) == [names.sorted()])
        for (index, action) in all.enumerated() {
            #expect(report.held[index] == (action.actor.hasPrefix("evader") && action.target.hasPrefix("paid")))
        }
    }
}
