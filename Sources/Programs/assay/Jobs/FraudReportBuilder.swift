import CanonicalJSON
import Contributions
import Ledger
import LedgerStorage
import Reports
import Rules
import Screening
import Rewards

/// Turns what the ledger says into the values of a report.
struct FraudReportBuilder {
    let ledger: ScreenedLedger
    let policy: PayoutPolicy
    let store: SQLiteLedgerStore
    /// The newest rule set that the ledger records.
    let ruleSet: RuleSet?

    init(ledger: ScreenedLedger, policy: PayoutPolicy, store: SQLiteLedgerStore) {
        self.ledger = ledger
        self.policy = policy
        self.store = store
        ruleSet = ledger.ruleSet.flatMap { try? RuleSet($0) }
    }

    func report() -> FraudReport {
        var withheld: [LedgerPosition: MicroCredits] = [:]
        var withheldBySource: [String: MicroCredits] = [:]
        let payout = PayoutRun(ledger, policy: policy) { line in
            guard line.kind == .held || line.kind == .rejected || line.kind == .discounted else { return }
            withheld[line.position, default: .zero] += line.amount
            withheldBySource[line.source, default: .zero] += line.amount
        }.result
        let times = ledger.events.map(\.record.event.time) + ledger.pending.map(\.event.time)
        return FraudReport(
            identity: FraudReport.Identity(
                toolVersion: CommandTable.programVersion, ledgerID: firstDigest, ledgerHead: (try? store.contentDigest()) ?? .zero,
                entryCount: store.count,
                watermark: watermark, ruleSetDigest: ruleSetDigest, policyName: policy.name, policyDigest: policy.digest, firstEvent: times.min(),
                lastEvent: times.max()),
            coverage: coverage(), money: money(payout), days: days(), findings: findings(withheld, withheldBySource),
            recomputeCommands: [
                "assay ledger verify --ledger L.db", "assay ledger replay --ledger L.db",
                "assay report --ledger L.db --out again --policy \(policy.name).yaml",
                "diff -r report again",
            ], limits: limits(payout))
    }

    /// A ledger is known by its first entry. Content is named, not digests of entries: texts are salted afresh in every ledger,
    /// and the same events shall give the same report.
    private var firstDigest: String {
        var digest = "empty"
        try? store.visit(from: 0) { entry in
            digest = Digest.sha256(entry.body).short
            return false
        }
        return digest
    }

    private var watermark: LedgerPosition {
        (ledger.events.last?.record.position ?? ledger.pending.last?.position).map { $0 + 1 } ?? 0
    }

    private var ruleSetDigest: Digest { ledger.ruleSet?.digest ?? .zero }

    private func limits(_ payout: PayoutStatement) -> [String] {
        var limits: [String] = []
        if !ledger.pending.isEmpty { limits.append("\(ledger.pending.count) events have no verdict yet and take no part in the payout.") }
        if payout.unowned > .zero {
            limits.append("Claims of \(payout.unowned) credits name sources that nobody in this ledger submitted; they stay in the treasury.")
        }
        return limits
    }

    private func money(_ payout: PayoutStatement) -> FraudReport.Money {
        FraudReport.Money(
            fees: payout.fees, asked: payout.asked, paid: payout.paid, held: payout.held, rejected: payout.rejected, treasury: payout.treasury,
            discounted: payout.discounted,
            participants: payout.rows.map {
                FraudReport.ParticipantMoney(
                    participant: $0.participant, role: $0.role, asked: $0.asked, paid: $0.paid, held: $0.held, rejected: $0.rejected)
            })
    }

    private func days() -> [FraudReport.DayCounts] {
        var counts: [String: VerdictCounts] = [:]
        for event in ledger.events { counts[event.record.event.time.day, default: VerdictCounts()][verdict(event.outcome)] += 1 }
        return counts.map { FraudReport.DayCounts(day: $0.key, counts: $0.value) }
    }

    func effect(_ outcome: RuleOutcome) -> FraudReport.RuleEffect {
        switch outcome {
        case .clear: .clear
        case .label(let name): .label(name)
        case .discount(let share): .discount(share)
        case .hold: .hold
        case .reject: .reject
        }
    }

    func verdict(_ outcome: Outcome) -> FraudReport.Verdict {
        switch outcome {
        case .clear: .clear
        case .hold: .hold
        case .reject: .reject
        }
    }
}
