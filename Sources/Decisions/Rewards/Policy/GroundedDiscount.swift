internal import Contributions
internal import Ledger
internal import Screening

/// A discount, and the event in whose verdict it stands.
struct GroundedDiscount: Hashable {
    let discount: Discount
    let event: LedgerPosition

    /// Discounts do not multiply: of two the larger applies, and of equal ones the first.
    static func larger(_ first: GroundedDiscount?, _ second: GroundedDiscount?) -> GroundedDiscount? {
        guard let first, let second else { return first ?? second }
        return second.discount > first.discount ? second : first
    }
}

extension ScreenedEvent {
    /// What its own verdict keeps back.
    var ownDiscount: GroundedDiscount? { discount.map { GroundedDiscount(discount: $0, event: record.position) } }
}
