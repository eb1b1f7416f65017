public import Contributions

/// One amount of a payout run, for reports and measurements: which event gave it, for what, to whom.
public struct MoneyLine: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case asked, paid, held, rejected
        /// Kept back by a discount: a part of the treasury.
        case discounted
    }

    /// Position of the event's entry.
    public let position: Int
    /// The submission, adapter or participant that was credited; the resource's name for an interaction.
    public let source: String
    public let participant: String
    public let role: String
    public let kind: Kind
    public let amount: MicroCredits
    /// Position of the event whose verdict decided it: the one that earns, or the one that brought what was credited.
    public let because: Int
    /// For what a discount keeps back: the discount.
    public let discount: Discount?
}

extension PayoutStatement.Row {
    mutating func add(_ kind: MoneyLine.Kind, _ amount: MicroCredits) {
        switch kind {
        case .asked: asked += amount
        case .paid: paid += amount
        case .held: held += amount
        case .rejected: rejected += amount
        case .discounted: discounted += amount
        }
    }
}
