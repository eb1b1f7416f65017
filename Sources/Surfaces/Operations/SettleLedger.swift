public import Contributions
public import Ledger
public import Rewards
internal import Screening

/// Settles what was screened, and moves rewards by the passing of time. Before either, claims follow the verdicts that were revised since.
public enum SettleLedger {
    /// Why a settlement could not be made; nothing was written.
    public enum Failure: Error {
        case refused(RewardRefusal)
        case store(LedgerError)
    }

    /// What a settlement came to.
    public struct Settlement: Sendable {
        /// What it pays and withholds; nil where nothing was screened since the last one.
        public let statement: PayoutStatement?
        public let windowEnd: Timestamp?
        public let entries: Int
        /// Events whose claims were made anew because a verdict was revised.
        public let restated: Int
    }

    /// What the passing of time brought about.
    public struct Finalization: Sendable {
        public let time: Timestamp
        public let decidedByLabel: Int
        public let final: Int
        public let amount: MicroCredits
        public let escalated: Int
        /// Events whose claims were made anew because a verdict was revised.
        public let restated: Int
        /// Rewards whose window has ended, and that wait because events from before its end have not been screened.
        public let waiting: Int
        public let entries: Int
    }

    /// What a policy would pay of everything that was screened; writes nothing.
    public static func dryRun(_ store: some LedgerStore, _ policy: PayoutPolicy) throws(Failure) -> PayoutStatement {
        let ledger = try reading { () throws(LedgerError) in try ScreenedLedger(reading: store) }
        do throws(RewardRefusal) { try SettlementPlan.requireSums(ledger) } catch { throw .refused(error) }
        return PayoutRun(ledger, policy: policy).result
    }

    /// Proposes rewards for what was screened since the last settlement.
    public static func commit(_ store: some LedgerStore, _ policy: PayoutPolicy) throws(Failure) -> Settlement {
        var book = try reading { () throws(LedgerError) in try RewardBook(folding: store) }
        let ledger = try reading { () throws(LedgerError) in try ScreenedLedger(reading: store) }
        let time = store.headTime ?? Timestamp(seconds: 0)
        let restated = try restate(ledger, store, &book, at: time)
        try append(restated, store, at: time)
        let plan: SettlementPlan?
        let postings: [Posting]
        do throws(RewardRefusal) {
            plan = try SettlementPlan(ledger, book: book, policy: policy, watermark: store.count, at: time)
            postings = try plan.map { (plan) throws(RewardRefusal) in try book.plan(plan.command, at: time) } ?? []
        } catch { throw .refused(error) }
        try append(postings, store, at: time)
        return Settlement(
            statement: plan?.statement, windowEnd: plan.map { _ in policy.windowEnd(from: time) }, entries: postings.count, restated: restated.count)
    }

    /// Makes cleared rewards final whose window has ended and whose verdict is of record; escalates those that nobody cleared.
    ///
    /// - Parameters:
    ///   - now: a moment behind the ledger's newest entry, where one is meant.
    ///   - followsLabels: whether reviewers' labels that came in as events end holds first.
    public static func finalize(_ store: some LedgerStore, now: Timestamp?, followsLabels: Bool) throws(Failure) -> Finalization {
        var book = try reading { () throws(LedgerError) in try RewardBook(folding: store) }
        let time = max(now ?? Timestamp(seconds: 0), store.headTime ?? Timestamp(seconds: 0))
        var postings: [Posting] = []
        if !Restatement.openSettlements(book).isEmpty {
            let ledger = try reading { () throws(LedgerError) in try ScreenedLedger(reading: store) }
            postings = try restate(ledger, store, &book, at: time)
        }
        let restated = postings.count
        if followsLabels {
            let events = try reading { () throws(LedgerError) in try store.events() }
            for command in LabelRulings(events).commands(for: book) {
                postings += try carryOut(command, on: &book, at: time, position: store.count + postings.count)
            }
        }
        let decided = postings.count - restated
        let waiting = book.waitingForScreening(at: time).count
        let due = try carryOut(.finalize, on: &book, at: time, position: store.count + postings.count)
        postings += due
        try append(postings, store, at: time)
        let moves = due.flatMap(\.moves)
        let escalated = moves.count { $0.action == .escalate }
        return Finalization(
            time: time, decidedByLabel: decided, final: moves.count - escalated,
            amount: moves.map { if case .post(let amount) = $0.action { amount } else { MicroCredits.zero } }.sum(), escalated: escalated,
            restated: restated, waiting: waiting, entries: postings.count)
    }

    /// What revised verdicts change about open rewards, shown to the book.
    private static func restate(
        _ ledger: ScreenedLedger, _ store: some LedgerStore, _ book: inout RewardBook, at time: Timestamp
    ) throws(Failure) -> [Posting] {
        let open = Restatement.openSettlements(book)
        let policies = try reading { () throws(LedgerError) in try PayoutPolicy.recorded(at: open, in: store) }
        guard let command = Restatement.command(ledger, book: book, policies: policies) else { return [] }
        return try carryOut(command, on: &book, at: time, position: store.count)
    }

    /// Plans a command and shows the postings to the book, as the ledger will.
    public static func carryOut(
        _ command: RewardCommand, on book: inout RewardBook, at time: Timestamp, position: LedgerPosition
    ) throws(Failure) -> [Posting] {
        do throws(RewardRefusal) {
            let postings = try book.plan(command, at: time)
            for (offset, posting) in postings.enumerated() { try book.apply(posting, at: time, position: position + offset) }
            return postings
        } catch { throw .refused(error) }
    }

    private static func append(_ postings: [Posting], _ store: some LedgerStore, at time: Timestamp) throws(Failure) {
        guard !postings.isEmpty else { return }
        do throws(LedgerError) { try store.append(postings.map { $0.draft(at: time) }) } catch { throw .store(error) }
    }

    private static func reading<Value>(_ work: () throws(LedgerError) -> Value) throws(Failure) -> Value {
        do throws(LedgerError) { return try work() } catch { throw .store(error) }
    }
}
