internal import Contributions

/// The head of the page: title, what came out in plain words, anything that does not add up, and what the report was computed from.
struct OpeningSection {
    let report: FraudReport

    var html: HTML {
        """
        <header>
        <h1>\(report.identity.title)</h1>
        <p class="period">\(period)</p>
        \(problems)<p class="lead">\(Self.verdictSentence(report))</p>
        \(tiles)
        <nav aria-label="Contents"><ol>
        <li><a href="#coverage">Coverage</a></li><li><a href="#money">Money</a></li><li><a href="#findings">Findings</a></li>\
        \(measurementLink)<li><a href="#method">Method and limits</a></li><li><a href="#glossary">Glossary</a></li>
        </ol></nav>
        </header>
        """
    }

    /// `N events were screened: N held, N rejected. M credits would be paid …`
    static func verdictSentence(_ report: FraudReport) -> String {
        let (coverage, money) = (report.coverage, report.money)
        guard coverage.seen > 0 else { return "The ledger holds no events, so nothing was screened and nothing would be paid." }
        let verdicts = coverage.verdicts
        let payees = Set(report.money.participants.filter { $0.paid > .zero }.map(\.participant)).count
        var text = "\(FixedNotation.count(coverage.seen, "event")) reached the ledger and \(FixedNotation.integer(coverage.screened)) were screened: "
        text += "\(FixedNotation.integer(verdicts.clear)) are clear, \(FixedNotation.integer(verdicts.hold)) are held for review "
        text += "and \(FixedNotation.integer(verdicts.reject)) are rejected. "
        text += "Of \(FixedNotation.credits(money.fees)) credits in fees, \(FixedNotation.credits(money.paid)) would be paid to "
        text += "\(FixedNotation.count(payees, "participant")), \(FixedNotation.credits(money.held)) wait for review, "
        text += "\(FixedNotation.credits(money.rejected)) are refused and \(FixedNotation.credits(money.treasury)) stay with the treasury. "
        let count = report.findings.count
        text +=
            count == 0
            ? "No finding needs a review." : "\(FixedNotation.count(count, "finding")) \(count == 1 ? "awaits" : "await") a person's decision."
        return text
    }

    private var period: String {
        guard let first = report.identity.firstEvent, let last = report.identity.lastEvent else { return "No events" }
        return "Events from \(DateText.minute(first)) to \(DateText.minute(last)); policy \(report.identity.policyName), dry run"
    }

    private var problems: HTML {
        let problems = report.problems
        guard !problems.isEmpty else { return .empty }
        let items = problems.map { "<li>\($0.cause) <code>\($0.code)</code></li>\n" as HTML }
        return """
            <div class="banner" role="alert"><h2>This report does not add up. Do not pay on it.</h2><ul>
            \(items)</ul></div>

            """
    }

    private var tiles: HTML {
        let verdicts = report.coverage.verdicts
        let rows: [(String, String, String)] = [
            ("clear", FixedNotation.integer(verdicts.clear), "events clear"), ("hold", FixedNotation.integer(verdicts.hold), "events held"),
            ("reject", FixedNotation.integer(verdicts.reject), "events rejected"),
            ("neutral", FixedNotation.integer(report.findings.count), report.findings.count == 1 ? "finding" : "findings"),
        ]
        let tiles = rows.map { tone, value, label -> HTML in "<li class=\"tile \(tone)\"><strong>\(value)</strong> \(label)</li>" }
        return "<ul class=\"tiles\">\(tiles)</ul>"
    }

    private var measurementLink: HTML {
        report.measurement == nil ? .empty : "<li><a href=\"#measurement\">Against labels</a></li>"
    }
}
