import Testing

@testable import Reports

@Suite("Terminal")
struct TerminalTests {
    @Test("Columns are aligned by what a terminal shows, wide characters included")
    func alignment() {
        let table = TextTable([.init("name"), .init("n", .right)], rows: [["漢字", "1"], ["e\u{301}tude", "1000"], ["👩\u{200D}💻", "20"]])
        #expect(
            table.text() == """
                name      n
                -----  ----
                漢字      1
                e\u{301}tude  1000
                👩\u{200D}💻       20

                """)
    }

    @Test("Wide characters take two places, combining marks none", arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("é", 1)])
    func places(text: String, count: Int) {
        #expect(DisplayWidth.of(text) == count)
    }

    @Test("The line under the headings can be left out")
    func noRule() {
        #expect(TextTable([.init("a")], rows: [["1"]]).text(rule: false) == "a\n1\n")
    }

    @Test("Too wide a table cuts its widest text columns and never a number")
    func truncation() {
        let table = TextTable(
            [.init("id"), .init("text"), .init("amount", .right)], rows: [["a1", String(repeating: "x", count: 90), "1234567890"]])
        let lines = table.text(maximumWidth: 40).split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= 40 })
        #expect(lines.last?.hasSuffix("…  1234567890") == true)
        #expect(TextTable([.init("amount", .right)], rows: [["1234567890"]]).text(maximumWidth: 4).contains("1234567890"))
    }

    @Test("Rows of another length are filled or cut, and an empty table is its heading")
    func ragged() {
        let table = TextTable([.init("a"), .init("b")], rows: [["1"], ["1", "2", "3"], []])
        #expect(table.text() == "a  b\n-  -\n1\n1  2\n\n")
        #expect(TextTable([.init("a")]).text() == "a\n-\n")
        #expect(TextTable([]).text() == "\n\n")
    }

    @Test("Wrapping keeps every word within the width", arguments: [5, 12, 40])
    func wrapping(width: Int) {
        let text = "a sentence with a verylongwordthatdoesnotfit and 漢字漢字漢字 at its end"
        let lines = DisplayWidth.wrapped(text, to: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }

    @Test("The summary stays within 80 columns and names coverage, money, findings and the report")
    func summary() {
        let text = TerminalSummary(report: SampleReport.report, reportPath: "out/index.html").text
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= TerminalSummary.width, "\(line)") }
        for part in [
            "4 332 events seen", "180", "adds up to the micro-credit", "Nine agents act", "recall 88.3 %", "Report  out/index.html",
            "2 rules never fired",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202F}"))
    }

    @Test("Colour adds sequences and changes no word")
    func colour() throws {
        let plain = TerminalSummary(report: SampleReport.report, reportPath: "r").text
        let coloured = TerminalSummary(report: SampleReport.report, reportPath: "r", colour: true).text
        #expect(coloured != plain)
        #expect(coloured.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "") == plain)
    }

    @Test("A report that does not add up says so first; an empty one says none")
    func edges() {
        let broken = FraudReport(
            identity: SampleReport.identity, coverage: .init(),
            money: .init(fees: SampleReport.money.fees, asked: .zero, paid: .zero, held: .zero, rejected: .zero, treasury: .zero))
        #expect(TerminalSummary(report: broken, reportPath: "r").text.hasPrefix("This report does not add up"))
        #expect(TerminalSummary(report: SampleReport.empty, reportPath: "r").text.contains("Findings\n  none"))
    }
}
