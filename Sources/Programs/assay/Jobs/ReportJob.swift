import CanonicalJSON
import Contributions
import Detection
import Diagnostics
import Ledger
import LedgerStorage
import Reports
import Rules
import Screening
import Rewards

/// Reads a screened ledger, dry-runs the payout and writes the fraud report with its twins.
struct ReportJob {
    let policy: PayoutPolicy
    /// The directory that receives the files.
    let out: String

    static func run(_ options: ReportOptions, _ terminal: Terminal) throws -> ExitCode {
        let policy = try ShippedFiles.policy(options.policy)
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let report = try ReportJob(policy: policy, out: options.out).run(store, terminal)
        terminal.note("report: \(options.out)/index.html")
        return report.findings.isEmpty ? .clean : .findings
    }

    /// Files: index.html, report.json, payouts.csv, findings.csv, verdicts.jsonl.
    func run(_ store: SQLiteLedgerStore, _ terminal: Terminal) throws -> FraudReport {
        let ledger = try ScreenedLedger(reading: store)
        do throws(RewardRefusal) { try SettlementPlan.requireSums(ledger) } catch { throw error.diagnostic }
        let report = FraudReportBuilder(ledger: ledger, policy: policy, store: store).report()
        try FileSystem.makeDirectory(out)
        for format in ReportFormats.all { try FileSystem.write(Array(format.text(of: report).utf8), to: out + "/" + format.fileName) }
        try writeVerdicts(store)
        return report
    }

    /// One line per event, in ledger order, as recorded.
    private func writeVerdicts(_ store: some LedgerStore) throws {
        let file = try FileWriter(out + "/verdicts.jsonl")
        var failure: Diagnostic?
        try store.visit(from: 0) { entry in
            guard entry.kind == .verdict else { return true }
            do throws(Diagnostic) { try file.write(entry.body + [0x0A]) } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
        try file.finish()
    }
}
