internal import Contributions
internal import Ledger

/// Evidence of a finding as markup, each kind in the form in which a person can check it.
struct EvidenceView {
    /// Pieces of evidence shown per finding; all of them stand in the JSON twin.
    static let shownLimit = 8
    /// Rows of a table beneath a plot; the rest stands in the JSON twin.
    static let tableRowLimit = 60

    /// Unique on the page; figures inside derive theirs from it.
    let id: String
    let evidence: [Evidence]

    var html: HTML {
        var out = HTML.empty
        var rest = evidence.prefix(Self.shownLimit)
        var number = 0
        while let first = rest.first {
            number += 1
            let figureID = "\(id)-e\(number)"
            // Measures in the same unit share one plot.
            let run = first.kind == .expectation ? Array(rest.prefix { $0.kind == .expectation && $0.unit == first.unit }) : [first]
            rest = rest.dropFirst(run.count)
            switch first.kind {
            case .passages: out += PassageComparison(evidence: first).html
            case .timeline: out += TimelineFigure(id: figureID, evidence: first).html
            case .expectation: out += ExpectationFigure(id: figureID, evidence: run).html
            case .terms: out += TermsFigure(id: figureID, evidence: first).html
            case .note: out += Self.note(first)
            }
        }
        if evidence.count > Self.shownLimit {
            let more = FixedNotation.count(evidence.count - Self.shownLimit, "more piece", "more pieces")
            out += "<p class=\"aside\">\(more) of evidence in <code>report.json</code>.</p>\n"
        }
        return out
    }

    private static func note(_ evidence: Evidence) -> HTML {
        let text = evidence.text ?? ""
        return "<p class=\"note\">\(text)</p>\n\(EvidenceDetails(evidence, except: ["text"]).html)"
    }
}
