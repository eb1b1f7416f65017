internal import Contributions
internal import Ledger
internal import Screening

/// What a payout run gives and withholds, event by event.
struct EventSplits {
    let statement: PayoutStatement
    private let lines: [LedgerPosition: [MoneyLine]]
    private let range: Range<LedgerPosition>

    init(_ ledger: ScreenedLedger, policy: PayoutPolicy, decidedAt range: Range<LedgerPosition>) {
        var lines: [LedgerPosition: [MoneyLine]] = [:]
        let run = PayoutRun(ledger, policy: policy, decidedAt: range) { line in
            if line.kind != .asked { lines[line.position, default: []].append(line) }
        }
        statement = run.result
        self.lines = lines
        self.range = range
    }

    /// The lines of one event. What discounts keep stands last, so that the numbers of rewards are those that there would be without them.
    private func lines(of position: LedgerPosition) -> [MoneyLine] {
        let all = lines[position] ?? []
        return all.filter { $0.kind != .discounted } + all.filter { $0.kind == .discounted }
    }

    /// What one event brings; nil where that is nothing and nobody claims of it.
    func settlement(of event: ScreenedEvent, _ ledger: ScreenedLedger, _ policy: PayoutPolicy) -> EventSettlement? {
        let (position, fee) = (event.record.position, event.record.event.fee)
        let own = lines(of: position)
        guard fee > .zero || !own.isEmpty else { return nil }
        let poolShare = fee.flooredShare(policy.interactionPPM, of: PayoutPolicy.wholePPM)
        return EventSettlement(
            event: position, fee: fee, claims: own.map { Self.claim($0, event, ledger) },
            remainder: fee > .zero ? fee - poolShare - own.map(\.amount).sum() : .zero,
            reason: fee > .zero ? "fee shared by policy \(policy.name) \(policy.version)" : "share of the pool for interactions")
    }

    /// All events of the range, those that bring fees first: interactions draw on the pool that the fees filled.
    func settlements(_ ledger: ScreenedLedger, _ policy: PayoutPolicy) -> [EventSettlement] {
        var events: [EventSettlement] = []
        var pooled = MicroCredits.zero
        var lastPriced: LedgerPosition?
        for event in ledger.events where range.contains(ledger.firstVerdicts[event.record.position] ?? 0) {
            guard let settlement = settlement(of: event, ledger, policy) else { continue }
            if settlement.fee > .zero {
                lastPriced = settlement.event
                pooled += settlement.fee.flooredShare(policy.interactionPPM, of: PayoutPolicy.wholePPM)
            } else {
                pooled -= settlement.claims.map(\.claim.amount).sum()
            }
            events.append(settlement)
        }
        events = events.filter { $0.fee > .zero } + events.filter { $0.fee == .zero }
        if pooled > .zero, let lastPriced {
            events.append(
                EventSettlement(event: lastPriced, fee: .zero, claims: [], remainder: pooled, reason: "what no interaction claimed of the pool"))
        }
        return events
    }

    private static func claim(
        _ line: MoneyLine, _ event: ScreenedEvent, _ ledger: ScreenedLedger
    ) -> (claim: RewardClaim, standing: EventSettlement.Standing) {
        let claim = RewardClaim(
            participant: line.participant, role: line.role, source: line.source, amount: line.amount, because: line.because,
            verdict: ledger.verdictsOfRecord[line.because], discount: line.discount)
        switch (line.kind, event) {
        case (.paid, .cleared(let cleared)): return (claim, .clear(cleared))
        case (.rejected, _), (.discounted, _): return (claim, .reject)
        case (.asked, _), (.paid, _), (.held, _): return (claim, .hold)
        }
    }
}
