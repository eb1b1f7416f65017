import CanonicalJSON
import Contributions
import Testing

@testable import Ledger
@testable import Rewards
@testable import Screening

/// What a program that gets round the compiler would write: rewards with sound digests and sound sums, and no verdict behind them.
@Suite("A reward without its verdict is refused by verify") struct ForgedRewardTests {
    private static let until = Timestamp(seconds: 10)

    private static func posting(verdict: Int?, cleared: Bool = true) throws -> Posting {
        let claim = RewardClaim(
            participant: "mallory", role: "contributor", source: "s", amount: MicroCredits(7), because: 0, verdict: verdict)
        return try Posting(
            reason: "settlement",
            transfers: [
                try Transfer(debit: .fees, credit: .pool, amount: MicroCredits(7), code: "fee", cause: 0),
                try Transfer(debit: .pool, credit: .held("mallory"), amount: MicroCredits(7), code: "award", cause: 0),
            ], moves: [RewardMove(RewardID(event: 0, line: 0), .hold(claim, until: until, cleared: cleared))])
    }

    /// Two events, what stands between, and a posting that holds a reward for it.
    private static func ledger(_ between: [EntryBody], _ posting: Posting) throws -> InMemoryLedgerStore {
        let store = InMemoryLedgerStore()
        try store.append([EntryDraft(try Fixture.event(0)), EntryDraft(try Fixture.event(1))])
        try store.append(between.map { EntryDraft($0, at: Timestamp(seconds: 0)) })
        try store.append([EntryDraft(kind: .posting, time: Timestamp(seconds: 0), body: posting.body)])
        return store
    }

    private static func requireFault(_ store: InMemoryLedgerStore, at position: Int) throws {
        // Every digest and every sum is sound.
        #expect(try LedgerVerifier.verify(store).fault == nil)
        let fault = try #require(try RewardBook.fault(in: store))
        #expect(fault.kind == .unfoundedReward && fault.position == position, "\(fault)")
    }

    @Test("with no verdict in the ledger, named or not")
    func none() throws {
        try Self.requireFault(try Self.ledger([], try Self.posting(verdict: nil)), at: 2)
        try Self.requireFault(try Self.ledger([], try Self.posting(verdict: 0)), at: 2)
    }

    @Test("with the verdict on another event, or one that does not clear")
    func wrong() throws {
        let other = EntryBody.verdict(Fixture.verdict(on: 1))
        try Self.requireFault(try Self.ledger([other], try Self.posting(verdict: 2)), at: 3)
        let held = EntryBody.verdict(Fixture.verdict(on: 0, .hold))
        try Self.requireFault(try Self.ledger([held], try Self.posting(verdict: 2)), at: 3)
    }

    @Test("with a clear verdict that was revised before")
    func revised() throws {
        let verdicts: [EntryBody] = [.verdict(Fixture.verdict(on: 0)), .verdict(Fixture.verdict(on: 0, .hold, revises: 2))]
        try Self.requireFault(try Self.ledger(verdicts, try Self.posting(verdict: 2)), at: 4)
    }

    @Test("made final by the passing of time after its verdict was revised")
    func finalised() throws {
        let store = try Self.ledger([.verdict(Fixture.verdict(on: 0))], try Self.posting(verdict: 2))
        try store.append([EntryDraft(.verdict(Fixture.verdict(on: 0, .reject, revises: 2)), at: Timestamp(seconds: 1))])
        #expect(try RewardBook.fault(in: store) == nil)
        let post = try Posting(
            reason: "the challenge window ended unchallenged",
            transfers: [try Transfer(debit: .held("mallory"), credit: .payable("mallory"), amount: MicroCredits(7), code: "post", cause: 0)],
            moves: [RewardMove(RewardID(event: 0, line: 0), .post(MicroCredits(7)))])
        try store.append([EntryDraft(kind: .posting, time: Self.until, body: post.body)])
        try Self.requireFault(store, at: 5)
    }

    @Test("and one that names its clear verdict is sound")
    func control() throws {
        let store = try Self.ledger([.verdict(Fixture.verdict(on: 0))], try Self.posting(verdict: 2))
        #expect(try RewardBook.fault(in: store) == nil)
    }
}
