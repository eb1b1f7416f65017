/// One line per participant and role: `participant,role,asked,paid,held,rejected` in micro-credits, nothing left out.
public struct PayoutsCSV: ReportRenderer {
    public init() {}

    public var fileName: String { "payouts.csv" }

    public func text(of report: FraudReport) -> String {
        var out = "participant,role,asked,paid,held,rejected\n"
        for row in report.money.participants {
            out += CSVText.line([
                .text(row.participant), .text(row.role), .integer(row.asked.micros), .integer(row.paid.micros), .integer(row.held.micros),
                .integer(row.rejected.micros),
            ])
        }
        return out
    }
}
