import Evaluation
import Reports
import Rules

/// Draws what a search, or a slider, looked at.
enum TuningPlots {
    static func search(_ tuning: RuleTuning) -> String {
        TradeOffPlot(
            title: "Thresholds looked at, on the side of the search",
            points: tuning.points.map { point($0.tally, "\($0.rule) \($0.measurement) \($0.text)") },
            current: point(tuning.tuning.before, "as the rules are"),
            chosen: tuning.changes.isEmpty ? nil : point(tuning.tuning.after, "proposed")
        ).svg
    }

    static func slider(_ slider: ThresholdSlider, taken: Double?) -> String {
        let rows = slider.rows.map { row in (row, point(row.tally, "\(slider.number.measurement) \(row.text)")) }
        let current = rows.first { $0.0.isCurrent }?.1 ?? TradeOffPlot.Point(people: 0, credits: 0, label: "as the rules are")
        return TradeOffPlot(
            title: "\(slider.number.rules.joined(separator: ", ")) alone, by \(slider.number.measurement)", points: rows.map(\.1), current: current,
            chosen: taken.flatMap { value in rows.first { Double($0.0.text) == value && !$0.0.isCurrent }?.1 }
        ).svg
    }

    private static func point(_ tally: RuleTally, _ label: String) -> TradeOffPlot.Point {
        TradeOffPlot.Point(people: tally.peopleTouched.count, credits: Double(tally.moneyCaught.micros) / 1e6, label: label)
    }
}
