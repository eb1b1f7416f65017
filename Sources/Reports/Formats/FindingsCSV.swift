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
                .integer(finding.moneyTouched.micros), .number(finding.pValue), .text(finding.rules.map(\.id).joined(separator: " ")),
                .text(finding.participants.joined(separator: " ")), .text(finding.summary),
            ])
        }
        return out
    }
}
