/// One line per finding, nothing left out; lists inside a cell are separated by a space.
public struct FindingsCSV: ReportRenderer {
    public init() {}

    public var fileName: String { "findings.csv" }

    public func text(of report: FraudReport) -> String {
        var out = "finding,detector,kind,title,participants,events,held,rejected,money_touched,p_value,rules,members,summary\n"
        for finding in report.findings {
            out += CSVText.line([
                .text(finding.id), .text(finding.detector), .text(finding.kind), .text(finding.title), .integer(Int64(finding.participants.count)),
                .integer(Int64(finding.eventCount)), .integer(Int64(finding.verdicts.hold)), .integer(Int64(finding.verdicts.reject)),
                .integer(finding.moneyTouched.micros), .number(finding.pValue), .text(ruleIDs(finding)),
                .text(finding.participants.joined(separator: " ")), .text(finding.summary),
            ])
        }
        return out
    }

    /// Each rule once: one that was undecided on some events stands in the finding twice.
    private func ruleIDs(_ finding: FraudReport.Finding) -> String {
        var seen: Set<String> = []
        return finding.rules.map(\.id).filter { seen.insert($0).inserted }.joined(separator: " ")
    }
}
