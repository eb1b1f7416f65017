import CanonicalJSON
import Evaluation

/// Writes the outcome of a search for thresholds as rows.
enum TuningRows {
    static func write(_ tuning: RuleTuning, split: TuningSplit, patch: String, _ terminal: Terminal) {
        let rows = terminal.rows([
            "row", "name", "signal", "from", "to", "events", "recall", "recall_low", "honest_held", "false_positive_rate_high", "money_caught",
            "money_wrongly_held", "loss",
        ])
        var first = JSONObject([("row", "split"), ("name", "by person and attack"), ("seed", .string(String(split.seed)))])
        first["tuning_ppm"] = .integer(Int64(split.tuningPPM))
        first["events"] = .integer(Int64(tuning.tuning.events))
        first["held_out_events"] = tuning.heldOut.map { .integer(Int64($0.events)) } ?? .null
        rows.write(first)
        for change in tuning.changes {
            var row = JSONObject([("row", "change"), ("name", .string(change.rule)), ("signal", .string(change.literal.measurement))])
            row["from"] = .string(change.literal.text)
            row["to"] = .string(change.text)
            row["place"] = .string(change.literal.span.description)
            rows.write(row)
        }
        for point in tuning.pareto {
            var row = tally(point.tally, loss: point.loss)
            row["row"] = "pareto"
            row["name"] = .string(point.rule)
            row["signal"] = .string(point.measurement)
            row["to"] = .string(point.text)
            rows.write(row)
        }
        write(tuning.tuning, "tuning", to: rows)
        var bound = JSONObject([("row", "bound"), ("name", "after looking, Bonferroni")])
        bound["looks"] = .integer(Int64(tuning.afterLooking.looks))
        bound["recall_low"] = BacktestJob.rounded(tuning.afterLooking.recallAtLeast)
        bound["false_positive_rate_high"] = BacktestJob.rounded(tuning.afterLooking.falsePositivesAtMost)
        rows.write(bound)
        if let heldOut = tuning.heldOut { write(heldOut, "held-out", to: rows) }
        if let conformal = tuning.conformal {
            var row = JSONObject([("row", "bound"), ("name", "a further honest person, conformal")])
            row["people"] = .integer(Int64(conformal.people))
            row["touched"] = .integer(Int64(conformal.touched))
            row["false_positive_rate_high"] = BacktestJob.rounded(conformal.bound)
            rows.write(row)
        }
        var smallest = JSONObject([("row", "smallest"), ("name", "the fewest rules at no loss"), ("rules", .integer(Int64(tuning.rulesKept)))])
        smallest["superfluous"] = .array(tuning.superfluous.map { .string($0) })
        rows.write(smallest)
        if terminal.format != .table { rows.write(JSONObject([("row", "patch"), ("name", "unified diff"), ("diff", .string(patch))])) }
        rows.finish()
        if terminal.format == .table { terminal.stdout.write(patch) }
    }

    private static func write(_ side: RuleTuning.Side, _ name: String, to rows: RowWriter) {
        for (when, measured, loss) in [("before", side.before, side.lossBefore), ("after", side.after, side.lossAfter)] {
            var row = tally(measured, loss: loss)
            row["row"] = .string(name)
            row["name"] = .string(when)
            row["events"] = .integer(Int64(side.events))
            rows.write(row)
        }
    }

    private static func tally(_ tally: RuleTally, loss: Double) -> JSONObject {
        var row = JSONObject([("money_caught", tally.moneyCaught.json), ("money_wrongly_held", tally.moneyWronglyHeld.json)])
        row["recall"] = tally.recall.share.map(BacktestJob.rounded) ?? .null
        row["recall_low"] = BacktestJob.rounded(tally.recall.interval.lowerBound)
        row["recall_n"] = .integer(Int64(tally.recall.total))
        row["honest_held"] = .integer(Int64(tally.falsePositives.count))
        row["honest"] = .integer(Int64(tally.falsePositives.total))
        row["false_positive_rate_high"] = BacktestJob.rounded(tally.falsePositives.interval.upperBound)
        row["people_touched"] = .integer(Int64(tally.peopleTouched.count))
        row["reviews"] = .integer(Int64(tally.unitPrecision.total))
        row["loss"] = BacktestJob.rounded(loss)
        return row
    }
}
