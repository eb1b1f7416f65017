import Contributions
@testable import Ledger
import Numerics
import Rules
import Screening
import Testing

@testable import Rewards

private let policy = PayoutPolicy(
    name: "test", version: 1, retrievalPPM: 800_000, inferencePPM: 500_000, interactionPPM: 100_000, copies: .earliest, challengeWindowDays: 14)

/// Two sources of one answer, 533 and 266 of 800 without a discount.
private func twoSources(_ change: (inout ScreenedWorld) throws -> Void = { _ in }) throws -> PayoutStatement {
    var world = ScreenedWorld()
    try world.submit("s1", by: "ann")
    try change(&world)
    try world.submit("s2", by: "bob")
    try world.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
    return PayoutRun(try world.screened(), policy: policy).result
}

@Suite("Discounts in a payout") struct DiscountTests {
    @Test("A discounted source is paid the floor of what is left; the rest is the treasury's and nobody else's")
    func source() throws {
        let plain = try twoSources()
        let statement = try twoSources { $0.discount(300_000) }
        // 533 × 0.7 = 373.1.
        #expect(statement.rows.map(\.paid) == [MicroCredits(373), MicroCredits(266)])
        #expect(statement.rows.map(\.discounted) == [MicroCredits(160), .zero])
        #expect(statement.rows.map(\.asked) == plain.rows.map(\.asked))
        #expect(statement.treasury == plain.treasury + MicroCredits(160) && statement.discounted == MicroCredits(160))
        #expect(statement.isConserved && statement.held == .zero && statement.rejected == .zero)
    }

    @Test("Of the event's discount and the source's the larger applies, and they do not multiply")
    func largest() throws {
        func paid(_ onEvent: Int64, _ onSource: Int64) throws -> MicroCredits {
            var world = ScreenedWorld()
            try world.submit("s1", by: "ann")
            world.discount(onSource)
            try world.retrieve([("s1", "1.0")], fee: 1000)
            world.discount(onEvent)
            return PayoutRun(try world.screened(), policy: policy).result.paid
        }
        #expect(try paid(500_000, 250_000) == MicroCredits(400))
        #expect(try paid(250_000, 500_000) == MicroCredits(400))
        #expect(try paid(500_000, 500_000) == MicroCredits(400))
        #expect(try paid(500_000, 0) == MicroCredits(400))
        #expect(try paid(0, 0) == MicroCredits(800))
    }

