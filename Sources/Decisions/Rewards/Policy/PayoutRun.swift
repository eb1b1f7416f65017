internal import Contributions
public import Ledger
internal import Rules
public import Screening

/// Splits the fees of screened events by a policy: `amount(c) = floor(D × w(c) / max(Σ w, v(all) − v(∅)))` for each near-duplicate
/// cluster c, the remainder to the treasury, never redistributed (docs/payouts.md).
///
/// A discount is taken off each claim first; what is left is paid, held or refused. Only a `ClearedEvent` moves money to a participant; held
/// claims go to `held:`, everything else stays in the treasury. O(claims).
public struct PayoutRun {
    private let policy: PayoutPolicy
    private let holdings: Holdings
    private var rows: [RowKey: PayoutStatement.Row] = [:]
    private var statement = PayoutStatement()
    private var pool = MicroCredits.zero
    private var claims: [Claim] = []
    private let observer: ((MoneyLine) -> Void)?

    private struct RowKey: Hashable, Comparable {
        let participant: String
        let role: String
        static func < (left: RowKey, right: RowKey) -> Bool { (left.participant, left.role) < (right.participant, right.role) }
    }

    private struct Claim {
        let event: ScreenedEvent
        let owner: String
        let role: String
        let resource: String
        let amount: MicroCredits
        let outcome: Outcome
        let discount: GroundedDiscount?
        let origin: LedgerPosition?
    }

    /// Runs the payout over what the ledger says; writes nothing. `observer` sees every amount, those of interactions last.
    ///
    /// - Parameter range: only events whose first verdict stands at these entries bring fees and claim rewards; what others own counts.
    public init(
        _ ledger: ScreenedLedger, policy: PayoutPolicy, decidedAt range: Range<LedgerPosition> = 0..<Int.max, observer: ((MoneyLine) -> Void)? = nil
    ) {
        self.policy = policy
        self.observer = observer
        // Who registered something after a settlement earns nothing of it, however often it is looked at again.
        let known = ledger.events.filter { ledger.firstVerdicts[$0.record.position] ?? 0 < range.upperBound }
        holdings = Holdings(known, clusters: ledger.clusters)
        for event in ledger.events where range.contains(ledger.firstVerdicts[event.record.position] ?? 0) { take(event) }
        payInteractions()
        statement.eventsPending = ledger.pending.count
        statement.rows = rows.keys.sorted().compactMap { rows[$0] }
        precondition(statement.isConserved, "fees \(statement.fees) ≠ paid + held + rejected + treasury")
        result = statement
    }

    public private(set) var result = PayoutStatement()

    private mutating func take(_ event: ScreenedEvent) {
        let record = event.record
        switch record.event.payload {
        case .retrieval(let retrieval):
            split(CreditSheet(retrieval, eventOutcome: event.outcome, holdings: holdings, policy: policy), fee: retrieval.fee, of: event)
        case .inference(let inference):
            split(CreditSheet(inference, eventOutcome: event.outcome, holdings: holdings, policy: policy), fee: inference.fee, of: event)
        case .interaction(let interaction):
            guard let amount = interaction.amount, amount > .zero else { return }
            let known = holdings.participants[interaction.to]
            claims.append(
                Claim(
                    event: event, owner: interaction.to, role: known?.role ?? "agent", resource: interaction.resource, amount: amount,
                    outcome: max(event.outcome, known?.outcome ?? .clear), discount: known?.discount, origin: known?.position))
        default: break
        }
    }

    private mutating func split(_ sheet: CreditSheet, fee: MicroCredits, of event: ScreenedEvent) {
        guard fee > .zero else { return }
        let position = event.record.position
        statement.eventsPriced += 1
        statement.fees += fee
        let pooled = fee.flooredShare(policy.interactionPPM, of: PayoutPolicy.wholePPM)
        pool += pooled
        var rest = fee - pooled
        bookAsked(sheet, at: position)
        for group in groups(sheet) {
            let amount = sheet.amount.flooredShare(group.weightPPM, of: group.denominator)
            guard amount > .zero else { continue }
            guard let owner = group.line.owner else {
                statement.unowned += amount
                continue
            }
            give(
                Award(
                    amount: amount, owner: owner, role: group.line.role, source: group.line.source, standing: group.line.outcome,
                    discount: group.line.discount, origin: group.line.origin), of: event)
            rest -= amount
        }
        precondition(rest >= .zero, "an event paid more than its fee")
        statement.treasury += rest
    }

