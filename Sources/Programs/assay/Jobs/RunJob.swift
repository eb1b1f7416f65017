import CanonicalJSON
import DetectorStorage
import LedgerStorage
import Reports

/// The main job: ingest, screen, dry-run the payout, write the report.
enum RunJob {
    static func run(_ options: RunOptions, _ terminal: Terminal) throws -> ExitCode {
        // Rules and policy first: nothing is written when they are wrong.
        let ruleSet = try ShippedFiles.ruleSet(options.rules)
        let policy = try ShippedFiles.policy(options.policy)
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .create)
        let ingested = try IngestJob(
            events: options.events, ledger: options.ledger, skipInvalid: options.skipInvalid, refused: nil, now: options.now,
            threads: options.threads ?? FileSystem.processorCount
        ).run(into: store, terminal)
        terminal.note(ingested.text)
        let screened = try ScreenJob(ruleSet: ruleSet, window: policy.window, kept: .beside(options.ledger)).run(store, terminal)
        terminal.note("screened \(screened.screened): \(screened.clear) clear, \(screened.held) held, \(screened.rejected) rejected")
        let report = try ReportJob(policy: policy, out: options.out).run(store, terminal)
        write(report, terminal, path: options.out + "/index.html")
        return report.coverage.verdicts.hold + report.coverage.verdicts.reject > 0 ? .findings : .clean
    }
}

extension RunJob {
    /// A page for people, one object for programs.
    private static func write(_ report: FraudReport, _ terminal: Terminal, path: String) {
        if terminal.format == .table {
            terminal.stdout.write(TerminalSummary(report: report, reportPath: path, colour: terminal.coloursStdout).text)
            return
        }
        let columns = ["events", "clear", "hold", "reject", "fees", "asked", "paid", "held", "rejected", "treasury", "findings", "report"]
        let verdicts = report.coverage.verdicts
        let money = report.money
        let rows = terminal.rows(columns)
        rows.write(
            JSONObject([
                ("events", .integer(Int64(report.coverage.seen))), ("clear", .integer(Int64(verdicts.clear))),
                ("hold", .integer(Int64(verdicts.hold))),
                ("reject", .integer(Int64(verdicts.reject))), ("fees", money.fees.json), ("asked", money.asked.json), ("paid", money.paid.json),
                ("held", money.held.json), ("rejected", money.rejected.json), ("treasury", money.treasury.json),
                ("findings", .integer(Int64(report.findings.count))), ("report", .string(path)),
            ]))
        rows.finish()
    }
}

extension IngestJob.Summary {
    var text: String {
        "ingested \(appended) new, \(repeated) repeated" + (refused > 0 ? ", \(refused) refused (written beside the ledger)" : "")
    }
}
