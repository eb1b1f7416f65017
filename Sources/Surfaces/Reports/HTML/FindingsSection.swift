internal import Contributions

/// What a reviewer works through: a table of contents, then each finding with its reasons, benign explanations and evidence.
struct FindingsSection {
    let report: FraudReport

    /// Participants and events named per finding; all of them stand in the JSON twin.
    static let nameLimit = 24

    private var shown: ArraySlice<FraudReport.Finding> { report.findings.prefix(HTMLReport.findingLimit) }

    var html: HTML {
        guard !report.findings.isEmpty else {
            return
                "<section id=\"findings\"><h2>Findings</h2>\n<p>No cluster of events calls for a review. See coverage for what this rests on.</p></section>"
        }
        return """
            <section id="findings"><h2>Findings</h2>
            <p>A finding says what was measured, not what anybody intended. Each names the rule that held the events, the honest explanations to \
            weigh, and the evidence. Sorted by the money that is held or rejected.</p>
            \(contents.html)\(rest)\(legend)\(shown.enumerated().map { article(number: $0 + 1, $1) })</section>
            """
    }

    private var contents: HTMLTable {
        var table = HTMLTable(
            "Findings by money touched",
            [
                .number("No."), .wide("Finding"), .text("Detector"), .number("Participants"), .number("Events"), .number("Held or rejected, credits"),
            ])
        table.rows = shown.enumerated().map { index, finding in
            [
                "\(index + 1)", "<a href=\"#f\(index + 1)\">\(finding.title)</a><br><small>\(finding.id)</small>", "\(finding.detector)",
                "\(FixedNotation.integer(finding.participants.count))", "\(FixedNotation.integer(finding.eventCount))",
                MoneyText.html(finding.moneyTouched),
            ]
        }
        return table
    }

    private var rest: HTML {
        let hidden = report.findings.count - shown.count
        guard hidden > 0 else { return .empty }
        return """
            <p class="note">The \(HTMLReport.findingLimit) findings that touch the most money are shown. \(FixedNotation.count(hidden, "more finding")) \
            \(hidden == 1 ? "is" : "are") in <code>findings.csv</code> and <code>report.json</code>.</p>

            """
    }

    private var legend: HTML {
        guard shown.contains(where: { $0.evidence.contains { $0.kind == .passages } }) else { return .empty }
        return """
            <p class="aside">In passages side by side: <mark>text that stands in both</mark>, <span class="diff">words of this side alone</span>, \
            <span class="hidden">∅</span> an invisible character, <span class="hidden">⇄</span> a direction control, \
            <span class="lookalike">а</span> a look-alike letter of another script.</p>

            """
    }

    private func article(number: Int, _ finding: FraudReport.Finding) -> HTML {
        """
        <article id="f\(number)"><h3><span class="no">\(number)</span> \(finding.title)</h3>
        <p class="meta"><code>\(finding.id)</code> · \(finding.detector) · \(finding.kind)</p>
        <p>\(finding.summary)</p>
        \(facts(finding))\(reasons(finding))\(benign(finding))\(names("Participants", finding.participants))\
        \(EvidenceView(id: "f\(number)", evidence: finding.evidence).html)\(names("Events", finding.eventIDs))<p class="back"><a href="#findings">Back to all findings</a></p></article>

        """
    }

    private func facts(_ finding: FraudReport.Finding) -> HTML {
        var items: [HTML] = [
            "<div><dt>money touched</dt><dd>\(MoneyText.html(finding.moneyTouched)) credits</dd></div>",
            "<div><dt>events</dt><dd>\(Self.events(finding))</dd></div>",
            "<div><dt>participants</dt><dd>\(FixedNotation.integer(finding.participants.count))</dd></div>",
        ]
        if let pValue = finding.pValue {
            items.append("<div><dt>chance among honest</dt><dd>\(FixedNotation.pValue(pValue))</dd></div>")
        }
        return "<dl class=\"facts\">\(items)</dl>\n"
    }

    private static func events(_ finding: FraudReport.Finding) -> String {
        let verdicts = finding.verdicts
        let parts = [(verdicts.hold, "held"), (verdicts.reject, "rejected"), (verdicts.clear, "clear")].filter { $0.0 > 0 }
        let split = parts.map { "\(FixedNotation.integer($0.0)) \($0.1)" }.joined(separator: ", ")
        return FixedNotation.integer(finding.eventCount) + (split.isEmpty ? "" : " (\(split))")
    }

    private func reasons(_ finding: FraudReport.Finding) -> HTML {
        guard !finding.rules.isEmpty else {
            return finding.verdicts.hold + finding.verdicts.reject > 0
                ? "<p>Which rule decided on each event is in <code>verdicts.jsonl</code>.</p>\n"
                : "<p>No rule fired on these events; the finding is shown for information.</p>\n"
        }
        let items = finding.rules.map { rule -> HTML in
            let verb: HTML =
                switch rule.outcome {
                case .hold: "Held because"
                case .reject: "Rejected because"
                case .clear: "Cleared because"
                case .discount: "Paid less because"
                case .label: "Marked because"
                }
            return """
                <li>\(VerdictBadge.html(rule.outcome)) \(verb) \(Sentence.continued(rule.reason)) <span class="meta"><code>\(rule.id)</code> version \(rule.version), \
                \(FixedNotation.count(rule.events, "event"))</span></li>

                """
        }
        return "<ul class=\"reasons\">\n\(items)</ul>\n"
    }

    private func benign(_ finding: FraudReport.Finding) -> HTML {
        let items = finding.benignExplanations.map { "<li>\(Sentence.complete($0))</li>" as HTML }
        return "<div class=\"benign\"><h4>Honest explanations to weigh before deciding</h4><ul>\(items)</ul></div>\n"
    }

    /// The first names of a list; the rest is counted.
    private func names(_ heading: HTML, _ all: [String]) -> HTML {
        guard !all.isEmpty else { return .empty }
        let shown = all.prefix(Self.nameLimit).map { "<li><bdi>\($0)</bdi></li>" as HTML }
        let hidden = all.count - shown.count
        let more: HTML = hidden > 0 ? "<li>and \(FixedNotation.integer(hidden)) more in <code>report.json</code></li>" : .empty
        return "<h4>\(heading)</h4><ul class=\"inline\">\(shown)\(more)</ul>\n"
    }
}