    @Test("What is held or refused is what the discount leaves", arguments: [Outcome.hold, .reject])
    func underGraver(outcome: Outcome) throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann", outcome)
        world.discount(250_000)
        try world.retrieve([("s1", "1.0")], fee: 1000)
        let statement = PayoutRun(try world.screened(), policy: policy).result
        #expect((outcome == .hold ? statement.held : statement.rejected) == MicroCredits(600))
        #expect(statement.discounted == MicroCredits(200) && statement.paid == .zero && statement.isConserved)
    }

    @Test("Tuners, participants and interactions follow what brought or what they did")
    func others() throws {
        var world = ScreenedWorld()
        try world.tune("a1", by: "tess")
        world.discount(500_000)
        try world.infer([("adapter", "a1", 1)], fee: 1000)
        try world.interact(to: "agent", claims: 40)
        world.discount(1_000_000)
        try world.interact(to: "other", claims: 60)
        let statement = PayoutRun(try world.screened(), policy: policy).result
        #expect(statement.rows.map(\.participant) == ["agent", "other", "tess"])
        #expect(statement.rows.map(\.paid) == [.zero, MicroCredits(60), MicroCredits(250)])
        #expect(statement.rows.map(\.discounted) == [MicroCredits(40), .zero, MicroCredits(250)])
        #expect(statement.isConserved)
    }

    @Test("A copy of one's own work in the same answer does not get round the discount of the original")
    func ownCopy() throws {
        func paid(copies: Int) throws -> MicroCredits? {
            var world = ScreenedWorld()
            try world.submit("e0", by: "eve")
            world.discount(300_000)
            for copy in 0..<copies { try world.submit("e\(copy + 1)", by: "eve") }
            try world.submit("other", by: "ann")
            world.copies(Array(0...copies))
            try world.retrieve((0...copies).reversed().map { ("e\($0)", nil) } + [("other", nil)], fee: 100_000)
            return PayoutRun(try world.screened(), policy: policy).result.rows.first { $0.participant == "eve" }?.paid
        }
        let alone = try paid(copies: 0)
        for copies in 1...4 { #expect(try paid(copies: copies) == alone) }
    }

    @Test("A discounted work of another owner keeps its own place in an answer, as a cleared one does")
    func neighbour() throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann")
        try world.submit("s2", by: "bob")
        world.discount(500_000)
        world.copies([0, 1])
        try world.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
        let statement = PayoutRun(try world.screened(), policy: policy).result
        #expect(statement.rows.map(\.paid) == [MicroCredits(533), MicroCredits(133)])
    }

    /// A random world; every submission, retrieval and interaction may be discounted, by `scale` of its own share.
    private func world(_ seed: UInt64, scaledBy scale: Int64) throws -> ScreenedWorld {
        var random = SeededRandom(seed: seed)
        var world = ScreenedWorld()
        func mark() {
            let share = Int64(random.int(in: 1..<1_000_001))
            if random.chance(0.5) { world.discount(min(1_000_000, share * scale / 100)) }
        }
        func outcome() -> Outcome { random.choice([.clear, .clear, .hold, .reject] as [Outcome]) ?? .clear }
        for index in 0..<10 {
            try world.submit("s\(index)", by: "p\(random.int(in: 0..<4))", outcome())
            mark()
        }
        world.copies([0, 3, 5])
        for _ in 0..<15 {
            let measured = random.chance(0.5)
            let sources = (0..<random.int(in: 0..<5)).map { _ in
                ("s\(random.int(in: 0..<11))", effect: measured ? "0.\(random.int(in: 100..<999))" : nil)
            }
            try world.retrieve(sources, fee: Int64(random.int(in: 0..<50_000)), outcome())
            mark()
        }
        for _ in 0..<4 {
            try world.interact(to: "p\(random.int(in: 0..<4))", claims: Int64(random.int(in: 0..<9000)), outcome())
            mark()
        }
        return world
    }

    @Test("Random worlds conserve every micro-credit, and a larger discount pays nobody more", arguments: 1...30 as ClosedRange<UInt64>)
    func monotone(seed: UInt64) throws {
        let scales: [Int64] = [0, 1, 30, 80, 100, 1000]
        let statements = try scales.map { PayoutRun(try world(seed, scaledBy: $0).screened(), policy: policy).result }
        for statement in statements {
            #expect(statement.isConserved, "seed \(seed)")
            #expect(statement.rows.map(\.discounted).sum() == statement.discounted, "seed \(seed)")
            #expect(statement.fees == statements[0].fees && statement.asked == statements[0].asked, "seed \(seed)")
        }
        for (less, more) in zip(statements, statements.dropFirst()) {
            #expect(less.rows.map(\.participant) == more.rows.map(\.participant), "seed \(seed)")
            for (a, b) in zip(less.rows, more.rows) {
                #expect(b.paid <= a.paid && b.held <= a.held && b.rejected <= a.rejected, "seed \(seed): \(a.participant)")
                // What a discount takes from somebody goes to the treasury and to nobody else.
                #expect(a.paid + a.held + a.rejected + a.discounted == b.paid + b.held + b.rejected + b.discounted, "seed \(seed)")
            }
        }
    }

    @Test("A discount of everything pays what a rejection pays, and asks for nothing from the others")
    func everything() throws {
        let discounted = try twoSources { $0.discount(1_000_000) }
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann", .reject)
        try world.submit("s2", by: "bob")
        try world.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
        let rejected = PayoutRun(try world.screened(), policy: policy).result
        #expect(discounted.rows.map(\.paid) == rejected.rows.map(\.paid))
        #expect(discounted.rejected == .zero && discounted.treasury == rejected.treasury + rejected.rejected)
    }
}

