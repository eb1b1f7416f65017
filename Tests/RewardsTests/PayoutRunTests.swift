import Ledger
import Contributions
import Diagnostics
import Numerics
import Rules
import Screening
import Rewards
import Testing

private let policy = PayoutPolicy(
    name: "test", version: 1, retrievalPPM: 800_000, inferencePPM: 500_000, interactionPPM: 100_000, copies: .earliest, challengeWindowDays: 14)

extension PayoutStatement {
    fileprivate func row(_ participant: String) -> Row? { rows.first { $0.participant == participant } }
}

@Suite("Payout runs") struct PayoutRunTests {
    private func run(_ build: (inout ScreenedWorld) throws -> Void, policy chosen: PayoutPolicy = policy) throws -> PayoutStatement {
        var world = ScreenedWorld()
        try build(&world)
        return PayoutRun(try world.screened(), policy: chosen).result
    }

    @Test("Sources share by rank, the rest goes to the treasury")
    func byRank() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.submit("s2", by: "bob")
            try $0.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
        }
        #expect(result.row("ann")?.paid == MicroCredits(533))
        #expect(result.row("bob")?.paid == MicroCredits(266))
        #expect(result.treasury == MicroCredits(201))
    }

    @Test("Measured effects below the whole answer leave the rest unpaid, and zero use earns zero")
    func byEffect() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.submit("s2", by: "bob")
            try $0.retrieve([("s1", effect: "0.25"), ("s2", effect: "0.0")], fee: 1000)
        }
        #expect(result.row("ann")?.paid == MicroCredits(200))
        #expect(result.row("bob") == nil)
    }

    @Test("A held source is held, a rejected one earns nothing, and neither raises the others' share")
    func held() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.submit("s2", by: "bob", .hold)
            try $0.submit("s3", by: "cyn", .reject)
            try $0.retrieve([("s1", nil), ("s2", nil), ("s3", nil)], fee: 1100)
        }
        #expect(result.row("ann")?.paid == result.row("ann")?.asked)
        #expect(result.row("bob")?.held == result.row("bob")?.asked)
        #expect(result.row("cyn")?.rejected == result.row("cyn")?.asked)
        #expect(result.row("cyn")?.paid == .zero)
    }

    @Test("A rejected event pays nobody and a held one holds everybody")
    func wholeEvents() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.retrieve([("s1", nil)], fee: 1000, .reject)
            try $0.retrieve([("s1", nil)], fee: 1000, .hold)
        }
        #expect(result.row("ann")?.paid == .zero)
        #expect(result.row("ann")?.held == MicroCredits(800))
        #expect(result.row("ann")?.rejected == MicroCredits(800))
        #expect(result.treasury == MicroCredits(400))
    }

    @Test("A copy in the same answer takes nothing from the original")
    func copies() throws {
        let alone = try run {
            try $0.submit("s1", by: "ann")
            try $0.retrieve([("s1", nil)], fee: 1000)
        }
        let withCopies = try run {
            try $0.submit("s1", by: "ann")
            try $0.submit("s2", by: "eve", .reject)
            $0.copies([0, 1])
            try $0.retrieve([("s2", nil), ("s1", nil)], fee: 1000)
        }
        #expect(withCopies.row("ann")?.paid == alone.row("ann")?.paid)
        #expect(withCopies.row("eve")?.paid == .zero)
        #expect(withCopies.row("eve")?.asked == MicroCredits(533))
    }

    @Test("k copies of one's own source earn no more than one", arguments: 1...6)
    func ownCopies(k: Int) throws {
        func earned(_ count: Int) throws -> MicroCredits? {
            try run {
                for copy in 0..<count { try $0.submit("e\(copy)", by: "eve") }
                try $0.submit("other", by: "ann")
                $0.copies(Array(0..<count))
                try $0.retrieve((0..<count).map { ("e\($0)", nil) } + [("other", nil)], fee: 100_000)
            }.row("eve")?.paid
        }
        #expect(try earned(k) == earned(1))
    }

    @Test("A cleared work of another owner in a cluster keeps its own share")
    func clearedNeighbour() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.submit("s2", by: "bob")
            $0.copies([0, 1])
            try $0.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
        }
        #expect(result.row("bob")?.paid == MicroCredits(266))
    }

    @Test("Interactions share their pool and never more than they claim")
    func interactions() throws {
        let result = try run {
            try $0.submit("s1", by: "ann")
            try $0.retrieve([("s1", nil)], fee: 10_000)
            try $0.interact(to: "agent-1", claims: 600)
            try $0.interact(to: "agent-2", claims: 600)
            try $0.interact(to: "agent-3", claims: 800, .hold)
        }
        #expect(result.row("agent-1")?.paid == MicroCredits(300))
        #expect(result.row("agent-3")?.held == MicroCredits(400))
        let small = try run {
            try $0.submit("s1", by: "ann")
            try $0.retrieve([("s1", nil)], fee: 10_000)
            try $0.interact(to: "agent-1", claims: 10)
        }
        #expect(small.row("agent-1")?.paid == MicroCredits(10))
    }

    @Test("Adapters earn for their tuner, sources that nobody owns earn for nobody")
    func inference() throws {
        let result = try run {
            try $0.tune("a1", by: "tess")
            try $0.infer([("adapter", "a1", 3), ("submission", "ghost", 1)], fee: 1000)
        }
        #expect(result.row("tess")?.paid == MicroCredits(375))
        #expect(result.row("tess")?.role == "tuner")
        #expect(result.unowned == MicroCredits(125))
    }

    @Test("Random worlds conserve every micro-credit, pay nobody negatively, and ask for no more than comes in", arguments: 1...40)
    func conservation(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let result = try run { world in
            let outcomes = [.clear, .clear, .hold, .reject] as [Outcome]
            func outcome() -> Outcome { random.choice(outcomes) ?? .clear }
            for index in 0..<12 { try world.submit("s\(index)", by: "p\(random.int(in: 0..<5))", outcome()) }
            world.copies([0, 3, 5])
            for _ in 0..<20 {
                let count = random.int(in: 0..<6)
                let measured = random.chance(0.5)
                let sources = (0..<count).map { _ in ("s\(random.int(in: 0..<14))", effect: measured ? "0.\(random.int(in: 100..<999))" : nil) }
                try world.retrieve(sources, fee: Int64(random.int(in: 0..<50_000)), outcome())
            }
            for _ in 0..<5 { try world.interact(to: "p\(random.int(in: 0..<5))", claims: Int64(random.int(in: 0..<9000)), outcome()) }
        }
        #expect(result.isConserved, "seed \(seed)")
        #expect(result.rows.allSatisfy { $0.paid >= .zero && $0.held >= .zero && $0.rejected >= .zero })
        #expect(result.asked <= result.fees)
    }
}

@Suite("Payout policies") struct PayoutPolicyTests {
    private let yaml = "policy: p\nversion: 1\nretrieval_ppm: 700000\ninference_ppm: 1\ninteraction_ppm: 2\nchallenge_window_days: 3\n"

    @Test("A policy is read, and its digest follows its content")
    func read() throws {
        let policy = try PayoutPolicy(yaml: Array(yaml.utf8), file: "p.yaml")
        #expect(policy.retrievalPPM == 700_000)
        #expect(policy.copies == .earliest)
        #expect(try PayoutPolicy(yaml: Array(yaml.replacing("700000", with: "600000").utf8), file: "p.yaml").digest != policy.digest)
    }

    @Test("Shares beyond the fee are refused with a place")
    func shares() {
        let error = #expect(throws: Diagnostic.self) {
            try PayoutPolicy(yaml: Array(yaml.replacing("interaction_ppm: 2", with: "interaction_ppm: 400000").utf8), file: "p.yaml")
        }
        #expect(error?.code == "policy/shares-exceed-fee")
        #expect(error?.span?.line == 3)
    }
}
