public import Contributions

extension FraudReport {
    /// Where the fees went. Every amount is in micro-credits and exact.
    public struct Money: Hashable, Sendable {
        public let fees: MicroCredits
        /// What the same split would have paid with no fraud layer: every event clear, no discount, no clustering of duplicates.
        public let asked: MicroCredits
        public let paid: MicroCredits
        public let held: MicroCredits
        public let rejected: MicroCredits
        /// What stays with the treasury: rounding, discounts and fees that nobody earned.
        public let treasury: MicroCredits
        /// Of the treasury: what discounts kept.
        public let discounted: MicroCredits
        /// Amounts that events claim but that no policy prices.
        public let unpriced: MicroCredits
        /// One row per participant and role, sorted by participant, then role.
        public let participants: [ParticipantMoney]

        public init(
            fees: MicroCredits, asked: MicroCredits, paid: MicroCredits, held: MicroCredits, rejected: MicroCredits, treasury: MicroCredits,
            discounted: MicroCredits = .zero, unpriced: MicroCredits = .zero, participants: [ParticipantMoney] = []
        ) {
            self.fees = fees
            self.asked = asked
            self.paid = paid
            self.held = held
            self.rejected = rejected
            self.treasury = treasury
            self.discounted = discounted
            self.unpriced = unpriced
            self.participants = participants.sorted { ($0.participant, $0.role) < ($1.participant, $1.role) }
        }
    }

    /// One participant's line of the payout in one role.
    public struct ParticipantMoney: Hashable, Sendable {
        public let participant: String
        public let role: String
        public let asked: MicroCredits
        public let paid: MicroCredits
        public let held: MicroCredits
        public let rejected: MicroCredits

        public init(
            participant: String, role: String, asked: MicroCredits, paid: MicroCredits, held: MicroCredits = .zero, rejected: MicroCredits = .zero
        ) {
            self.participant = participant
            self.role = role
            self.asked = asked
            self.paid = paid
            self.held = held
            self.rejected = rejected
        }

        /// What the fraud layer changed for this participant; negative where less is paid than asked. Saturates instead of trapping.
        public var change: MicroCredits {
            let (difference, overflow) = paid.micros.subtractingReportingOverflow(asked.micros)
            return MicroCredits(overflow ? (paid < asked ? .min : .max) : difference)
        }
    }
}

extension FraudReport.Money {
    /// Rows that are paid less than they asked, the largest loss first, ties by name.
    var losers: [FraudReport.ParticipantMoney] {
        participants.filter { $0.change < .zero }.sorted {
            $0.change != $1.change ? $0.change < $1.change : ($0.participant, $0.role) < ($1.participant, $1.role)
        }
    }

    /// Rows that are paid more than they asked, the largest gain first, ties by name.
    var gainers: [FraudReport.ParticipantMoney] {
        participants.filter { $0.change > .zero }.sorted {
            $0.change != $1.change ? $0.change > $1.change : ($0.participant, $0.role) < ($1.participant, $1.role)
        }
    }
}
