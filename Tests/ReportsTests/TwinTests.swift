import CanonicalJSON
import Contributions
import Testing

@testable import Reports

@Suite("CSV and JSON twins")
struct TwinTests {
    /// An independent reader of RFC 4180.
    private static func parse(_ text: String) -> [[String]] {
        var rows: [[String]] = [[""]]
        var quoted = false
        var characters = Array(text.unicodeScalars)[...]
        while let next = characters.popFirst() {
            if quoted {
                if next == "\"" {
                    if characters.first == "\"" {
                        rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(characters.removeFirst())
                    } else {
                        quoted = false
                    }
                } else {
                    rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(next)
                }
            } else if next == "\"" {
                quoted = true
            } else if next == "," {
                rows[rows.count - 1].append("")
            } else if next == "\n" {
                rows.append([""])
            } else {
                rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(next)
            }
        }
        return Array(rows.dropLast())
    }

    @Test("Payouts have exactly the columns of the contract, in micro-credits, one line per row")
    func payouts() {
        let rows = Self.parse(PayoutsCSV().text(of: SampleReport.report))
        #expect(rows.first == ["participant", "role", "asked", "paid", "held", "rejected"])
        #expect(rows.count == SampleReport.participants.count + 1)
        #expect(rows.allSatisfy { $0.count == 6 })
        #expect(rows.contains(["mill-17", "contributor", "211000000", "0", "61200000", "149800000"]))
        let paid = rows.dropFirst().compactMap { Int64($0[3]) }.reduce(0, +)
        #expect(paid == SampleReport.money.paid.micros)
    }

    @Test("Quotes, commas and line breaks survive the way through a CSV reader")
    func quoting() {
        let text = "a \"b\", c\nd\re"
        #expect(Self.parse(CSVText.line([.text(text), .integer(-5), .number(nil), .number(0.25)])) == [[text, "-5", "", "0.25"]])
    }

    @Test("Text that a spreadsheet would run gets an apostrophe; numbers do not", arguments: ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
    func formulas(text: String) {
        #expect(Self.parse(CSVText.line([.text(text)])) == [["'" + text]])
        #expect(CSVText.inert("a=1") == "a=1" && CSVText.inert("") == "")
    }

    @Test("Findings have one line each, nothing left out")
    func findings() {
        let rows = Self.parse(FindingsCSV().text(of: SampleReport.report))
        #expect(rows.count == SampleReport.report.findings.count + 1)
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        #expect(rows[1][0] == "near_duplicate:copies:sub-0077")
    }

    @Test("The JSON twin holds coverage, money and findings, and says what it was computed from")
    func json() throws {
        let value = try JSONParser.parse(JSONReport().text(of: SampleReport.report))
        #expect(value["coverage"]?["seen"]?.integerValue == 4332)
        #expect(value["coverage"]?["verdicts"]?["hold"]?.integerValue == 180)
        #expect(value["money"]?["fees"]?.integerValue == SampleReport.money.fees.micros)
        #expect(value["money"]?["participants"]?.arrayValue?.count == SampleReport.participants.count)
        #expect(value["findings"]?.arrayValue?.count == 5)
        #expect(value["findings"]?.arrayValue?.first?["evidence"]?.arrayValue?.first?["kind"]?.stringValue == "passages")
        #expect(value["identity"]?["watermark"]?.integerValue == 8411)
        #expect(value["problems"]?.arrayValue == [])
        #expect(value["measurement"]?["attacks"]?.arrayValue?.count == 5)
    }
}
