import CanonicalJSON
import Contributions
import Ledger
import Numerics
import Rules
import Screening
import Testing

@testable import Rewards

private let policy = PayoutPolicy(
    name: "test", version: 1, retrievalPPM: 800_000, inferencePPM: 500_000, interactionPPM: 100_000, copies: .earliest, challengeWindowDays: 14)

@Suite("Settlements in the ledger") struct SettlementPlanTests {
    private func plan(_ store: InMemoryLedgerStore, _ book: RewardBook) throws -> SettlementPlan? {
        try SettlementPlan(
            try ScreenedLedger(reading: store), book: book, policy: policy, watermark: store.count, at: store.headTime ?? Timestamp(seconds: 0))
    }

    /// Settles what is due; false where nothing is.
    private func commit(_ store: InMemoryLedgerStore) throws -> PayoutStatement? {
        let book = try RewardBook(folding: store)
        guard let plan = try plan(store, book) else { return nil }
        let time = store.headTime ?? Timestamp(seconds: 0)
        try store.append(try book.plan(plan.command, at: time).map { $0.draft(at: time) })
        #expect(try LedgerVerifier.verify(store).fault == nil)
        return plan.statement
    }

    @Test("accounts hold what the run says, and committing again changes nothing")
    func commitTwice() throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann")
        try world.submit("s2", by: "bob", .hold)
        try world.submit("s3", by: "cyn", .reject)
        try world.retrieve([("s1", nil), ("s2", nil), ("s3", nil)], fee: 1100)
        try world.interact(to: "agent", claims: 30)
        let store = try world.store()
        let statement = try #require(try commit(store))
        let digest = store.headDigest
        #expect(try commit(store) == nil && store.headDigest == digest)
        let book = try RewardBook(folding: store)
        #expect(book.accounts.balance(.held("ann")) == statement.rows.first { $0.participant == "ann" }?.paid)
        #expect(book.accounts.balance(.held("bob")) == statement.rows.first { $0.participant == "bob" }?.held)
        #expect(book.accounts.balance(.held("agent")) == MicroCredits(30))
        #expect(book.accounts.balance(.treasury) == statement.treasury + statement.rejected)
        #expect(book.accounts.balance(.pool) == .zero && book.accounts.balance(.fees) == -statement.fees)
        // The cause that a contributor is told is the submission that the rule fired on.
        #expect(book.allRewards.first { $0.claim.participant == "bob" }?.claim.because == 1)
        #expect(book.allRewards.first { $0.claim.participant == "cyn" }?.state == .rejected)
    }

    @Test("only what was screened since is settled, whatever the batches", arguments: 1...12 as ClosedRange<UInt64>)
    func increments(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var world = ScreenedWorld()
        for index in 0..<6 { try world.submit("s\(index)", by: "p\(index % 3)", random.chance(0.7) ? .clear : .hold) }
        for _ in 0..<20 {
            try world.retrieve(
                (0..<random.int(in: 0..<4)).map { _ in ("s\(random.int(in: 0..<6))", nil) }, fee: Int64(random.int(in: 0..<9000)),
                random.choice([.clear, .hold, .reject]) ?? .clear)
        }
        let whole = try world.store()
        let statement = try #require(try commit(whole))
        let parts = InMemoryLedgerStore()
        var settled = 0
        try world.append(to: parts, inBatchesOf: random.int(in: 1..<9)) { if try commit(parts) != nil { settled += 1 } }
        #expect(settled > 1, "seed \(seed)")
        let (one, many) = (try RewardBook(folding: whole), try RewardBook(folding: parts))
        // Without interactions the split of an event does not depend on its batch.
        #expect(one.accounts == many.accounts, "seed \(seed)")
        #expect(one.accounts.balance(.fees) == -statement.fees)
        #expect(one.allRewards.map(\.claim.amount) == many.allRewards.map(\.claim.amount), "seed \(seed)")
    }

    @Test("every reward names the entry of the verdict that decided it, before its settlement")
    func verdicts() throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann")
        try world.submit("s2", by: "bob", .hold)
        try world.submit("s3", by: "cyn", .reject)
        try world.retrieve([("s1", nil), ("s2", nil), ("s3", nil)], fee: 1000)
        let store = try world.store()
        let time = try #require(store.headTime)
        let plan = try #require(
            try SettlementPlan(
                try ScreenedLedger(reading: store), book: RewardBook(),
                policy: PayoutPolicy(
                    name: "p", version: 1, retrievalPPM: 700_000, inferencePPM: 700_000, interactionPPM: 0, copies: .earliest, challengeWindowDays: 1),
                watermark: store.count, at: time))
        try store.append(try RewardBook(folding: store).plan(plan.command, at: time).map { $0.draft(at: time) })
        let rewards = try RewardBook(folding: store).allRewards
        #expect(rewards.count == 3)
        for reward in rewards {
            let verdict = try #require(reward.claim.verdict)
            let entry = try #require(try store.entry(at: verdict))
            guard case .verdict(let body) = try entry.decoded() else {
                Issue.record("entry \(verdict) is no verdict")
                continue
            }
            #expect(body.position == reward.claim.because)
        }
    }

    @Test("fees or claims that together exceed what an amount holds are refused before they are summed")
    func overflow() throws {
        var world = ScreenedWorld()
        for _ in 0..<3 { try world.retrieve([], fee: MicroCredits.maximumPerEvent.micros) }
        try world.interact(to: "agent", claims: 7)
        let (ledger, sum) = (try world.screened(), 3 * Int128(MicroCredits.maximumPerEvent.micros))
        try SettlementPlan.requireSums(ledger, atMost: sum)
        #expect(throws: RewardRefusal.accounts(.overflow(.fees))) { try SettlementPlan.requireSums(ledger, atMost: sum - 1) }
        try SettlementPlan.requireSums(ledger)
    }

    @Test("a policy is read back from what a settlement recorded, and nothing else is")
    func policyJSON() throws {
        #expect(PayoutPolicy(json: policy.json) == policy)
        for (key, value) in [("retrieval_ppm", 950_000), ("interaction_ppm", -1), ("challenge_window_days", 9_999_999), ("note", 1)]
            as [(String, Int64)]
        {
            var object = try #require(policy.json.objectValue)
            object[key] = .integer(value)
            #expect(PayoutPolicy(json: .object(object)) == nil, "\(key)")
        }
    }

    @Test("a label ends the hold on what it names; contradicting labels and one's own label end nothing")
    func labels() throws {
        var world = ScreenedWorld()
        try world.submit("s1", by: "ann", .hold)
        try world.submit("s2", by: "bob", .hold)
        try world.submit("s3", by: "cyn", .hold)
        try world.submit("s4", by: "dan", .hold)
        try world.retrieve([("s1", nil), ("s2", nil), ("s3", nil), ("s4", nil)], fee: 10_000)
        try world.label("s1", honest: true, by: "rae")
        try world.label("s2", honest: false, by: "rae")
        try world.label("s3", honest: true, by: "rae")
        try world.label("s3", honest: false, by: "sol")
        try world.label("s4", honest: true, by: "dan")
        let store = try world.store()
        _ = try commit(store)
        var book = try RewardBook(folding: store)
        let commands = LabelRulings(try store.events()).commands(for: book)
        #expect(commands.count == 2)
        let time = try #require(store.headTime)
        for command in commands {
            for posting in try book.plan(command, at: time) { try book.apply(posting, at: time, position: store.count) }
        }
        let states = Dictionary(uniqueKeysWithValues: book.allRewards.map { ($0.claim.participant, $0) })
        #expect(states["ann"]?.isCleared == true && states["bob"]?.state == .rejected)
        #expect(states["cyn"]?.isCleared == false && states["dan"]?.isCleared == false)
        #expect(LabelRulings(try store.events()).commands(for: book).isEmpty)
    }
}
