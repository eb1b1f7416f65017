internal import Detection

/// Observed against expected, for measures that share a unit.
struct ExpectationFigure {
    let id: String
    /// All of kind `expectation`, all with the same unit; at least one.
    let evidence: [Evidence]

    private struct Measure {
        let what: String
        let observed: Double?
        let expected: Double?
    }

    var html: HTML {
        let measures = evidence.map {
            Measure(
                what: $0.fields["what"]?.stringValue ?? "measure", observed: $0.fields["observed"]?.doubleValue,
                expected: $0.fields["expected"]?.doubleValue)
        }
        let unit = evidence.first?.unit ?? ""
        let chart = BarChart(groups: measures.map(group), axisTitle: unit.isEmpty ? "value" : unit)
        let figure = Figure(
            id: id, title: "Observed against expected",
            description: "What was seen, beside what honest behaviour would give" + (unit.isEmpty ? "." : "; unit: \(unit)."),
            height: chart.height, drawing: chart.drawing,
            legend: [.init(mark: Tone.observed.swatch, label: "observed"), .init(mark: Tone.expected.swatch, label: "expected")],
            table: table(measures, unit: unit))
        let details = evidence.map { EvidenceDetails($0, except: ["what", "observed", "expected", "unit"]).html }
        return figure.html + details.joined()
    }

    private func group(_ measure: Measure) -> BarChart.Group {
        BarChart.Group(
            label: measure.what,
            bars: [
                .init(value: measure.observed ?? 0, text: Self.text(measure.observed), tone: .observed),
                .init(value: measure.expected ?? 0, text: Self.text(measure.expected), tone: .expected),
            ])
    }

    private func table(_ measures: [Measure], unit: String) -> HTMLTable {
        var table = HTMLTable(
            unit.isEmpty ? "Observed and expected" : "Observed and expected (\(unit))",
            [.text("Measure"), .number("Observed"), .number("Expected"), .number("Ratio")])
        table.rows = measures.map { measure in
            ["\(measure.what)", "\(Self.text(measure.observed))", "\(Self.text(measure.expected))", "\(Self.ratio(measure))"]
        }
        return table
    }

    private static func text(_ value: Double?) -> String { value.map(FixedNotation.measurement) ?? "not measured" }

    private static func ratio(_ measure: Measure) -> String {
        guard let observed = measure.observed, let expected = measure.expected, expected > 0 else { return "–" }
        let ratio = observed / expected
        return "× " + (ratio < 0.095 ? FixedNotation.measurement(ratio) : FixedNotation.decimal(ratio, digits: ratio < 9.95 ? 1 : 0))
    }
}
