public import Contributions
public import Ledger
public import Screening

/// What a settlement of the newly screened events would add to the ledger: a pure function of a ledger prefix and a policy.
///
/// An event is settled once: what a settlement takes are the events whose verdict stands behind the watermark of the one before.
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
    public init?(
        _ ledger: ScreenedLedger, book: RewardBook, policy: PayoutPolicy, watermark: LedgerPosition, at time: Timestamp
    ) throws(RewardRefusal) {
        guard ledger.verdictPositions.values.contains(where: { $0 >= book.settledThrough }) else { return nil }
        try Self.requireSums(ledger)
        var lines: [LedgerPosition: [MoneyLine]] = [:]
        var pooled = MicroCredits.zero
        let run = PayoutRun(ledger, policy: policy, settledThrough: book.settledThrough) { line in
            if line.kind != .asked { lines[line.position, default: []].append(line) }
        }
        statement = run.result
        var events: [EventSettlement] = []
        var lastPriced: LedgerPosition?
        for event in ledger.events where ledger.verdictPositions[event.record.position] ?? 0 >= book.settledThrough {
            let (position, fee) = (event.record.position, event.record.event.fee)
            // What discounts keep stands last, so that the numbers of rewards are those that there would be without them.
            let all = lines[position] ?? []
            let own = all.filter { $0.kind != .discounted } + all.filter { $0.kind == .discounted }
            guard fee > .zero || !own.isEmpty else { continue }
            let poolShare = fee.flooredShare(policy.interactionPPM, of: PayoutPolicy.wholePPM)
            let given = own.map(\.amount).sum()
            if fee > .zero { lastPriced = position }
            pooled += fee > .zero ? poolShare : -given
            events.append(
                EventSettlement(
                    event: position, fee: fee, claims: own.map { Self.claim($0, ledger) }, remainder: fee > .zero ? fee - poolShare - given : .zero,
                    reason: fee > .zero ? "fee shared by policy \(policy.name) \(policy.version)" : "share of the pool for interactions"))
        }
        // Interactions draw on the pool that the fees filled, so they come after all of them.
        events = events.filter { $0.fee > .zero } + events.filter { $0.fee == .zero }
        if pooled > .zero, let lastPriced {
            events.append(
                EventSettlement(event: lastPriced, fee: .zero, claims: [], remainder: pooled, reason: "what no interaction claimed of the pool"))
        }
        command = .settle(SettlementTerms(policy: policy.json, watermark: watermark), events, until: policy.windowEnd(from: time))
    }

    private static func claim(_ line: MoneyLine, _ ledger: ScreenedLedger) -> (claim: RewardClaim, standing: EventSettlement.Standing) {
        let claim = RewardClaim(
            participant: line.participant, role: line.role, source: line.source, amount: line.amount, because: line.because,
            verdict: ledger.verdictPositions[line.because], discount: line.discount)
        switch line.kind {
        case .asked, .paid: return (claim, .clear)
        case .held: return (claim, .hold)
        case .rejected, .discounted: return (claim, .reject)
        }
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