@Suite("Discounts in the ledger") struct DiscountSettlementTests {
    private func commit(_ store: InMemoryLedgerStore) throws {
        let book = try RewardBook(folding: store)
        let time = store.headTime ?? Timestamp(seconds: 0)
        let plan = try #require(
            try SettlementPlan(try ScreenedLedger(reading: store), book: book, policy: policy, watermark: store.count, at: time))
        try store.append(try book.plan(plan.command, at: time).map { $0.draft(at: time) })
    }

    private func carryOut(_ command: RewardCommand, _ store: InMemoryLedgerStore, at time: Timestamp? = nil) throws {
        let time = time ?? store.headTime ?? Timestamp(seconds: 0)
        try store.append(try RewardBook(folding: store).plan(command, at: time).map { $0.draft(at: time) })
        #expect(try LedgerVerifier.verify(store).fault == nil)
    }

    private func settled() throws -> InMemoryLedgerStore {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann")
        world.discount(300_000)
        try world.submit("s2", by: "bob")
        try world.retrieve([("s1", nil), ("s2", nil)], fee: 1000)
        let store = try world.store()
        try commit(store)
        return store
    }

    @Test("What a discount keeps is a reward of its own: refused, named with its share and its cause, and last of its event")
    func rewards() throws {
        let store = try settled()
        let book = try RewardBook(folding: store)
        let rewards = book.allRewards
        #expect(rewards.map(\.id.description) == ["R2-0", "R2-1", "R2-2"])
        #expect(rewards.map(\.claim.amount.micros) == [373, 266, 160])
        #expect(rewards.map(\.claim.participant) == ["ann", "bob", "ann"])
        #expect(rewards.map(\.claim.discount?.ppm) == [nil, nil, 300_000])
        #expect(rewards[2].state == .rejected && rewards[2].claim.because == 0)
        #expect(rewards[0].isCleared && rewards[0].claim.because == 2)
        #expect(book.accounts.balance(.treasury) == MicroCredits(1000 - 373 - 266))
        let posting = try #require(try store.entry(at: store.count - 2).map { try Posting(decoding: $0.body) })
        #expect(posting.transfers.map(\.code) == ["fee", "award", "award", "discount", "remainder"])
    }

    @Test("The end of the window pays what is left, and a statement has a line for what is not")
    func finalize() throws {
        let store = try settled()
        try carryOut(.finalize, store, at: policy.windowEnd(from: store.headTime ?? Timestamp(seconds: 0)))
        let book = try RewardBook(folding: store)
        #expect(book.accounts.balance(.payable("ann")) == MicroCredits(373))
        let statement = try AccountStatement(of: "ann", folding: store)
        #expect(statement.lines.map(\.what) == ["award", "discount", "post", "post"])
        #expect(statement.closing[.payable] == 373 && statement.closing[.refused] == 160 && statement.closing[.held] == 0)
        #expect(statement.lines[1].because == 0 && statement.lines[1].amount == 160)
    }

    @Test("A discount is disputed like a rejection: overturned, what it kept is held anew and paid; upheld, nothing follows")
    func dispute() throws {
        let store = try settled()
        let kept = try #require(RewardID("R2-2"))
        let start = store.headTime ?? Timestamp(seconds: 0)
        try carryOut(.dispute(kept, by: "ann", reason: "it is mine"), store)
        let end = policy.windowEnd(from: start)
        try carryOut(.resolve(kept, upheld: false, until: end, by: "judge", reason: "it was"), store)
        #expect(try RewardBook(folding: store)[kept.successor]?.isCleared == true)
        try carryOut(.finalize, store, at: end)
        #expect(try RewardBook(folding: store).accounts.balance(.payable("ann")) == MicroCredits(533))
        let statement = try AccountStatement(of: "ann", folding: store)
        #expect(statement.closing[.refused] == 0 && statement.closing[.payable] == 533)

        let other = try settled()
        try carryOut(.dispute(kept, by: "ann", reason: "it is mine"), other)
        try carryOut(.resolve(kept, upheld: true, until: end, by: "judge", reason: "it is not"), other)
        try carryOut(.finalize, other, at: end)
        #expect(try RewardBook(folding: other).accounts.balance(.payable("ann")) == MicroCredits(373))
    }

    @Test("An overturned rejection pays what the discount leaves of it")
    func overturnedRejection() throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann", .reject)
        world.discount(300_000)
        try world.retrieve([("s1", "1.0")], fee: 1000)
        let store = try world.store()
        try commit(store)
        let refused = try #require(RewardID("R1-0"))
        #expect(try RewardBook(folding: store)[refused]?.claim.amount == MicroCredits(560))
        let end = policy.windowEnd(from: store.headTime ?? Timestamp(seconds: 0))
        try carryOut(.dispute(refused, by: "ann", reason: "why"), store)
        try carryOut(.resolve(refused, upheld: false, until: end, by: "judge", reason: "wrong"), store)
        try carryOut(.finalize, store, at: end)
        #expect(try RewardBook(folding: store).accounts.balance(.payable("ann")) == MicroCredits(560))
    }

    @Test("A posting that holds what a discount kept is refused, and so is a share that is none")
    func forged() throws {
        let claim = RewardClaim(
            participant: "ann", role: "r", source: "s", amount: MicroCredits(5), because: 0, verdict: Fixture.entry(of: 0),
            discount: Discount(ppm: 1))
        let id = RewardID(event: 1, line: 0)
        let until = Timestamp(seconds: 10)
        let transfers = [
            try Transfer(debit: .fees, credit: .pool, amount: MicroCredits(5), code: "fee", cause: 1),
            try Transfer(debit: .pool, credit: .held("ann"), amount: MicroCredits(5), code: "award", cause: 1),
        ]
        var book = Fixture.book()
        let posting = try Posting(reason: "r", transfers: transfers, moves: [RewardMove(id, .hold(claim, until: until, cleared: true))])
        #expect(throws: RewardRefusal.self) { try book.apply(posting, at: Timestamp(seconds: 0), position: 9) }
        let refused = try Posting(
            reason: "r",
            transfers: [transfers[0], try Transfer(debit: .pool, credit: .treasury, amount: MicroCredits(5), code: "discount", cause: 1)],
            moves: [RewardMove(id, .refuse(claim))])
        try book.apply(refused, at: Timestamp(seconds: 0), position: 9)
        #expect(book[id]?.state == .rejected)
        let text = String(decoding: refused.draft(at: Timestamp(seconds: 0)).body, as: UTF8.self)
        #expect(throws: PostingError.self) { try Posting(decoding: Array(text.replacing("\"discount\":1,", with: "\"discount\":0,").utf8)) }
        #expect(text.contains("\"discount\":1,"))
    }

    @Test("Random worlds settled in the ledger hold what the run says, whatever is discounted", arguments: 1...15 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var world = ScreenedWorld()
        for index in 0..<6 {
            try world.submit("s\(index)", by: "p\(index % 3)", random.choice([.clear, .clear, .hold, .reject] as [Outcome]) ?? .clear)
            if random.chance(0.5) { world.discount(Int64(random.int(in: 1..<1_000_001))) }
        }
        for _ in 0..<12 {
            try world.retrieve((0..<random.int(in: 0..<4)).map { _ in ("s\(random.int(in: 0..<6))", nil) }, fee: Int64(random.int(in: 0..<9000)))
            if random.chance(0.3) { world.discount(Int64(random.int(in: 1..<1_000_001))) }
        }
        try world.interact(to: "p0", claims: Int64(random.int(in: 1..<900)))
        world.discount(Int64(random.int(in: 1..<1_000_001)))
        let store = try world.store()
        let statement = PayoutRun(try ScreenedLedger(reading: store), policy: policy).result
        try commit(store)
        #expect(try LedgerVerifier.verify(store).fault == nil, "seed \(seed)")
        let accounts = try RewardBook(folding: store).accounts
        for name in ["p0", "p1", "p2"] {
            let due = statement.rows.filter { $0.participant == name }.map { $0.paid + $0.held }.sum()
            #expect(accounts.balance(.held(name)) == due, "seed \(seed)")
        }
        #expect(accounts.balance(.treasury) == statement.treasury + statement.rejected, "seed \(seed)")
        #expect(accounts.balance(.fees) == -statement.fees && accounts.balance(.pool) == .zero, "seed \(seed)")
        let kept = try RewardBook(folding: store).allRewards.filter { $0.claim.discount != nil }.map(\.claim.amount).sum()
        #expect(kept == statement.discounted, "seed \(seed)")
    }
}
