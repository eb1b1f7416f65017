internal import Contributions

/// The head of the page: title, what came out in plain words, anything that does not add up, and what the report was computed from.
struct OpeningSection {
    let report: FraudReport

    var html: HTML {
        """
        <header>
        <h1>\(report.identity.title)</h1>
        <p class="period">\(period)</p>
        \(problems)<p class="lead">\(verdictSentence)</p>
        \(tiles)
        <nav aria-label="Contents"><ol>
        <li><a href="#coverage">Coverage</a></li><li><a href="#money">Money</a></li><li><a href="#findings">Findings</a></li>\
        \(measurementLink)<li><a href="#method">Method and limits</a></li><li><a href="#glossary">Glossary</a></li>
        </ol></nav>
        </header>
        """
    }

    /// `N events reached the ledger and N were screened: N are clear, N held, N rejected. Of M credits …`
    private var verdictSentence: HTML {
        let (coverage, money) = (report.coverage, report.money)
        guard coverage.seen > 0 else { return "The ledger holds no events, so nothing was screened and nothing would be paid." }
        let verdicts = coverage.verdicts
        let payees = Set(money.participants.filter { $0.paid > .zero }.map(\.participant)).count
        let screened = coverage.skipped == 0 ? "all were" : "\(FixedNotation.integer(coverage.screened)) were"
        let count = report.findings.count
        let findings =
            count == 0
            ? "No finding needs a review." : "\(FixedNotation.count(count, "finding")) \(count == 1 ? "awaits" : "await") a person's decision."
        return """
            \(FixedNotation.count(coverage.seen, "event")) reached the ledger and \(screened) screened: \
            \(FixedNotation.integer(verdicts.clear)) are clear, \(FixedNotation.integer(verdicts.hold)) are held for review and \
            \(FixedNotation.integer(verdicts.reject)) are rejected. Of \(MoneyText.html(money.fees)) credits in fees, \
            \(MoneyText.html(money.paid)) would be paid to \(FixedNotation.count(payees, "participant")), \
            \(MoneyText.html(money.held)) wait for a review, \(MoneyText.html(money.rejected)) are refused and \
            \(MoneyText.html(money.treasury)) stay with the treasury. \(findings)
            """
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
