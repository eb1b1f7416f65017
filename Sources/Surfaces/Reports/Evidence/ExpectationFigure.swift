internal import Ledger

/// Observed against expected, for measures that share a unit.
struct ExpectationFigure {
    let id: String
    /// All of kind `expectation`, all with the same unit; at least one.
    let evidence: [Evidence]

    private struct Measure: Hashable {
        let what: String
        let observed: Double?
        let expected: Double?
    }

    var html: HTML {
        let measures = measures
        let unit = evidence.first?.unit ?? ""
        let chart = BarChart(groups: measures.map(group), axisTitle: unit.isEmpty ? "value" : unit)
        let figure = Figure(
            id: id, title: "Observed against expected",
            description: "What was seen, beside what honest behaviour would give" + (unit.isEmpty ? "." : "; unit: \(unit)."),
            height: chart.height, drawing: chart.drawing,
            legend: [.init(mark: Tone.observed.swatch, label: "observed"), .init(mark: Tone.expected.swatch, label: "expected")],
            table: table(measures, unit: unit))
        return figure.html + EvidenceDetails(evidence, except: ["what", "observed", "expected", "unit"]).html
    }

    /// Each distinct measure once; those of one name but other values carry what they were measured on.
    private var measures: [Measure] {
        var seen: Set<Measure> = []
        var all: [(measure: Measure, subject: String?)] = []
        for piece in evidence {
            let measure = Measure(
                what: piece.what ?? "measure", observed: piece.observed,
                expected: piece.expected)
            guard seen.insert(measure).inserted else { continue }
            all.append((measure, piece.subject))
        }
        let names = Dictionary(all.map { ($0.measure.what, 1) }, uniquingKeysWith: +)
        return all.map { measure, subject in
            guard let subject, (names[measure.what] ?? 1) > 1 else { return measure }
            return Measure(what: "\(measure.what) (\(subject))", observed: measure.observed, expected: measure.expected)
        }
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
