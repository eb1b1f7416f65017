import AgentSwarms
import Contributions
import Numerics
import Testing

@Suite("Claims that go round")
struct LoopTests {
    /// Honest trade: sixty agents with steady customers, amounts of their own, no circle planned.
    static func market(seed: UInt64) -> [SwarmAction] {
        var random = SeededRandom(seed: seed)
        return (0..<3000).map { step in
            let from = random.int(in: 0..<60)
            // Two in three trades are with one of three steady suppliers.
            let to = random.chance(0.66) ? (from * 7 + 11 * random.int(in: 1..<4)) % 60 : random.int(in: 0..<60)
            return trade("m\(from)", "m\(to)", 1_000 * (1 + random.int(in: 0..<100)), step * 800)
        }
    }

    static func trade(_ from: String, _ to: String, _ amount: Int, _ seconds: Int) -> SwarmAction {
        SwarmAction(
            actor: from, target: "service-of-\(to)", time: Timestamp(seconds: 1_772_323_200 + Int64(seconds)), payee: to,
            amount: MicroCredits(Int64(amount)))
    }

    static func wash(members: Int, rounds: Int, seed: UInt64) -> [SwarmAction] {
        var random = SeededRandom(seed: seed)
        return (0..<rounds).flatMap { _ in
            var seconds = random.int(in: 0..<2_300_000)
            var amount = random.int(in: 20_000..<60_000)
            return (0..<members).map { step in
                seconds += random.int(in: 300..<9_000)
                amount = amount * random.int(in: 95..<101) / 100
                return trade("w\(step)", "w\((step + 1) % members)", amount, seconds)
            }
        }
    }

    @Test("wash loops of three to six are found whole, and their claims held", arguments: [3, 4, 5, 6])
    func wash(members: Int) {
        let market = Self.market(seed: 11)
        let wash = Self.wash(members: members, rounds: 15, seed: UInt64(members))
        let report = SwarmWorld.report(market + wash)
        let loops = report.clusters.filter { $0.kind == .loop }
        #expect(loops.map(\.members) == [(0..<members).map { "w\($0)" }])
        #expect(report.held[market.count...].allSatisfy { $0 })
        #expect(!report.held[..<market.count].contains(true))
    }

    @Test("an honest market with steady suppliers has no loop", arguments: [21, 22, 23])
    func market(seed: UInt64) {
        #expect(SwarmWorld.report(Self.market(seed: seed)).clusters.isEmpty, "seed \(seed)")
    }

    @Test("two long-time partners with trades of their own sizes are left alone", arguments: [31, 32])
    func partners(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let trades = (0..<80).map { _ in
            let forth = random.chance(0.5)
            return Self.trade(forth ? "ann" : "bob", forth ? "bob" : "ann", 500 * (1 + random.int(in: 0..<200)), random.int(in: 0..<2_400_000))
        }
        #expect(SwarmWorld.report(Self.market(seed: 12) + trades).clusters.isEmpty, "seed \(seed)")
    }

    @Test("a payment and its refund are left alone, also when it happens to three customers")
    func refund() {
        let refunds = (0..<3).flatMap { customer in
            [
                Self.trade("c\(customer)", "shop", 50_000, customer * 100_000),
                Self.trade("shop", "c\(customer)", 50_000, customer * 100_000 + 7200),
            ]
        }
        #expect(SwarmWorld.report(Self.market(seed: 13) + refunds).clusters.isEmpty)
    }

    @Test("a supply chain that is not closed is no loop")
    func chain() {
        let chain = (0..<20).flatMap { round in (0..<4).map { Self.trade("s\($0)", "s\($0 + 1)", 40_000, round * 90_000 + $0 * 3000) } }
        #expect(SwarmWorld.report(Self.market(seed: 14) + chain).clusters.isEmpty)
    }

    @Test("two who send the same amounts to and fro, and nothing else, are a loop")
    func pingPong() {
        let trades = (0..<12).flatMap { round in
            [Self.trade("p", "q", 30_000 + round, round * 150_000), Self.trade("q", "p", 30_000 + round, round * 150_000 + 4000)]
        }
        #expect(SwarmWorld.report(Self.market(seed: 15) + trades).clusters.map(\.members) == [["p", "q"]])
    }
}
