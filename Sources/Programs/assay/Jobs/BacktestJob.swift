import CanonicalJSON
import Contributions
import Diagnostics
import Evaluation
import Rules
import Rewards

/// Tries rules on a labelled ledger and says how good they are, one by one and together.
enum BacktestJob {
    static func run(_ options: RulesBacktestOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try ShippedFiles.ruleSet(options.rules)
        let policy = try ShippedFiles.policy(options.policy)
        let measured = try MeasuredRules.read(
            ledger: options.ledger, events: options.events, rules: rules, labelFiles: options.labels, detect: options.detect, terminal)
        try measured.requireVerdicts()
        let lines = try measured.moneyLines(policy)
        let (backtest, measurement) = TwoAtOnce.run(
            { Backtest(measured.ledger, labels: measured.labels, lines: lines) },
            { RuleMeasurement(MeasuredLedger(measured.ledger, labels: measured.labels, lines: lines), ruleSet: rules) })
        write(backtest, measurement, rules, measured, terminal)
        return backtest.falsePositives > 0 || backtest.recall.map { $0 < 1 } == true ? .findings : .clean
    }

    /// Signals that live rules read and that no verdict of the ledger measured or refused: either all quiet, or an older version wrote it.
    private static func unseenSignals(_ rules: RuleSet, _ measured: MeasuredRules) -> [String] {
        let read = Set(rules.rules.filter { $0.status == .live }.flatMap(\.condition.signals))
        return read.filter { !Aggregate.isSignal($0) && measured.ledger.signalCoverage[$0] == nil }.sorted()
    }

    private static func write(
        _ backtest: Backtest, _ measurement: RuleMeasurement, _ rules: RuleSet, _ measured: MeasuredRules, _ terminal: Terminal
    ) {
        let coverage = measurement.coverage
        let means = measured.isRecorded ? "over recorded signals" : "by running the detectors"
        terminal.note(
            """
            coverage: \(coverage.events) events decided \(means), \(coverage.undecided) of them by an undecided rule, \(coverage.pending) without \
            a verdict; \(coverage.rules) rules, \(coverage.neverFired.count) never fired, \(coverage.neverEvaluated.count) met no event of theirs
            """)
        if backtest.labelsUnmatched > 0 { terminal.note("\(backtest.labelsUnmatched) labels name events that are not in this ledger") }
        let rows = terminal.rows([
            "row", "name", "events", "flagged", "rate", "low", "high", "held", "rejected", "asked", "paid", "attack_events", "honest", "precision",
            "recall", "money_caught",
            "money_wrongly_held", "people_touched", "days_to_hold", "unique",
        ])
        rows.write(coverageRow(coverage, rules, measured, labelsUnmatched: backtest.labelsUnmatched))
        writeLabels(backtest, to: rows)
        writeRules(backtest, measurement, to: rows)
        for overlap in measurement.overlaps {
            var row = JSONObject([("row", "overlap"), ("name", .string(overlap.first + " + " + overlap.second))])
            row["events"] = .integer(Int64(overlap.both))
            row["either"] = .integer(Int64(overlap.either))
            row["rate"] = rounded(Double(overlap.both) / Double(max(1, overlap.either)))
            row["rules"] = [.string(overlap.first), .string(overlap.second)]
            rows.write(row)
        }
        for subgroup in measurement.subgroups {
            var row = JSONObject([("row", "subgroup"), ("name", .string(subgroup.name)), ("events", .integer(Int64(subgroup.events)))])
            row["flagged"] = .integer(Int64(subgroup.falsePositives.count))
            row["honest"] = .integer(Int64(subgroup.falsePositives.total))
            row["rate"] = subgroup.falsePositives.share.map(rounded) ?? .null
            row["low"] = rounded(subgroup.falsePositives.interval.lowerBound)
            row["high"] = rounded(subgroup.falsePositives.interval.upperBound)
            add(subgroup.recall, as: "recall", to: &row)
            rows.write(row)
        }
        writeTotals(backtest, to: rows)
        var set = tally(measurement.set)
        set["row"] = "set"
        set["name"] = "all rules"
        rows.write(set)
        rows.finish()
    }

