public import Contributions

/// One reward as the entries left it.
public struct Reward: Hashable, Sendable {
    public let id: RewardID
    public let claim: RewardClaim
    public internal(set) var state: RewardState
    /// Whether the fraud layer or a person let it through: only then does the end of its window make it final.
    public internal(set) var isCleared: Bool
    /// What became payable, once it is final.
    public internal(set) var finalAmount: MicroCredits?
    /// What was written off of the debt that its clawback left.
    public internal(set) var forgiven: MicroCredits
    /// Who disputed the last decision.
    public internal(set) var disputer: String?
    /// Where the settlement that proposed it begins: its entry keeps the policy.
    public internal(set) var settlement: LedgerPosition
}

/// Accounts and rewards together: the fold over postings that every store shares. Pure: no store, no clock.
///
/// `plan` (RewardBook+Plan) turns a command into postings or a refusal; `apply` takes a posting in only where its moves are legal and its
/// transfers are exactly those that follow from the moves. So what a fold accepts is what a plan would have written.
public struct RewardBook: Hashable, Sendable {
    public private(set) var accounts = AccountBook()
    var rewards: [RewardID: Reward] = [:]
    /// Events whose fee came in.
    private var feesTaken: Set<LedgerPosition> = []
    /// Events whose verdicts stand before this entry are settled.
    public private(set) var settledThrough: LedgerPosition = 0
    public private(set) var settlementCount = 0

    public init() {}

    public subscript(id: RewardID) -> Reward? { rewards[id] }

    /// All rewards, sorted by id. O(n log n).
    public var allRewards: [Reward] { rewards.values.sorted { $0.id < $1.id } }

    /// Takes a posting in, or leaves everything as it was. O(moves + transfers).
    ///
    /// - Parameters:
    ///   - time: the ledger time of its entry.
    ///   - position: the place of its entry; every cause is before it.
    public mutating func apply(_ posting: Posting, at time: Timestamp, position: LedgerPosition) throws(RewardRefusal) {
        if let early = posting.transfers.first(where: { $0.cause >= position }) { throw .causeNotBefore(early.cause) }
        if let terms = posting.settlement, terms.watermark > position || terms.watermark < settledThrough {
            throw .settlementOutOfOrder(watermark: terms.watermark)
        }
        var fees: [LedgerPosition] = []
        var others: [Transfer] = []
        for transfer in posting.transfers {
            switch (transfer.code, transfer.debit, transfer.credit) {
            case (TransferCode.fee, .fees, .pool):
                guard !feesTaken.contains(transfer.cause), !fees.contains(transfer.cause) else { throw .feeTakenTwice(transfer.cause) }
                fees.append(transfer.cause)
            case (TransferCode.remainder, .pool, .treasury): break
            default: others.append(transfer)
            }
        }
        if posting.moves.isEmpty, others.count == 1, posting.by != nil, TransferCode.isPayout(others[0]) { others = [] }
        let (changed, transfers) = try outcome(of: posting.moves, by: posting.by, at: time)
        guard transfers == others else { throw .transfersDoNotFollow }
        if let late = changed.values.map({ max($0.claim.because, $0.id.event, $0.claim.verdict ?? 0) }).filter({ $0 >= position }).min() {
            throw .causeNotBefore(late)
        }
        if !posting.transfers.isEmpty {
            do throws(PostingError) { try accounts.apply(posting) } catch { throw .accounts(error) }
        }
        for (id, reward) in changed { rewards[id] = reward }
        feesTaken.formUnion(fees)
        if let terms = posting.settlement {
            settledThrough = terms.watermark
            settlementCount += 1
        }
    }

    /// The rewards that moves change and the transfers that follow from them. In a function of its own, so that no copy of the book is
    /// alive when the book changes, which would copy its tables.
    func outcome(
        of moves: [RewardMove], by: String?, at time: Timestamp
    ) throws(RewardRefusal) -> (changed: [RewardID: Reward], transfers: [Transfer]) {
        guard !moves.isEmpty else { return ([:], []) }
        var step = RewardStep(book: self, time: time, by: by)
        for move in moves { try step.take(move) }
        return (step.changed, step.transfers)
    }

