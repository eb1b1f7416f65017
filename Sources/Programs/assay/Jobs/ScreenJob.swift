import CanonicalJSON
import Contributions
import Ledger
import LedgerStorage
import Rules
import Screening

/// Puts the events that have no verdict yet through the fraud layer and records what came out.
struct ScreenJob {
    let ruleSet: RuleSet

    struct Summary {
        var clear = 0
        var held = 0
        var rejected = 0
        var screened: Int { clear + held + rejected }
    }

    static func run(_ options: ScreenOptions, _ terminal: Terminal) throws -> ExitCode {
        let ruleSet = try ShippedFiles.ruleSet(options.rules)
        let summary = try ScreenJob(ruleSet: ruleSet).run(try SQLiteLedgerStore(path: options.ledger, mode: .readWrite), terminal)
        let rows = terminal.rows(["screened", "clear", "held", "rejected", "ruleset"])
        rows.write(
            JSONObject([
                ("screened", .integer(Int64(summary.screened))), ("clear", .integer(Int64(summary.clear))), ("held", .integer(Int64(summary.held))),
                ("rejected", .integer(Int64(summary.rejected))), ("ruleset", .string(ruleSet.digest.description)),
            ]))
        rows.finish()
        return summary.held + summary.rejected > 0 ? .findings : .clean
    }

    func run(_ store: some LedgerStore, _ terminal: Terminal) throws -> Summary {
        let recorded = try ScreeningHistory(folding: store)
        var summary = Summary()
        guard recorded.decided.count < recorded.eventCount else { return summary }
        var layer = FraudLayer(ruleSet: ruleSet, detectors: try DetectorBench.detectors())
        let progress = terminal.progress("screening", total: recorded.eventCount)
        try store.visitEvents(from: 0) { record in
            layer.observe(record, pending: !recorded.decided.contains(record.position))
            progress.advance()
            return true
        }
        let result = layer.screen()
        progress.finish()
        try store.append(recorded.new(result.drafts(at: store.headTime ?? Timestamp(seconds: 0))))
        for verdict in result.verdicts {
            switch verdict.outcome {
            case .clear: summary.clear += 1
            case .hold: summary.held += 1
            case .reject: summary.rejected += 1
            }
        }
        return summary
    }
}
