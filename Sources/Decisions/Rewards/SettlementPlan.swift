public import Contributions
public import Ledger
public import Screening

/// What a settlement of the newly screened events would add to the ledger: a pure function of a ledger prefix and a policy.
///
/// An event is settled once: what a settlement takes are the events whose first verdict stands behind the watermark of the one before.
public struct SettlementPlan: Sendable {
    public let command: RewardCommand
    /// What the run pays and withholds.
    public let statement: PayoutStatement

    /// Nil where no event was screened since the last settlement.
    ///
    /// - Parameters:
    ///   - book: the fold of the same prefix.
    ///   - watermark: how many entries the prefix has; the settlement's first entry stands here.
    ///   - time: the ledger time, at which the challenge window begins.
    ///   - statesWindow: false for a settlement as it was before windows ended at midnight.
    public init?(
        _ ledger: ScreenedLedger, book: RewardBook, policy: PayoutPolicy, watermark: LedgerPosition, at time: Timestamp, statesWindow: Bool = true
    ) throws(RewardRefusal) {
        guard ledger.firstVerdicts.values.contains(where: { $0 >= book.settledThrough }) else { return nil }
        try Self.requireSums(ledger)
        let split = EventSplits(ledger, policy: policy, decidedAt: book.settledThrough..<Int.max)
        statement = split.statement
        let until = statesWindow ? policy.windowEnd(from: time) : policy.plainWindowEnd(from: time)
        command = .settle(
            SettlementTerms(policy: policy.json, watermark: watermark, until: statesWindow ? until : nil), split.settlements(ledger, policy),
            until: until)
    }

    /// Sums in 128 bits what a payout run sums in 64, so that amounts which no longer fit are refused and not a crash.
    public static func requireSums(_ ledger: ScreenedLedger) throws(RewardRefusal) { try requireSums(ledger, atMost: Int128(Int64.max)) }

    static func requireSums(_ ledger: ScreenedLedger, atMost limit: Int128) throws(RewardRefusal) {
        var fees = Int128(0)
        var claims = Int128(0)
        for event in ledger.events {
            fees += Int128(event.record.event.fee.micros)
            if case .interaction(let interaction) = event.record.event.payload { claims += Int128(interaction.amount?.micros ?? 0) }
        }
        if max(fees, claims) > limit { throw .accounts(.overflow(fees > claims ? .fees : .pool)) }
    }
}
