import CanonicalJSON
import Evaluation
import Rules

/// Writes the outcome of a search for thresholds as rows.
enum TuningRows {
    static func write(_ tuning: RuleTuning, split: TuningSplit, patch: String, _ terminal: Terminal) {
        let rows = terminal.rows([
            "row", "name", "signal", "from", "to", "attacks_caught", "people_touched", "recall_low", "people_rate_high", "money_caught",
            "money_wrongly_held", "loss", "why",
        ])
        var first = JSONObject([("row", "split"), ("name", "by person and attack"), ("seed", .string(String(split.seed)))])
        first["tuning_ppm"] = .integer(Int64(split.tuningPPM))
        first["events"] = .integer(Int64(tuning.tuning.events))
        first["held_out_events"] = tuning.heldOut.map { .integer(Int64($0.events)) } ?? .null
        first["least_gain"] = BacktestJob.rounded(tuning.leastGain)
        rows.write(first)
        for change in tuning.changes {
            var row = JSONObject([("row", "change"), ("name", .string(change.number.rules.joined(separator: " ")))])
            row["signal"] = .string(change.number.measurement)
            row["from"] = .string(change.number.text)
            row["to"] = .string(change.text)
            row["place"] = .string(change.number.span.description)
            rows.write(row)
        }
        for number in tuning.leftAlone {
            var row = JSONObject([("row", "left-alone"), ("name", .string(number.place)), ("from", .string(number.text))])
            row["place"] = .string(number.span.description)
            row["why"] = .string(number.reason)
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
        rows.write(bound(tuning))
        if let heldOut = tuning.heldOut { write(heldOut, "held-out", withIntervals: true, to: rows) }
        if let conformal = tuning.conformal {
            var row = JSONObject([("row", "bound"), ("name", "a further honest person, conformal")])
            row["people"] = .integer(Int64(conformal.people))
            row["people_touched"] = .integer(Int64(conformal.touched))
            row["people_rate_high"] = BacktestJob.rounded(conformal.bound)
            rows.write(row)
        }
        var smallest = JSONObject([("row", "smallest"), ("name", "the fewest rules at no loss"), ("rules", .integer(Int64(tuning.rulesKept)))])
        smallest["superfluous"] = .array(tuning.superfluous.map { .string($0) })
        smallest["why"] = tuning.superfluous.isEmpty ? "all are needed" : .string("without " + tuning.superfluous.joined(separator: ", "))
        rows.write(smallest)
        finish(rows, patch: patch, terminal)
    }

    /// The patch follows a table as it is, and is a row of its own in the other formats.
    static func finish(_ rows: RowWriter, patch: String, _ terminal: Terminal) {
        if terminal.format != .table { rows.write(JSONObject([("row", "patch"), ("name", "unified diff"), ("diff", .string(patch))])) }
        rows.finish()
        if terminal.format == .table { terminal.stdout.write(patch) }
    }

    private static func bound(_ tuning: RuleTuning) -> JSONObject {
        let bound = tuning.afterLooking
        var row = JSONObject([("row", "bound"), ("name", "after looking, whatever was chosen")])
        row["looks"] = .integer(Int64(tuning.looks))
        row["moved"] = .integer(Int64(bound.moved))
        row["numbers"] = .integer(Int64(bound.numbers))
        row["log_weight"] = BacktestJob.rounded(bound.logWeight)
        row["recall_low"] = BacktestJob.rounded(bound.recallAtLeast)
        row["people_rate_high"] = BacktestJob.rounded(bound.peopleAtMost)
        return row
    }

    /// Intervals only where the events were looked at once.
    private static func write(_ side: RuleTuning.Side, _ name: String, withIntervals: Bool = false, to rows: RowWriter) {
        for (when, measured, loss) in [("before", side.before, side.lossBefore), ("after", side.after, side.lossAfter)] {
            var row = tally(measured, loss: loss)
            row["row"] = .string(name)
            row["name"] = .string(when)
            row["events"] = .integer(Int64(side.events))
            if withIntervals {
                row["recall_low"] = BacktestJob.rounded(measured.unitRecall.interval.lowerBound)
                row["people_rate_high"] = BacktestJob.rounded(measured.peopleTouched.interval.upperBound)
            }
            rows.write(row)
        }
    }

    /// Counts of units, of events and of money, and what they cost.
    static func tally(_ tally: RuleTally, loss: Double) -> JSONObject {
        var row = JSONObject([("money_caught", tally.moneyCaught.json), ("money_wrongly_held", tally.moneyWronglyHeld.json)])
        row["attacks_caught"] = .integer(Int64(tally.unitRecall.count))
        row["attacks"] = .integer(Int64(tally.unitRecall.total))
        row["people_touched"] = .integer(Int64(tally.peopleTouched.count))
        row["people"] = .integer(Int64(tally.peopleTouched.total))
        row["attack_events_held"] = .integer(Int64(tally.recall.count))
        row["attack_events"] = .integer(Int64(tally.recall.total))
        row["honest_held"] = .integer(Int64(tally.falsePositives.count))
        row["honest"] = .integer(Int64(tally.falsePositives.total))
        row["reviews"] = .integer(Int64(tally.unitPrecision.total))
        row["loss"] = BacktestJob.rounded(loss)
        return row
    }
}

/// Writes sliders as rows.
enum SliderRows {
    static func write(_ sliders: [ThresholdSlider], taken: Double?, patch: String?, _ terminal: Terminal) {
        let rows = terminal.rows([
            "row", "name", "threshold", "attacks_caught", "people_touched", "recall_low", "people_rate_high", "false_discovery_high", "money_caught",
            "money_wrongly_held", "loss", "mark",
        ])
        for slider in sliders {
            var head = JSONObject([
                ("row", "slider"), ("name", .string(slider.number.rules.joined(separator: " ") + " " + slider.number.measurement)),
            ])
            head["signal"] = .string(slider.number.measurement)
            head["threshold"] = .string(slider.number.text)
            head["place"] = .string(slider.number.span.description)
            head["fires_on_more"] = .string(slider.number.direction == .down ? "below" : "above")
            head["people"] = .integer(Int64(slider.people))
            head["attacks"] = .integer(Int64(slider.attacks))
            head["confidence"] = BacktestJob.rounded(slider.confidence)
            head["mark"] = .string("\(slider.attacks) attacks, \(slider.people) honest people")
            rows.write(head)
            let least = slider.rows.map(\.loss).min()
            // Of rows that cost the same the one that stands as it is, else the first that touches fewest.
            let cheapest = slider.rows.filter { $0.loss == least }.min { left, right in
                let (a, b) = (left.tally.peopleTouched.count, right.tally.peopleTouched.count)
                return left.isCurrent != right.isCurrent ? left.isCurrent : a < b
            }
            for row in slider.rows { rows.write(json(row, slider, cheapest: cheapest?.text, taken: taken)) }
        }
        if let patch { TuningRows.finish(rows, patch: patch, terminal) } else { rows.finish() }
    }

    private static func json(_ row: ThresholdSlider.Row, _ slider: ThresholdSlider, cheapest: String?, taken: Double?) -> JSONObject {
        var object = TuningRows.tally(row.tally, loss: row.loss)
        object["row"] = "threshold"
        object["name"] = .string(slider.number.rules.joined(separator: " "))
        object["signal"] = .string(slider.number.measurement)
        object["threshold"] = .string(row.text)
        object["recall_low"] = BacktestJob.rounded(row.recallAtLeast)
        object["people_rate_high"] = BacktestJob.rounded(row.peopleAtMost)
        object["people_rate_high_massart"] = BacktestJob.rounded(row.massartPeopleAtMost)
        object["false_discovery_high"] = BacktestJob.rounded(row.falseDiscoveriesAtMost)
        let marks = [("current", row.isCurrent), ("taken", Double(row.text) == taken), ("cheapest", row.text == cheapest)].filter(\.1).map(\.0)
        object["mark"] = .string(marks.joined(separator: " "))
        return object
    }
}
