internal import Ledger

/// Two texts side by side, matching passages marked and differing words underlined.
struct PassageComparison {
    let evidence: Evidence

    var html: HTML {
        guard let copy = evidence.copy, let original = evidence.original else {
            return "<p class=\"aside\">This evidence holds no readable passages; see <code>report.json</code>.</p>\n"
        }
        return """
            <div class="pair">\(side("Later text", copy))\(side("Earlier text", original))</div>
            \(EvidenceDetails(evidence, except: ["copy", "original"]).html)
            """
    }

    private func side(_ role: String, _ passage: Evidence.Passage) -> HTML {
        let marked = MarkedPassage(passage)
        let time: HTML = passage.time.map { ", \(DateText.minute($0))" } ?? .empty
        let disguise: HTML = marked.disguiseSummary.map { "<p class=\"disguise\">Disguise in this text: \($0).</p>" } ?? .empty
        let unmatched: HTML = passage.matches.isEmpty ? "<p class=\"aside\">No matching spans were recorded for this text.</p>" : .empty
        return """
            <section class="passage"><p class="source"><strong>\(role)</strong> <code>\(passage.submission)</code><br>\
            by <bdi>\(passage.owner)</bdi>\(time)</p>
            <blockquote dir="auto">\(marked.html)</blockquote>\(disguise)\(unmatched)</section>

            """
    }
}
