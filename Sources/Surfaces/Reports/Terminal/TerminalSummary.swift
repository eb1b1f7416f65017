internal import Contributions

/// The end of a run on the terminal: coverage, money, the findings that touch the most money, and where the report lies.
///
/// Plain text without ANSI sequences unless `colour` is set; no line is longer than `width`, except for a path.
public struct TerminalSummary: Sendable {
    /// Columns of the text.
    public static let width = 80

    public let report: FraudReport
    /// Where the page was written, as the user gave it.
    public let reportPath: String
    public let colour: Bool
    /// Findings listed.
    public let findingLimit: Int

    public init(report: FraudReport, reportPath: String, colour: Bool = false, findingLimit: Int = 8) {
        self.report = report
        self.reportPath = reportPath
        self.colour = colour
        self.findingLimit = findingLimit
    }

    public var text: String {
        var sections = [coverage, money, findings]
        if let measurement { sections.append(measurement) }
        if let problems { sections.insert(problems, at: 0) }
        return Self.plainSpaces(sections.joined(separator: "\n")) + "\n" + paint("Report", "1") + "  " + VisibleText.revealedLine(reportPath) + "\n"
    }

    private var coverage: String {
        let coverage = report.coverage
        let verdicts = coverage.verdicts
        var out = heading("Coverage")
        out += "  \(FixedNotation.count(coverage.seen, "event")) seen, \(FixedNotation.integer(coverage.screened)) screened, "
        out += "\(FixedNotation.integer(coverage.skipped)) skipped, \(FixedNotation.integer(coverage.unpriced)) unpriced\n"
        out += "  \(paint("clear", "32")) \(FixedNotation.integer(verdicts.clear))   \(paint("hold", "33")) \(FixedNotation.integer(verdicts.hold))"
        out += "   \(paint("reject", "31")) \(FixedNotation.integer(verdicts.reject))\n"
        let failed = coverage.detectors.filter { $0.failed > 0 }
        for row in failed { out += wrapped("\(row.name) failed on \(FixedNotation.count(row.failed, "event")), which are held") }
        let silent = coverage.silentRules.count
        if silent > 0 { out += wrapped("\(FixedNotation.count(silent, "rule")) never fired: no such attack, or a dead rule; cannot tell") }
        return out
    }

    private var money: String {
        let money = report.money
        var table = TextTable([.init("credits"), .init("amount", .right), .init("of fees", .right)])
        let rows: [(String, MicroCredits)] = [
            ("fees in", money.fees), ("asked, with no fraud layer", money.asked), ("paid", money.paid), ("held", money.held),
            ("rejected", money.rejected), ("treasury", money.treasury),
        ]
        for (name, amount) in rows {
            let share = money.fees > .zero ? FixedNotation.percent(Double(amount.micros) / Double(money.fees.micros)) : "-"
            table.append([name, amount.description, share])
        }
        let check = report.feesAreConserved ? paint("adds up to the micro-credit", "32") : paint("DOES NOT ADD UP", "1;31")
        return heading("Money (dry run)") + Self.indented(table.text()) + "  fees = paid + held + rejected + treasury: \(check)\n"
    }

    private var findings: String {
        guard !report.findings.isEmpty else { return heading("Findings") + "  none\n" }
        var table = TextTable([.init("finding"), .init("detector"), .init("people", .right), .init("events", .right), .init("credits", .right)])
        let shown = report.findings.prefix(findingLimit)
        for finding in shown {
            table.append([
                finding.title, finding.detector, FixedNotation.integer(finding.participants.count), FixedNotation.integer(finding.eventCount),
                finding.moneyTouched.description,
            ])
        }
        var out = heading("Findings") + Self.indented(table.text(maximumWidth: Self.width - 2))
        let rest = report.findings.count - shown.count
        if rest > 0 { out += "  and \(FixedNotation.integer(rest)) more in the report\n" }
        return out
    }

    private var measurement: String? {
        guard let measurement = report.measurement else { return nil }
        let parts = [("precision", measurement.precision), ("recall", measurement.recall)].compactMap { name, value -> String? in
            guard let value, let share = value.share else { return nil }
            return "\(name) \(FixedNotation.percent(share)) (\(FixedNotation.integer(value.count)) of \(FixedNotation.integer(value.n)))"
        }
        return parts.isEmpty ? nil : heading("Against labels, by event") + "  " + parts.joined(separator: ", ") + "\n"
    }

    private var problems: String? {
        let problems = report.problems
        guard !problems.isEmpty else { return nil }
        return paint("This report does not add up. Do not pay on it.", "1;31") + "\n" + problems.map { wrapped($0.cause) }.joined()
    }

    private func heading(_ text: String) -> String { paint(text, "1") + "\n" }

    private func wrapped(_ text: String) -> String {
        DisplayWidth.wrapped(VisibleText.revealedLine(text), to: Self.width - 2).map { "  \($0)\n" }.joined()
    }

    private func paint(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "  \($0)\n" }.joined()
    }

    /// Terminals without the narrow no-break space show a box for it.
    private static func plainSpaces(_ text: String) -> String { text.replacing(String(FixedNotation.thousandsSeparator), with: " ") }
}
