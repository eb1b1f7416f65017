import Contributions
import Testing

@testable import Reports

@Suite("The report's values")
struct FraudReportTests {
    private static func money(fees: Int64, paid: Int64, rows: [FraudReport.ParticipantMoney] = []) -> FraudReport.Money {
        .init(
            fees: MicroCredits(fees), asked: MicroCredits(rows.reduce(0) { $0 + $1.asked.micros }), paid: MicroCredits(paid), held: .zero,
            rejected: .zero, treasury: .zero, participants: rows)
    }

    private static func problems(_ money: FraudReport.Money, _ coverage: FraudReport.Coverage = .init()) -> [String] {
        FraudReport(identity: SampleReport.identity, coverage: coverage, money: money).problems.map(\.code)
    }

    @Test("The sample adds up")
    func sample() {
        #expect(SampleReport.report.problems == [])
        #expect(SampleReport.report.feesAreConserved)
    }

    @Test("Fees that are not accounted for are a problem, in either direction")
    func fees() {
        #expect(Self.problems(Self.money(fees: 10, paid: 9)).contains("report/fees-not-conserved"))
        #expect(Self.problems(Self.money(fees: 9, paid: 10)).contains("report/fees-not-conserved"))
    }

    @Test("Rows that do not add up to the total are a problem")
    func rows() {
        let row = FraudReport.ParticipantMoney(participant: "a", role: "r", asked: MicroCredits(7), paid: MicroCredits(7))
        #expect(Self.problems(Self.money(fees: 7, paid: 7, rows: [row])) == [])
        #expect(Self.problems(Self.money(fees: 8, paid: 8, rows: [row])) == ["report/rows-differ-from-total"])
    }

    @Test("Amounts at the edge of 64 bits are reported, not trapped on")
    func overflow() {
        let row = FraudReport.ParticipantMoney(participant: "a", role: "r", asked: MicroCredits(.max), paid: MicroCredits(.min))
        #expect(row.change.micros == .min)
        let money = FraudReport.Money(
            fees: MicroCredits(.max), asked: MicroCredits(.max), paid: MicroCredits(.max), held: MicroCredits(.max), rejected: .zero, treasury: .zero,
            participants: [row, row])
        let report = FraudReport(identity: SampleReport.identity, coverage: .init(), money: money)
        #expect(report.problems.count >= 3)
        for format in ReportFormats.all { #expect(!format.text(of: report).isEmpty) }
    }

    @Test("A screened event without a verdict is a problem; a skipped one is not")
    func verdicts() {
        let type = FraudReport.EventTypeCoverage(type: "t", seen: 5, skipped: [.init("why", count: 2)], verdicts: VerdictCounts(clear: 3))
        #expect(Self.problems(Self.money(fees: 0, paid: 0), .init(eventTypes: [type])) == [])
        let short = FraudReport.EventTypeCoverage(type: "t", seen: 5, verdicts: VerdictCounts(clear: 3))
        #expect(Self.problems(Self.money(fees: 0, paid: 0), .init(eventTypes: [short])) == ["report/events-without-verdict"])
    }

    @Test("Findings are sorted by money, then events, then id")
    func order() {
        func finding(_ id: String, _ money: Int64, _ events: Int) -> FraudReport.Finding {
            .init(id: id, detector: "d", kind: "k", title: id, participants: [], eventCount: events, moneyTouched: MicroCredits(money), summary: "")
        }
        let report = FraudReport(
            identity: SampleReport.identity, coverage: .init(), money: Self.money(fees: 0, paid: 0),
            findings: [finding("d", 1, 1), finding("c", 1, 1), finding("b", 1, 9), finding("a", 5, 1)])
        #expect(report.findings.map(\.id) == ["a", "b", "c", "d"])
    }

    @Test("Losers and gainers are ranked by the change that the fraud layer made")
    func ranks() {
        #expect(SampleReport.money.losers.map(\.participant) == ["mill-17", "agent-ring-03", "<script>alert(1)</script>"])
        #expect(SampleReport.money.gainers.first?.participant == "writer-38")
        #expect(SampleReport.money.gainers.allSatisfy { $0.change > .zero })
    }

    /// Reference values: the score equation solved by bisection in 40-digit decimals.
    @Test(
        "Wilson intervals agree with reference values",
        arguments: [(10, 20, 0.2993, 0.7007), (0, 8, 0, 0.3244), (8, 8, 0.6756, 1), (3, 100, 0.0103, 0.0845)])
    func wilson(count: Int, n: Int, low: Double, high: Double) {
        let proportion = FraudReport.Proportion(count: count, of: n)
        #expect(abs(proportion.low - low) < 5e-5 && abs(proportion.high - high) < 5e-5, "\(proportion)")
    }

    @Test("A share of nothing has the whole interval and no value")
    func nothing() {
        let proportion = FraudReport.Proportion(count: 0, of: 0)
        #expect(proportion.share == nil && proportion.low == 0 && proportion.high == 1)
    }
}