    private static func coverageRow(
        _ coverage: RuleMeasurement.Coverage, _ rules: RuleSet, _ measured: MeasuredRules, labelsUnmatched: Int
    ) -> JSONObject {
        func texts(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
        var row = JSONObject([("row", "coverage"), ("name", .string(measured.isRecorded ? "recorded" : "detected"))])
        row["events"] = .integer(Int64(coverage.events))
        row["undecided"] = .integer(Int64(coverage.undecided))
        row["pending"] = .integer(Int64(coverage.pending))
        row["rules"] = .integer(Int64(coverage.rules))
        row["never_fired"] = texts(coverage.neverFired)
        row["never_evaluated"] = texts(coverage.neverEvaluated)
        row["unseen_signals"] = texts(unseenSignals(rules, measured))
        row["ruleset"] = .string(rules.digest.description)
        row["labels"] = .integer(Int64(measured.labels.entries.count))
        row["labels_unmatched"] = .integer(Int64(labelsUnmatched))
        return row
    }

    private static func writeLabels(_ backtest: Backtest, to rows: RowWriter) {
        for row in backtest.rows {
            var object = JSONObject([

                ("row", .string(row.kind == .benign ? "look-alike" : row.kind?.rawValue ?? "honest")), ("name", .string(row.name)),
                ("events", .integer(Int64(row.events))), ("flagged", .integer(Int64(row.flagged))), ("rate", rounded(row.rate)),
                ("low", rounded(row.interval.lowerBound)), ("high", rounded(row.interval.upperBound)), ("held", .integer(Int64(row.held))),
                ("rejected", .integer(Int64(row.rejected))), ("asked", row.asked.json), ("paid", row.paid.json),
            ])
            if row.discounted > 0 { object["discounted"] = .integer(Int64(row.discounted)) }
            rows.write(object)
        }
    }

    private static func writeRules(_ backtest: Backtest, _ measurement: RuleMeasurement, to rows: RowWriter) {
        var counts: [String: Backtest.RuleRow] = [:]
        for rule in backtest.rules { counts[rule.rule] = rule }
        for rule in measurement.rows {
            var row = tally(rule.tally)
            row["row"] = rule.isShadow ? "shadow" : "rule"
            row["name"] = .string(rule.rule)
            row["events"] = .integer(Int64(rule.tally.fired))
            row["attack_events"] = .integer(Int64(rule.tally.precision.count))
            if !rule.isShadow {
                if let count = counts[rule.rule] {
                    row["on_context"] = .integer(Int64(count.onContext))
                    row["on_look_alike"] = .integer(Int64(count.onLookAlike))
                    row["on_plain"] = .integer(Int64(count.onPlain))
                }
                row["unique"] = .integer(Int64(rule.uniqueCatches))
                let loss = rule.ifDeleted
                row["if_deleted"] = [
                    "attack_events": .integer(Int64(loss.attackEvents)), "honest_events": .integer(Int64(loss.honestEvents)),
                    "attacks": .integer(Int64(loss.attacks)), "attack_money": loss.attackMoney.json, "honest_money": loss.honestMoney.json,
                ]
            }
            rows.write(row)
        }
    }

    private static func writeTotals(_ backtest: Backtest, to rows: RowWriter) {
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
    }

    private static func tally(_ tally: RuleTally) -> JSONObject {
        var row = JSONObject([
            ("money_caught", tally.moneyCaught.json), ("money_of_attacks", tally.moneyOfAttacks.json),
            ("money_wrongly_held", tally.moneyWronglyHeld.json), ("money_of_honest", tally.moneyOfHonest.json),
            ("people_touched", .integer(Int64(tally.peopleTouched.count))), ("people", .integer(Int64(tally.peopleTouched.total))),
            ("days_to_hold", tally.delay.medianDays.map(rounded) ?? .null), ("attacks_held", .integer(Int64(tally.delay.held))),
            ("attacks", .integer(Int64(tally.delay.attacks))),
        ])
        add(tally.precision, as: "precision", to: &row)
        add(tally.recall, as: "recall", to: &row)
        add(tally.falsePositives, as: "false_positive_rate", to: &row)
        add(tally.unitPrecision, as: "cluster_precision", to: &row)
        add(tally.unitRecall, as: "cluster_recall", to: &row)
        add(tally.peopleTouched, as: "people_rate", to: &row)
        return row
    }

    private static func add(_ proportion: Proportion, as name: String, to row: inout JSONObject) {
        row[name] = proportion.share.map(rounded) ?? .null
        row[name + "_low"] = rounded(proportion.interval.lowerBound)
        row[name + "_high"] = rounded(proportion.interval.upperBound)
        row[name + "_n"] = .integer(Int64(proportion.total))
    }

    /// Four decimals: no more is known.
    static func rounded(_ share: Double) -> JSONValue { .measurement((share * 10_000).rounded() / 10_000) }
}
