import Testing

@testable import Reports

@Suite("What is caught against whom it touches") struct TradeOffPlotTests {
    private static func point(_ people: Int, _ credits: Double, _ label: String = "rule signal 0.5") -> TradeOffPlot.Point {
        TradeOffPlot.Point(people: people, credits: credits, label: label)
    }

    @Test("The front holds what no other point beats or equals on both counts, fewest people first")
    func front() {
        let points = [(3, 10.0), (0, 4), (0, 6), (5, 10), (4, 9), (9, 12)].map { Self.point($0.0, $0.1) }
        #expect(TradeOffPlot.front(points).map(\.people) == [0, 3, 9])
        #expect(TradeOffPlot.front([]) == [])
    }

    @Test("The picture is sound markup whatever a rule is called, and stands by itself")
    func markup() {
        let hostile = "</svg><script>alert(1)</script>\"'&\u{202E}"
        let plot = TradeOffPlot(
            title: hostile, points: [Self.point(1, 5, hostile), Self.point(4, 9)], current: Self.point(0, 3), chosen: Self.point(1, 5))
        let checker = MarkupChecker(plot.svg)
        #expect(checker.problems == [])
        #expect(!checker.elements.contains("script"))
        #expect(plot.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(plot.svg.contains("Proposed: 1 person, 5.00 credits."))
        #expect(plot.svg.contains("As the rules are: 0 people, 3.00 credits."))
    }

    @Test("Every mark lies inside the picture, and sets far from any choice are counted rather than drawn")
    func inside() {
        let points = (0..<60).map { Self.point($0 * $0, 100 - Double($0 % 7) * 14) } + [Self.point(2, 0)]
        let svg = TradeOffPlot(title: "t", points: points, current: Self.point(1, 90), chosen: nil).svg
        let checker = MarkupChecker(svg)
        func values(_ element: String, _ name: String) -> [Double] {
            checker.attributes.filter { $0.element == element && $0.name == name }.compactMap { Double($0.value) }
        }
        #expect(values("circle", "cx").allSatisfy { (0...Figure.width).contains($0) })
        #expect(values("circle", "cy").allSatisfy { (0...464).contains($0) })
        #expect(svg.contains("of rules outside the picture"))
    }

    @Test("Nothing caught, one point or huge sums still make a picture", arguments: [0.0, 1e-6, 3, 4e11])
    func extremes(credits: Double) {
        let only = Self.point(0, credits)
        let svg = TradeOffPlot(title: "t", points: [only], current: only, chosen: nil).svg
        #expect(MarkupChecker(svg).problems == [])
        #expect(svg.split(separator: "class=\"tick\"").count < 40)
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
}
