internal import Ledger

/// Words of a text against how often comparable texts use them.
struct TermsFigure {
    let id: String
    let evidence: Evidence

    static let barLimit = 12

    var html: HTML {
        let terms = evidence.terms
        guard !terms.isEmpty else { return EvidenceDetails(evidence, except: ["terms"]).html }
        let words = evidence.wordCount
        let chart = BarChart(
            groups: terms.prefix(Self.barLimit).map { group($0, words: words) },
            axisTitle: words > 0 ? "times per thousand words" : "times in the text")
        let figure = Figure(
            id: id, title: "Words that stand out", description: description(shown: min(terms.count, Self.barLimit), total: terms.count, words: words),
            height: chart.height, drawing: chart.drawing, legend: legend(words: words), table: table(terms, words: words))
        return figure.html + EvidenceDetails(evidence, except: ["terms", "words", "window_words"]).html
    }

    private func description(shown: Int, total: Int, words: Int) -> String {
        let scope = shown < total ? "The first \(shown) of \(total) terms" : FixedNotation.count(total, "term")
        return words > 0
            ? "\(scope) in a passage of \(FixedNotation.count(words, "word")), against comparable texts."
            : "\(scope): how often each stands in the text; the table gives the rate in comparable texts."
    }

    private func legend(words: Int) -> [Figure.LegendItem] {
        let observed = Figure.LegendItem(mark: Tone.observed.swatch, label: "this text")
        return words > 0 ? [observed, .init(mark: Tone.expected.swatch, label: "comparable texts")] : [observed]
    }

    private func group(_ term: Evidence.Term, words: Int) -> BarChart.Group {
        guard words > 0 else {
            return .init(label: term.term, bars: [.init(value: Double(term.count), text: FixedNotation.integer(term.count), tone: .observed)])
        }
        let rate = Double(term.count) * 1000 / Double(words)
        let expected = term.expectedPerMille ?? 0
        return .init(
            label: term.term,
            bars: [
                .init(value: rate, text: FixedNotation.measurement(rate), tone: .observed),
                .init(value: expected, text: FixedNotation.measurement(expected), tone: .expected),
            ])
    }

    private func table(_ terms: [Evidence.Term], words: Int) -> HTMLTable {
        var table = HTMLTable("Terms", [.text("Term"), .number("Times in the text"), .number("Expected per thousand words")])
        table.rows = terms.prefix(EvidenceView.tableRowLimit).map { term in
            [
                "\(term.term)", "\(FixedNotation.integer(term.count))",
                "\(term.expectedPerMille.map(FixedNotation.measurement) ?? "not measured")",
            ]
        }
        return table
    }
}
