import CanonicalJSON
import Contributions
import Corpora
import Diagnostics
import Evaluation
import Ledger
import LedgerStorage
import Rules
import Screening
import Settlement

/// Tries rules on a recorded ledger.
enum RulesJobs {
    /// Replays the ledger's events through a rule set in memory and compares the verdicts with labels.
    static func backtest(_ options: RulesBacktestOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try ShippedFiles.ruleSet(options.rules)
        let policy = try ShippedFiles.policy(nil)
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let copy = InMemoryLedgerStore()
        var labels = try options.labels.isEmpty ? [] : readLabels(options.labels)
        var failure: LedgerError?
        try store.visitEvents(from: 0) { record in
            do throws(LedgerError) { try copy.append([EntryDraft(record.event)]) } catch { failure = error }
            if case .label(let label) = record.event.payload, options.labels.isEmpty { labels.append(WorldLabels.Entry(label)) }
            return failure == nil
        }
        if let failure { throw failure }
        _ = try ScreenJob(ruleSet: rules).run(copy, terminal)
        let screened = try ScreenedLedger(reading: copy)
        do throws(RewardRefusal) { try SettlementPlan.requireSums(screened) } catch { throw error.diagnostic }
        let backtest = Backtest(screened, labels: WorldLabels(labels), policy: policy)
        write(backtest, terminal)
        return backtest.falsePositives > 0 || backtest.recall.map { $0 < 1 } == true ? .findings : .clean
    }

    private static func readLabels(_ paths: [String]) throws -> [WorldLabels.Entry] {
        try RecordReader(paths: paths) { record throws(Diagnostic) in
            guard let entry = WorldLabels.Entry(json: .object(record.object)) else {
                throw record.fault("label/malformed", cause: "a label needs \"event\", \"kind\" (attack, context or benign) and \"name\"")
            }
            return entry
        }.readAll().map(\.item)
    }

    private static func write(_ backtest: Backtest, _ terminal: Terminal) {
        terminal.note("coverage: \(backtest.eventsScreened) events decided, \(backtest.eventsPending) without a verdict")
        if backtest.labelsUnmatched > 0 { terminal.note("\(backtest.labelsUnmatched) labels name events that are not in this ledger") }
        let rows = terminal.rows(["row", "name", "events", "flagged", "rate", "low", "high", "held", "rejected", "asked", "paid", "precision"])
        for row in backtest.rows {
            rows.write(
                JSONObject([
                    ("row", .string(row.kind == .benign ? "look-alike" : row.kind?.rawValue ?? "honest")), ("name", .string(row.name)),
                    ("events", .integer(Int64(row.events))), ("flagged", .integer(Int64(row.flagged))), ("rate", rounded(row.rate)),
                    ("low", rounded(row.interval.lowerBound)), ("high", rounded(row.interval.upperBound)), ("held", .integer(Int64(row.held))),
                    ("rejected", .integer(Int64(row.rejected))), ("asked", row.asked.json), ("paid", row.paid.json),
                ]))
        }
        for rule in backtest.rules {
            rows.write(
                JSONObject([
                    ("row", "rule"), ("name", .string(rule.rule)), ("events", .integer(Int64(rule.fired))),
                    ("flagged", .integer(Int64(rule.onAttack))),
                    ("on_context", .integer(Int64(rule.onContext))), ("on_look_alike", .integer(Int64(rule.onLookAlike))),
                    ("on_plain", .integer(Int64(rule.onPlain))),
                    ("unique", .integer(Int64(rule.uniqueCatches))), ("precision", rule.precision.map(rounded) ?? .null),
                ]))
        }
        let attack = backtest.attackMoney
        let honest = backtest.honestMoney
        rows.write(
            JSONObject([
                ("row", "total"), ("name", "all attacks"), ("flagged", .integer(Int64(backtest.truePositives))),
                ("rate", backtest.recall.map(rounded) ?? .null), ("asked", attack.asked.json), ("paid", attack.paid.json),
                ("precision", backtest.precision.map(rounded) ?? .null),
            ]))
        rows.write(
            JSONObject([
                ("row", "total"), ("name", "all honest"), ("flagged", .integer(Int64(backtest.falsePositives))), ("asked", honest.asked.json),
                ("paid", (honest.asked - honest.withheld).json),
            ]))
        rows.finish()
    }

    /// Four decimals: no more is known.
    private static func rounded(_ share: Double) -> JSONValue { .measurement((share * 10_000).rounded() / 10_000) }
}

extension WorldLabels.Entry {
    /// A reviewer's label that came in as an event; its subject is the labelled event.
    init(_ label: Label) {
        self.init(
            event: label.subject, kind: label.label == .fraud ? .attack : .benign, name: label.label == .fraud ? "labelled fraud" : "labelled honest")
    }
}
