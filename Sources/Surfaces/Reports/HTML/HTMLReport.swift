internal import Contributions

/// The fraud report as one self-contained page: no network, no script, light and dark, fit for print and for narrow screens.
///
/// The content policy allows nothing but the page's own stylesheet, named by its digest, so even a fault in escaping could load or run nothing.
public struct HTMLReport: ReportRenderer {
    /// Findings shown with their evidence; the rest stands in `findings.csv` and `report.json`.
    public static let findingLimit = 200
    /// Rows of the participants' table; all of them stand in `payouts.csv`.
    public static let participantLimit = 200

    public init() {}

    public var fileName: String { "index.html" }

    public func text(of report: FraudReport) -> String {
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(Self.stylesheetSource)'; base-uri 'none'; \
            form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="assay \(report.identity.toolVersion)">
            <title>\(report.identity.title)</title>
            <style>
            """
        let body: HTML = """
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            \(OpeningSection(report: report).html)
            <main id="main">
            \(CoverageSection(report: report).html)
            \(MoneySection(report: report).html)
            \(FindingsSection(report: report).html)
            \(MeasurementSection(report: report).html)
            \(MethodSection(report: report).html)
            </main>
            \(Self.footer(report))
            </body>
            </html>

            """
        return page.markup + Stylesheet.text + "</style>\n" + body.markup
    }

    private static var stylesheetSource: String { "sha256-" + Base64.encode(Digest.sha256(Stylesheet.text).bytes) }

    private static func footer(_ report: FraudReport) -> HTML {
        """
        <footer><p>assay \(report.identity.toolVersion). Computed from ledger <code>\(report.identity.ledgerID)</code> at watermark \
        \(report.identity.watermark); the same ledger, rules and policy give this page again, byte for byte.</p></footer>
        """
    }
}
