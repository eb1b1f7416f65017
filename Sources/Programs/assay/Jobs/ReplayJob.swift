import CanonicalJSON
import Diagnostics
import Evaluation
import Ledger
import LedgerStorage
import Operations

/// Recomputes what a ledger says was decided; changes nothing.
enum ReplayJob {
    static func run(_ options: LedgerReplayOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try options.rules.map { try ShippedFiles.ruleSet($0) }
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let progress = terminal.progress("replaying", total: store.count)
        let report = try LedgerReplay.run(store, detectors: DetectorBench.detectors(seed: try SecretSeed.forDetectors()), rules: rules) { _ in
            progress.advance()
        }
        progress.finish()
        if let difference = report.difference {
            terminal.report(
                Diagnostic(
                    code: "ledger/replay-differs", cause: "entry \(difference.position) does not come out again: \(difference.cause)",
                    hint: rules == nil
                        ? "run `assay ledger verify`: if the ledger is sound, another version of this program wrote it"
                        : "these are not the rules that the ledger names; `assay rules backtest` compares rule sets"))
        }
        if let first = report.unrecomputable.first {
            terminal.report(
                Diagnostic(
                    code: "ledger/text-needed",
                    cause: "\(report.unrecomputable.count) verdicts and findings, the first at entry \(first), rest on texts that were erased since "
                        + "and cannot be computed again; they were taken as recorded",
                    hint: "the erasures say who asked; a checkpoint that was signed before them still shows that these entries were not changed"))
        }
        let rows = terminal.rows([
            "identical", "events", "screenings", "verdicts", "findings", "unrecomputable", "settlements", "postings", "first_difference", "cause",
        ])
        rows.write(
            JSONObject([
                ("identical", .bool(report.difference == nil && report.unrecomputable.isEmpty)), ("events", .integer(Int64(report.events))),
                ("screenings", .integer(Int64(report.screenings))), ("verdicts", .integer(Int64(report.verdicts))),
                ("findings", .integer(Int64(report.findings))),
                ("unrecomputable", .integer(Int64(report.unrecomputable.count))), ("settlements", .integer(Int64(report.settlements))),
                ("postings", .integer(Int64(report.postings))),
                ("first_difference", report.difference.map { .integer(Int64($0.position)) } ?? .null),
                ("cause", report.difference.map { .string($0.cause) } ?? .null), ("recorded", report.difference?.recorded ?? .null),
                ("replayed", report.difference?.replayed ?? .null),
            ]))
        rows.finish()
        return report.difference == nil && report.unrecomputable.isEmpty ? .clean : .findings
    }
}
