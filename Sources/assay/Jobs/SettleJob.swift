import CanonicalJSON
import Contributions
import Diagnostics
import LedgerStorage
import Screening
import Settlement

/// Who would be paid what; writes nothing.
enum SettleJob {
    static func run(_ options: SettleOptions, _ terminal: Terminal) throws -> ExitCode {
        guard options.dryRun else {
            throw Diagnostic(
                code: "settle/not-yet", cause: "payouts are only dry-run in this version", hint: "add --dry-run")
        }
        let policy = try ShippedFiles.policy(options.policy)
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let statement = PayoutRun(try ScreenedLedger(reading: store), policy: policy).result
        if statement.eventsPending > 0 { terminal.note("\(statement.eventsPending) events have no verdict yet and take no part; run assay screen") }
        terminal.note(
            "fees \(statement.fees) = paid \(statement.paid) + held \(statement.held) + rejected \(statement.rejected) + treasury \(statement.treasury)"
        )
        let rows = terminal.rows(["participant", "role", "asked", "paid", "held", "rejected"])
        for row in statement.rows {
            rows.write(
                JSONObject([
                    ("participant", .string(row.participant)), ("role", .string(row.role)), ("asked", row.asked.json), ("paid", row.paid.json),
                    ("held", row.held.json), ("rejected", row.rejected.json),
                ]))
        }
        rows.finish()
        return statement.held + statement.rejected > .zero ? .findings : .clean
    }
}
