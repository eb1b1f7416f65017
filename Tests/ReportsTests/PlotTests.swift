import Contributions
import Testing

@testable import Reports

@Suite("Plots")
struct PlotTests {
    @Test(
        "A value axis covers the largest value with few, even ticks",
        arguments: [0.0003, 0.78, 1, 7, 28, 99.9, 1314.7, 6e8, 0, -3, Double.nan, .infinity])
    func linear(largest: Double) {
        let axis = LinearAxis(largest: largest, pixels: 100..<500)
        #expect((3...12).contains(axis.ticks.count), "\(axis.ticks)")
        if largest.isFinite { #expect(axis.maximum >= largest) }
        #expect(axis.position(axis.maximum) == 500 && axis.position(0) == 100)
        #expect(Set(axis.ticks.map(axis.label)).count == axis.ticks.count, "\(axis.ticks.map(axis.label))")
    }

    @Test("A count axis has no tick between two integers")
    func wholeNumbers() {
        #expect(LinearAxis(largest: 2, pixels: 0..<10, wholeNumbers: true).ticks == [0, 1, 2])
    }

    @Test("A time axis has few ticks, all inside", arguments: [1, 45, 600, 86_399, 86_400 * 30, 86_400 * 400, 86_400 * 20_000] as [Int64])
    func time(span: Int64) {
        let first = SampleReport.time("2026-03-01T09:15:02Z")
        let axis = TimeAxis(first: first, last: first.advanced(bySeconds: span), pixels: 0..<700)
        #expect(axis.ticks.count <= 9, "\(axis.ticks)")
        #expect(axis.ticks.allSatisfy { $0 >= axis.first && $0 <= axis.last })
        #expect(axis.ticks == axis.ticks.sorted())
    }

    @Test("Years of days are drawn in equal runs and no event is lost")
    func buckets() {
        let start = SampleReport.time("2024-01-01T00:00:00Z")
        let days = (0..<900).map { FraudReport.DayCounts(day: start.advanced(bySeconds: Int64($0) * 86_400).day, counts: VerdictCounts(clear: 1)) }
        let html = VerdictsPerDayFigure(days: days).html.markup
        #expect(html.contains("Verdicts per 10 days"))
        #expect(html.split(separator: "<rect class=\"t-clear\" x=\"").count - 1 <= VerdictsPerDayFigure.columnLimit + 1)
        let cells = html.split(separator: "<tr>").dropFirst(2).compactMap { row in
            row.split(separator: "<td class=\"n\">").dropFirst().first.flatMap { Int($0.prefix { $0 != "<" }) }
        }
        #expect(cells.reduce(0, +) == 900)
    }

    @Test("Two days that lie fifty years apart do not make a page of empty columns")
    func farApart() {
        let days = ["1976-03-01", "2026-03-01", "not a day"].map { FraudReport.DayCounts(day: $0, counts: VerdictCounts(hold: 1)) }
        #expect(VerdictsPerDayFigure(days: days).html.markup.utf8.count < 40_000)
    }

    @Test("Long labels are broken and then cut, never drawn over the bars")
    func labels() {
        let label = "share of the citations of this consumer that go to submissions of participants who share its funder or its device and more"
        let chart = BarChart(groups: [.init(label: label, bars: [.init(value: 1, text: "1", tone: .observed)])], axisTitle: "share")
        let lines = chart.drawing.markup.split(separator: "class=\"label\"").dropFirst()
        #expect(lines.count == 3)
        #expect(lines.last?.contains("…</text>") == true)
    }
}
