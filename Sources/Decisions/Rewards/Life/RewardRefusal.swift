public import Contributions
public import Ledger

/// Why a command or a posting is refused; nothing has changed.
public enum RewardRefusal: Error, Hashable, Sendable {
    case unknownReward(RewardID)
    /// The reward was proposed before: an event is settled once.
    case alreadyProposed(RewardID)
    case move(RewardID, RewardState.MoveError)
    /// The end of its window does not make a reward final that nobody cleared.
    case notCleared(RewardID)
    case alreadyCleared(RewardID)
    /// The claim names no verdict of record, or is cleared although that is not clear.
    case restsOnNoVerdict(RewardID)
    /// The verdict that let it through was revised, and nobody released it.
    case revised(RewardID)
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
        case .restsOnNoVerdict(let id): "\(id) does not name the verdict of record that lets it stand as it does"
        case .revised(let id): "the verdict on \(id) was revised: it is no longer clear, and nobody has released the reward"
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
