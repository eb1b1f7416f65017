import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage
import Screening
import Rewards

/// The same events under two policies, participant by participant.
enum SettleCompareJob {
    private struct Sums {
        var paid = MicroCredits.zero
        var held = MicroCredits.zero
        var rejected = MicroCredits.zero
    }

    static func run(_ options: SettleCompareOptions, _ terminal: Terminal) throws -> ExitCode {
        guard options.policies.count == 2 else {
            throw UsageFault(
                "usage/two-policies", "`assay settle compare` compares two policies, not \(options.policies.count)", hint: "name A.yaml and B.yaml")
        }
        let policies = try options.policies.map { try ShippedFiles.policy($0) }
        let ledger = try ScreenedLedger(reading: try SQLiteLedgerStore(path: options.ledger, mode: .readOnly))
        do throws(RewardRefusal) { try SettlementPlan.requireSums(ledger) } catch { throw error.diagnostic }
        let statements = policies.map { PayoutRun(ledger, policy: $0).result }
        for (policy, statement) in zip(policies, statements) {
            terminal.note(
                "\(policy.name) \(policy.version): paid \(statement.paid), held \(statement.held), rejected \(statement.rejected), "
                    + "treasury \(statement.treasury)")
        }
        write(sums(statements[0]), sums(statements[1]), terminal)
        return .clean
    }

    private static func sums(_ statement: PayoutStatement) -> [String: Sums] {
        statement.rows.reduce(into: [:]) { sums, row in
            sums[row.participant, default: Sums()].paid += row.paid
            sums[row.participant, default: Sums()].held += row.held
            sums[row.participant, default: Sums()].rejected += row.rejected
        }
    }

    /// The largest change first, then by name.
    private static func write(_ left: [String: Sums], _ right: [String: Sums], _ terminal: Terminal) {
        let rows = terminal.rows(["participant", "paid_a", "paid_b", "gain", "held_a", "held_b", "rejected_a", "rejected_b"])
        let names = Set(left.keys).union(right.keys)
        let lines = names.map { (name: $0, a: left[$0] ?? Sums(), b: right[$0] ?? Sums()) }
        func change(_ line: (name: String, a: Sums, b: Sums)) -> Int64 { -abs((line.b.paid - line.a.paid).micros) }
        for line in lines.sorted(by: { (change($0), $0.name) < (change($1), $1.name) }) {
            rows.write(
                JSONObject([
                    ("participant", .string(line.name)), ("paid_a", line.a.paid.json), ("paid_b", line.b.paid.json),
                    ("gain", (line.b.paid - line.a.paid).json), ("held_a", line.a.held.json), ("held_b", line.b.held.json),
                    ("rejected_a", line.a.rejected.json), ("rejected_b", line.b.rejected.json),
                ]))
        }
        rows.finish()
    }
}