    /// The split with no fraud layer.
    private mutating func bookAsked(_ sheet: CreditSheet, at position: Int) {
        let total = max(sheet.lines.reduce(0) { $0 + $1.weightPPM }, sheet.answerPPM)
        guard total > 0 else { return }
        for line in sheet.lines {
            guard let owner = line.owner else { continue }
            let amount = sheet.amount.flooredShare(line.weightPPM, of: total)
            guard amount > .zero else { continue }
            book(
                .asked,
                Award(amount: amount, owner: owner, role: line.role, source: line.source, standing: .clear, discount: nil, origin: line.origin),
                at: position, because: position)
        }
    }

    private struct Group {
        let line: CreditLine
        let weightPPM: Int64
        let denominator: Int64
    }

    /// One group a near-duplicate cluster: the weight is the largest of its members (a cluster has at least the effect of any of them),
    /// the payee its best-standing, then earliest, line.
    private func groups(_ sheet: CreditSheet) -> [Group] {
        var leaders: [CreditLine] = []
        var weights: [Int64] = []
        var slotOfCluster: [Int: Int] = [:]
        for line in sheet.lines {
            if let cluster = line.cluster, let slot = slotOfCluster[cluster] {
                weights[slot] = max(weights[slot], line.weightPPM)
                if (line.outcome, line.age) < (leaders[slot].outcome, leaders[slot].age) { leaders[slot] = line }
                continue
            }
            if let cluster = line.cluster { slotOfCluster[cluster] = leaders.count }
            leaders.append(line)
            weights.append(line.weightPPM)
        }
        if sheet.isRanked, leaders.count < sheet.lines.count {
            let order = weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
            for (place, slot) in order.enumerated() { weights[slot] = CreditSheet.weightPPM(rank: place + 1) }
        }
        let denominator = max(weights.reduce(0, +), sheet.answerPPM)
        guard denominator > 0 else { return [] }
        return zip(leaders, weights).map { Group(line: $0, weightPPM: $1, denominator: denominator) }
    }

    /// Claims of interactions share what was pooled for them: `floor(P × claim / max(Σ claims, P))`, over all claims, cleared or not.
    private mutating func payInteractions() {
        let total = claims.map(\.amount).sum()
        let denominator = max(total, pool).micros
        var rest = pool
        for claim in claims where denominator > 0 {
            let amount = pool.flooredShare(claim.amount.micros, of: denominator)
            guard amount > .zero else { continue }
            let award = Award(
                amount: amount, owner: claim.owner, role: claim.role, source: claim.resource, standing: claim.outcome,
                discount: claim.discount, origin: claim.origin)
            let position = claim.event.record.position
            book(.asked, award, at: position, because: position)
            give(award, of: claim.event)
            rest -= amount
        }
        statement.treasury += rest
    }

    /// What a claim would get.
    private struct Award {
        var amount: MicroCredits
        let owner: String
        let role: String
        let source: String
        let standing: Outcome
        let discount: GroundedDiscount?
        let origin: LedgerPosition?
    }

    /// Pays, holds or refuses an amount, as the standing of the claim and of its event allow.
    private mutating func give(_ award: Award, of event: ScreenedEvent) {
        let position = event.record.position
        let award = discounted(award, of: event)
        guard award.amount > .zero else { return }
        let because = award.standing > event.outcome ? award.origin ?? position : position
        switch (event, award.standing) {
        case (.cleared(let cleared), .clear): pay(award, of: cleared)
        case (.rejected, _), (_, .reject): book(.rejected, award, at: position, because: because)
        default: book(.held, award, at: position, because: because)
        }
    }

    /// The award without what the larger of the event's and the source's discount keeps; that goes to the treasury, rounded up.
    private mutating func discounted(_ award: Award, of event: ScreenedEvent) -> Award {
        guard let ground = GroundedDiscount.larger(event.ownDiscount, award.discount) else { return award }
        var (paid, kept) = (award, award)
        paid.amount = ground.discount.paid(of: award.amount)
        kept.amount = award.amount - paid.amount
        book(.discounted, kept, at: event.record.position, because: ground.event, discount: ground.discount)
        statement.discounted += kept.amount
        statement.treasury += kept.amount
        return paid
    }

    /// The only place where money reaches a participant; it takes a `ClearedEvent`, which only Screening can make.
    private mutating func pay(_ award: Award, of event: ClearedEvent) {
        book(.paid, award, at: event.record.position, because: event.record.position)
    }

    private mutating func book(_ kind: MoneyLine.Kind, _ award: Award, at position: Int, because: Int, discount: Discount? = nil) {
        let key = RowKey(participant: award.owner, role: award.role)
        rows[key, default: PayoutStatement.Row(participant: award.owner, role: award.role)].add(kind, award.amount)
        observer?(
            MoneyLine(
                position: position, source: award.source, participant: award.owner, role: award.role, kind: kind, amount: award.amount,
                because: because, discount: discount))
    }
}
