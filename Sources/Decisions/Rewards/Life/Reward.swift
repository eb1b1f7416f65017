public import Contributions
public import Ledger

/// One reward as the entries left it.
public struct Reward: Hashable, Sendable {
    public let id: RewardID
    public let claim: RewardClaim
    public internal(set) var state: RewardState
    /// Whether the fraud layer or a person let it through: only then does the end of its window make it final.
    public internal(set) var isCleared: Bool
    /// Whether it was held when it was proposed, and not refused.
    public internal(set) var wasHeld: Bool
    /// Whether a person decided on it; then no verdict moves it any more.
    public internal(set) var isDecided = false
    /// What became payable, once it is final.
    public internal(set) var finalAmount: MicroCredits?
    /// What was written off of the debt that its clawback left.
    public internal(set) var forgiven = MicroCredits.zero
    /// Who disputed the last decision.
    public internal(set) var disputer: String?
    /// Where the settlement that proposed it begins: its entry keeps the policy.
    public internal(set) var settlement: LedgerPosition

    /// True where it still stands as the fraud layer left it, so that a revised verdict changes it.
    public var followsVerdict: Bool {
        switch state {
        case .held, .rejected: !isDecided
        default: false
        }
    }
}