    /// Folds the entries before `end`.
    public init(folding store: some LedgerStore, below end: LedgerPosition = .max) throws(LedgerError) {
        var book = RewardBook()
        var failure: LedgerError?
        try store.visit(from: 0) { entry in
            guard entry.position < end else { return false }
            guard entry.kind == .posting else { return true }
            do throws(RewardRefusal) { try book.apply(entry) } catch {
                failure = LedgerError(
                    .corrupt, cause: "entry \(entry.position): \(error.cause)", hint: "no rule of this program writes such an entry",
                    position: entry.position)
                return false
            }
            return true
        }
        if let failure { throw failure }
        self = book
    }

    /// Takes in an entry of the kind `.posting`.
    public mutating func apply(_ entry: LedgerEntry) throws(RewardRefusal) {
        let posting: Posting
        do throws(PostingError) { posting = try Posting(decoding: entry.body) } catch { throw .accounts(error) }
        try apply(posting, at: entry.time, position: entry.position)
    }
}

/// The codes of the transfers that settlement writes.
public enum TransferCode {
    public static let fee = "fee"
    public static let remainder = "remainder"
    public static let refused = "refused"
    /// What a discount keeps back.
    public static let discount = "discount"
    public static let award = "award"
    public static let post = "post"
    public static let netting = "netting"
    public static let restore = "restore"
    public static let void = "void"
    public static let clawback = "clawback"
    public static let receivable = "receivable"
    public static let reinstate = "reinstate"
    public static let payout = "payout"
    public static let writeOff = "write-off"

    /// What the treasury gets a claim as that is refused when it is proposed.
    static func refusal(of claim: RewardClaim) -> String { claim.discount == nil ? refused : discount }

    static func isPayout(_ transfer: Transfer) -> Bool {
        guard transfer.code == payout, case .payable(let from) = transfer.debit, case .paid(let to) = transfer.credit else { return false }
        return from == to
    }
}

/// Why a command or a posting is refused; nothing has changed.
public enum RewardRefusal: Error, Hashable, Sendable {
    case unknownReward(RewardID)
    /// The reward was proposed before: an event is settled once.
    case alreadyProposed(RewardID)
    case move(RewardID, RewardState.MoveError)
    /// The end of its window does not make a reward final that nobody cleared.
    case notCleared(RewardID)
    case alreadyCleared(RewardID)
    case amountBeyondHeld(RewardID, MicroCredits)
    /// The reward's participant, or whoever raised the dispute, decides.
    case partial(RewardID, decider: String)
    case undecided(RewardID)
    case feeTakenTwice(LedgerPosition)
    case settlementOutOfOrder(watermark: LedgerPosition)
    case causeNotBefore(LedgerPosition)
    case transfersDoNotFollow
    case nothingPayable(String)
    case payoutBeyondPayable(String, MicroCredits)
    case noDebt(String)
    case writeOffBeyondDebt(RewardID, MicroCredits)
    /// An hour past the last that a ledger can write.
    case timeBeyondRange
    case accounts(PostingError)

    /// In words, for a diagnostic.
    public var cause: String {
        switch self {
        case .unknownReward(let id): "there is no reward \(id)"
        case .alreadyProposed(let id): "the reward \(id) was proposed before: an event is settled once"
        case .move(let id, let error): "\(id): \(error.cause)"
        case .notCleared(let id): "\(id) was held by the fraud layer, and nobody has cleared it"
        case .alreadyCleared(let id): "\(id) is cleared already and becomes final by itself when its window ends"
        case .amountBeyondHeld(let id, let amount): "\(amount) is not an amount that \(id) could be final with"
        case .partial(let id, let decider): "\(decider) has a part in \(id) and may not decide it"
        case .undecided(let id): "\(id) is moved by a decision, and nobody is named who made it"
        case .feeTakenTwice(let position): "the fee of entry \(position) came in before: an event is settled once"
        case .settlementOutOfOrder(let watermark): "a settlement of the entries before \(watermark) is not due here"
        case .causeNotBefore(let position): "a transfer names entry \(position) as its cause, which is not before it"
        case .transfersDoNotFollow: "its transfers are not the ones that follow from its moves"
        case .nothingPayable(let participant): "nothing is payable to \(participant)"
        case .payoutBeyondPayable(let participant, let amount): "\(amount) is not between nothing and what is payable to \(participant)"
        case .noDebt(let participant): "\(participant) owes nothing"
        case .writeOffBeyondDebt(let id, let amount): "\(amount) is not between nothing and what is still owed of \(id)"
        case .timeBeyondRange: "a time after the year 9999"
        case .accounts(let error): error.cause
        }
    }
}
