public import Contributions
public import Ledger

/// One participant's accounts as lines that add up: a fold over postings.
///
/// Each account's amounts add up from its opening to its closing balance. `refused` is no money of the participant: it sums up what was
/// claimed and refused or kept by a discount, so that every deduction has its line.
public struct AccountStatement: Hashable, Sendable {
    /// A column of the statement.
    public enum Account: String, Hashable, Sendable, CaseIterable { case held, payable, paid, debt, refused }

    public struct Line: Hashable, Sendable {
        /// The entry that moved the money.
        public let entry: LedgerPosition
        public let time: Timestamp
        /// The move or the code of the transfer, e.g. `award`, `void`, `dispute`.
        public let what: String
        public let reward: RewardID?
        /// The submission or other thing that was credited.
        public let source: String?
        /// The event that earned, and the one whose verdict decided; nil for payouts.
        public let event: LedgerPosition?
        public let because: LedgerPosition?
        public let reason: String
        public let by: String?
        public let account: Account
        public let amount: Int64
        /// Of the account, after this line.
        public let balance: Int64
        /// What the house owes after this line: held and payable less debt.
        public let total: Int64
    }

    public private(set) var participant: String
    public private(set) var opening: [Account: Int64] = [:]
    public private(set) var closing: [Account: Int64] = [:]
    public private(set) var lines: [Line] = []
    private var range: ClosedRange<Timestamp>

    /// What is held and payable less what is owed.
    public static func total(_ balances: [Account: Int64]) -> Int64 {
        (balances[.held] ?? 0) &+ (balances[.payable] ?? 0) &- (balances[.debt] ?? 0)
    }

    /// - Parameter range: lines outside it are left out; those before it make the opening balances, those after it are ignored.
    public init(
        of participant: String, folding store: some LedgerStore,
        in range: ClosedRange<Timestamp> = Timestamp(microseconds: .min)...Timestamp(microseconds: .max)
    ) throws(LedgerError) {
        self.participant = participant
        self.range = range
        var book = RewardBook()
        var statement = self
        var failure: LedgerError?
        try store.visit(from: 0) { entry in
            do throws(RewardRefusal) {
                try book.apply(entry)
                if case .posting(let posting)? = entry.kind == .posting ? try? entry.decoded() : nil { statement.take(posting, entry, book) }
                return true
            } catch {
                failure = LedgerError(
                    .corrupt, cause: "entry \(entry.position): \(error.cause)", hint: "run `assay ledger verify`", position: entry.position)
                return false
            }
        }
        if let failure { throw failure }
        self = statement
    }

    private mutating func take(_ posting: Posting, _ entry: LedgerEntry, _ book: RewardBook) {
        guard entry.time <= range.upperBound else { return }
        // The transfers of a posting stand in the order of its moves, and each names the event of its reward.
        var transfers = posting.transfers.filter { $0.debit.participant != nil || $0.credit.participant != nil }[...]
        for move in posting.moves {
            guard let reward = book[move.reward] else { continue }
            let claim = reward.claim
            let own = Self.takeTransfers(of: move, reward, from: &transfers)
            guard claim.participant == participant else { continue }
            let before = lines.count
            var wrote = false
            for transfer in own { wrote = add(transfer, posting, entry, move.reward, claim) || wrote }
            switch move.action {
            case .refuse: write(.refused, claim.amount.micros, TransferCode.refusal(of: claim), posting, entry, move.reward, claim)
            case .void: write(.refused, claim.amount.micros, "refused", posting, entry, move.reward, claim)
            case .withdraw where !reward.wasHeld:
                write(.refused, 0 &- claim.amount.micros, TransferCode.withdrawn, posting, entry, move.reward, claim)
            case .overturn where book[move.reward]?.state == .overturned:
                write(.refused, 0 &- claim.amount.micros, "overturn", posting, entry, move.reward, claim)
            default: if !wrote, lines.count == before { write(.held, 0, move.action.name, posting, entry, move.reward, claim) }
            }
        }
        for transfer in transfers { _ = add(transfer, posting, entry, nil, nil) }
    }

    /// The transfers that this move gave: the next ones, up to the amount that it moves.
    private static func takeTransfers(of move: RewardMove, _ reward: Reward, from rest: inout ArraySlice<Transfer>) -> [Transfer] {
        var due: Int64 =
            switch move.action {
            case .hold, .post, .void: reward.claim.amount.micros
            case .withdraw: reward.wasHeld ? reward.claim.amount.micros : 0
            case .clawBack: reward.finalAmount?.micros ?? 0
            case .writeOff(let amount): amount.micros
            case .overturn: (reward.state == .overturned ? reward.claim.amount : reward.finalAmount)?.micros ?? 0
            case .refuse, .release, .escalate, .dispute, .uphold: 0
            }
        var own: [Transfer] = []
        while due > 0, let next = rest.first {
            // What was written off before is not reinstated, so that less may follow than the reward was worth.
            if case .overturn = move.action, next.code != TransferCode.reinstate { break }
            own.append(rest.removeFirst())
            due -= next.amount.micros
        }
        return own
    }

    private mutating func add(_ transfer: Transfer, _ posting: Posting, _ entry: LedgerEntry, _ reward: RewardID?, _ claim: RewardClaim?) -> Bool {
        var wrote = false
        for (name, sign) in [(transfer.debit, Int64(-1)), (transfer.credit, 1)] where name.participant == participant {
            let (account, amount): (Account, Int64) =
                switch name {
                case .held: (.held, sign * transfer.amount.micros)
                case .payable: (.payable, sign * transfer.amount.micros)
                case .paid: (.paid, sign * transfer.amount.micros)
                // The account stands below zero by the debt.
                default: (.debt, -sign * transfer.amount.micros)
                }
            write(account, amount, transfer.code, posting, entry, reward, claim)
            wrote = true
        }
        return wrote
    }

    private mutating func write(
        _ account: Account, _ amount: Int64, _ what: String, _ posting: Posting, _ entry: LedgerEntry, _ reward: RewardID?, _ claim: RewardClaim?
    ) {
        closing[account, default: 0] &+= amount
        guard entry.time >= range.lowerBound else {
            opening = closing
            return
        }
        lines.append(
            Line(
                entry: entry.position, time: entry.time, what: what, reward: reward, source: claim?.source, event: reward?.event,
                because: claim?.because, reason: posting.reason, by: posting.by, account: account, amount: amount,
                balance: closing[account] ?? 0, total: Self.total(closing)))
    }
}
