public import Contributions

/// What a payout gives and withholds, to the micro-credit.
public struct PayoutStatement: Hashable, Sendable {
    /// One participant in one role.
    public struct Row: Hashable, Sendable {
        public let participant: String
        public let role: String
        /// What the same split would have paid with no fraud layer: every event clear, no clustering.
        public var asked = MicroCredits.zero
        public var paid = MicroCredits.zero
        /// Withheld until a review, an appeal or a deadline.
        public var held = MicroCredits.zero
        /// What the rules refused; it stays with the platform, apart from the treasury.
        public var rejected = MicroCredits.zero
        /// What discounts kept back; the treasury has it.
        public var discounted = MicroCredits.zero
    }

    /// Nothing came in, nobody is paid.
    public init() {}

    /// Sorted by participant, then role.
    public internal(set) var rows: [Row] = []
    public internal(set) var fees = MicroCredits.zero
    /// What remains of the fees: the platform's share, roundings, discounts and unowned claims.
    public internal(set) var treasury = MicroCredits.zero
    /// Of the treasury: claims on sources that nobody in the ledger owns.
    public internal(set) var unowned = MicroCredits.zero
    /// Of the treasury: what discounts kept back.
    public internal(set) var discounted = MicroCredits.zero
    /// Priced events by what became of them.
    public internal(set) var eventsPriced = 0
    /// Events still without a verdict; they take no part.
    public internal(set) var eventsPending = 0

    public var asked: MicroCredits { rows.map(\.asked).sum() }
    public var paid: MicroCredits { rows.map(\.paid).sum() }
    public var held: MicroCredits { rows.map(\.held).sum() }
    public var rejected: MicroCredits { rows.map(\.rejected).sum() }

    /// Every micro-credit that came in is paid, held, rejected or in the treasury.
    public var isConserved: Bool { fees == paid + held + rejected + treasury && treasury >= .zero }
}
