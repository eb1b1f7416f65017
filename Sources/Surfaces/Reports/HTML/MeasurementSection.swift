/// How the verdicts compare with labels, where there are any; misses stand beside catches.
struct MeasurementSection {
    let report: FraudReport

    var html: HTML {
        guard let measurement = report.measurement else { return .empty }
        var overall = HTMLTable("Against labels, by event", Self.columns("Measure"))
        overall.rows = [("precision", measurement.precision), ("recall", measurement.recall)].compactMap { name, value in
            value.map { Self.row(name, $0) }
        }
        var attacks = HTMLTable("Recall by attack: labelled fraud that was held or rejected", Self.columns("Attack"))
        attacks.rows = measurement.attacks.map { Self.row($0.name, $0.flagged) }
        var lookAlikes = HTMLTable("False alarms by look-alike: honest events that were held or rejected", Self.columns("Look-alike"))
        lookAlikes.rows = measurement.lookAlikes.map { Self.row($0.name, $0.flagged) }
        let tables = [overall, attacks, lookAlikes].filter { !$0.rows.isEmpty }.map(\.html)
        return """
            <section id="measurement"><h2>Against labels</h2>
            <p>Labels: \(measurement.labels). Intervals are 95 % and take events as independent, which events of one ring are not: \
            read them as the narrowest that could be claimed.</p>
            \(tables)</section>
            """
    }

    private static func columns(_ first: String) -> [HTMLTable.Column] {
        [.text(first), .number("Share"), .number("95 % interval"), .number("Held or rejected"), .number("n")]
    }

    private static func row(_ name: String, _ value: FraudReport.Proportion) -> [HTML] {
        [
            "\(name)", "\(value.share.map(FixedNotation.percent) ?? "–")",
            "\(FixedNotation.percent(value.low)) to \(FixedNotation.percent(value.high))", "\(FixedNotation.integer(value.count))",
            "\(FixedNotation.integer(value.n))",
        ]
    }
}
