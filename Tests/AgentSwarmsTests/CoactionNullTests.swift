import Glibc
import Numerics
import Testing

@testable import AgentSwarms

@Suite("The estimated null and the bounds")
struct CoactionNullTests {
    @Test("the factor by which honest pairs clump is recovered from simulated pairs", arguments: [1.0, 2.0, 6.0])
    func recovers(factor: Double) {
        var random = SeededRandom(seed: 51)
        var sample = NullSample()
        for _ in 0..<200_000 {
            let expected = 0.2 * random.unit()
            let count = random.poisson(mean: expected * factor)
            if count > 0 { sample.add(count, expected: expected) }
        }
        let estimate = CoactionNull(sample, actors: 1000).clumping(0.1)
        #expect(abs(log(estimate / factor)) < 0.15, "estimated \(estimate)")
    }

    @Test("a mixture of rates gives the factor of a pair that did meet, E[G²]/E[G]")
    func mixture() {
        var random = SeededRandom(seed: 52)
        var sample = NullSample()
        for _ in 0..<400_000 {
            let group = random.chance(0.1) ? 10.0 : 0.0
            let count = random.poisson(mean: 0.01 * group)
            if count > 0 { sample.add(count, expected: 0.01) }
        }
        #expect(abs(CoactionNull(sample, actors: 1000).clumping(0.01) - 10) < 1.5)
    }

    @Test("a ledger of three hundred communities, whose neighbours meet three hundred times as often as anybody, explains them")
    func manyCommunities() {
        var random = SeededRandom(seed: 54)
        var sample = NullSample()
        for _ in 0..<100_000 {
            let count = random.poisson(mean: 300 * 0.004)
            if count > 0 { sample.add(count, expected: 0.004) }
        }
        let factor = CoactionNull(sample, actors: 300 * 30).clumping(0.004)
        #expect(factor > 200 && factor < 450, "estimated \(factor)")
        // Three hundred communities of three are no communities.
        #expect(CoactionNull(sample, actors: 300 * 3).clumping(0.004) <= CoactionNull.leastCeiling + 1e-9)
    }

    @Test("a ring that is most of its stratum does not explain itself")
    func contamination() {
        var random = SeededRandom(seed: 53)
        var sample = NullSample()
        for _ in 0..<100_000 {
            let count = random.poisson(mean: 0.05)
            if count > 0 { sample.add(count, expected: 0.05) }
        }
        for _ in 0..<300 { sample.add(15 + random.int(in: 0..<5), expected: 3) }
        #expect(CoactionNull(sample, actors: 1000).mean(3) <= 3 * CoactionNull.slack + 1e-9)
    }

    @Test("under the null, p-values of the binomial bound are not too small", arguments: [61, 62])
    func conservative(seed: UInt64) {
        let world = SwarmWorld(seed: seed, scale: SwarmWorldTests.scale, rings: [])
        var log = ActionLog()
        for (event, action) in world.actions.enumerated() where !action.target.hasPrefix("assigned") {
            log.append(event: Int32(event), actor: action.actor, target: action.target, time: action.time, payee: nil)
        }
        let table = ActionTable(log)
        let settings = SwarmSettings()
        let visits = VisitTable(table, settings: settings)
        let counts = PairCounts(table, visits: visits, settings: settings)
        let tests = PairTests(table, visits: visits, counts: counts, settings: settings)
        let pairs = Double(table.actingCount * (table.actingCount - 1)) / 2
        #expect(Double(tests.suspects.count { $0.pValue <= 1e-3 }) <= 1.5e-3 * pairs, "seed \(seed)")
        #expect(tests.significant.count <= 2, "seed \(seed)")
    }

    @Test(
        "the group bound is the binomial tail times the number of groups",
        arguments: [(30, 5, 6, 0.001), (200, 10, 20, 0.01), (1000, 12, 40, 0.0005)])
    func groupBound(actors: Int, members: Int, links: Int, level: Double) {
        let pairs = members * (members - 1) / 2
        let exact = Tails.binomialUpper(links, trials: pairs, probability: level) * exp(SpecialFunctions.logChoose(actors, members))
        let bound = GroupBound.pValue(actors: actors, members: members, links: links, level: level)
        #expect(bound >= min(1, exact) * 0.999999 && bound <= min(1, exact * 1.1))
    }

    @Test("groups hang together by more than a chain")
    func chain() {
        func pair(_ one: Int32, _ other: Int32) -> SuspectPair {
            SuspectPair(one: one, other: other, pValue: 1e-9, window: 0, occasions: 5, expected: 0.1)
        }
        let line = (0..<12).map { pair(Int32($0), Int32($0 + 1)) }
        #expect(CoactionGraph(line, minimumMembers: 5).components.isEmpty)
        let star = (1..<12).map { pair(0, Int32($0)) }
        #expect(CoactionGraph(star, minimumMembers: 5).components.isEmpty)
        let left = (0..<6).flatMap { one in ((one + 1)..<6).map { pair(Int32(one), Int32($0)) } }
        let right = (6..<12).flatMap { one in ((one + 1)..<12).map { pair(Int32(one), Int32($0)) } }
        let joined = (left + [pair(5, 6)] + right).sorted { ($0.one, $0.other) < ($1.one, $1.other) }
        #expect(CoactionGraph(joined, minimumMembers: 5).components == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]])
    }

    @Test("strong components are found, single vertices are none")
    func strong() {
        let edges: [Int32: [Int32]] = [1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4], 6: [1]]
        #expect(StrongComponents.of(edges) == [[1, 2, 3], [4, 5]])
    }
}
