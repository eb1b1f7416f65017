import AgentSwarms
import Contributions
import Numerics
import Testing

@Suite("What a swarm report may not depend on")
struct SwarmPropertyTests {
    static let world = SwarmWorld(seed: 131, scale: SwarmWorldTests.scale, rings: [.careful])
    static let straight = world.report()

    @Test("the order of arrival leaves no trace", arguments: [1, 2])
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let order = random.shuffled(Array(Self.world.actions.indices))
        let straight = Self.straight
        let shuffled = SwarmWorld.report(order.map { Self.world.actions[$0] })
        #expect(straight.actors == shuffled.actors)
        #expect(straight.clusters.map(\.json) == shuffled.clusters.map(\.json))
        #expect(order.indices.allSatisfy { shuffled.held[$0] == straight.held[order[$0]] })
        #expect(straight.clusters.count == 1)
    }

    @Test("renaming actors and targets renames the answer", arguments: [3])
    func labels(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let actors = Array(Set(Self.world.actions.map(\.actor))).sorted()
        let targets = Array(Set(Self.world.actions.map(\.target))).sorted()
        let newActor = Dictionary(uniqueKeysWithValues: zip(actors, random.shuffled(actors)))
        let newTarget = Dictionary(uniqueKeysWithValues: zip(targets, random.shuffled(targets)))
        let renamed = SwarmWorld.report(
            Self.world.actions.map {
                SwarmAction(actor: newActor[$0.actor] ?? "", target: newTarget[$0.target] ?? "", time: $0.time, identifiers: $0.identifiers)
            })
        let straight = Self.straight
        #expect(straight.held == renamed.held)
        let scores = Dictionary(uniqueKeysWithValues: renamed.actors.map { ($0.actor, $0.score) })
        // Where more came at one second than the neighbour cap holds, names break the tie: a trace that stays in the fifth digit.
        for actor in straight.actors { #expect(abs((scores[newActor[actor.actor] ?? ""] ?? -1) - actor.score) < 1e-4) }
    }

    @Test("moving the whole log by weeks changes nothing but the times")
    func shift() {
        let later = Self.world.actions.map {
            SwarmAction(actor: $0.actor, target: $0.target, time: $0.time.advanced(bySeconds: 21 * 86_400), identifiers: $0.identifiers)
        }
        #expect(SwarmWorld.report(later).held == Self.straight.held)
    }

    @Test("nothing, one action and a handful give an answer and hold nothing")
    func tiny() {
        #expect(SwarmWorld.report([]).actors.isEmpty)
        let one = SwarmAction(actor: "a", target: "t", time: Timestamp(seconds: 5))
        #expect(SwarmWorld.report([one]).held == [false])
        let few = (0..<6).map { SwarmAction(actor: "a\($0)", target: "t", time: Timestamp(seconds: 5)) }
        let report = SwarmWorld.report(few)
        #expect(report.clusters.isEmpty)
        #expect(report.actors.map(\.score) == [0, 0, 0, 0, 0, 0])
    }

    @Test("a log without times, all equal, links nobody through the order of names")
    func sameTime() {
        var random = SeededRandom(seed: 7)
        let actions = (0..<6000).map { _ in
            SwarmAction(actor: "a\(random.int(in: 0..<300))", target: "t\(random.int(in: 0..<40))", time: Timestamp(seconds: 0))
        }
        #expect(SwarmWorld.report(actions).clusters.isEmpty)
    }

    @Test("one actor's burst of a thousand visits neither accuses it nor its neighbours")
    func burst() {
        var actions = SwarmWorld(seed: 132, scale: SwarmWorldTests.scale, rings: []).actions
        let begin = actions[0].time
        for step in 0..<1000 {
            actions.append(SwarmAction(actor: "busy", target: "resource-\(step % 10)", time: begin.advanced(bySeconds: Int64(step * 60))))
        }
        let report = SwarmWorld.report(actions)
        #expect(report.clusters.isEmpty)
        #expect(!report.held.contains(true))
    }

    @Test("twenty thousand visits to one target meet at most the cap's neighbours each")
    func popular() {
        var random = SeededRandom(seed: 9)
        let actions = (0..<20_000).map { _ in
            SwarmAction(actor: "a\(random.int(in: 0..<1000))", target: "popular", time: Timestamp(seconds: Int64(random.int(in: 0..<86_400))))
        }
        let report = SwarmWorld.report(actions)
        #expect(report.neighbourCap == 64)
        #expect(report.clusters.isEmpty)
    }

    @Test("windows are sorted, each kept once, and nonsense leaves the usual ones")
    func windows() {
        #expect(SwarmSettings(windowsSeconds: [3600, 600, 600, -1], falseDiscoveryRate: 0.05).windowsSeconds == [600, 3600])
        #expect(SwarmSettings(windowsSeconds: [], falseDiscoveryRate: 0.05).windowsSeconds == SwarmSettings().windowsSeconds)
        let report = SwarmWorld.report(Self.world.actions, SwarmSettings(windowsSeconds: [21_600], falseDiscoveryRate: 0.01))
        #expect(report.clusters.count == 1)
    }
}
