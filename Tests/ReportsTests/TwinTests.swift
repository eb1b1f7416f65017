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

    /// The sample with rules of other outcomes and on trial.
    private static func report(trials: [FraudReport.RuleTrial], discounted: MicroCredits = .zero) throws -> FraudReport {
        let sample = SampleReport.report
        let share = try #require(Discount(ppm: 125_000))
        return FraudReport(
            identity: sample.identity,
            coverage: FraudReport.Coverage(
                eventTypes: sample.coverage.eventTypes, detectors: sample.coverage.detectors,
                rules: [
                    .init(id: "worn", version: "1", outcome: .discount(share), evaluated: 9, fired: 4),
                    .init(id: "marked", version: "1", outcome: .label("needs-source"), evaluated: 9, fired: 5),
                ], trials: trials),
            money: FraudReport.Money(
                fees: sample.money.fees, asked: sample.money.asked, paid: sample.money.paid, held: sample.money.held, rejected: sample.money.rejected,
                treasury: sample.money.treasury, discounted: discounted, participants: sample.money.participants),
            days: sample.days, findings: [], recomputeCommands: sample.recomputeCommands, limits: [])
    }

    @Test("Rules on trial stand apart, marked as without effect, in the page and in its twin; without any neither speaks of them")
    func trials() throws {
        let trial = FraudReport.RuleTrial(id: "tried<b>", version: "3", effect: .hold, evaluated: 90, fired: 12, unknown: 2, changed: 7)
        let report = try Self.report(trials: [trial])
        let rows = try JSONParser.parse(JSONReport().text(of: report))["coverage"]?["rules_on_trial"]
        #expect(
            rows == [
                [
                    "id": "tried<b>", "version": "3", "outcome": "hold", "effective": false, "evaluated": 90, "would_have_fired": 12, "unknown": 2,
                    "would_have_changed": 7,
                ]
            ])
        let page = HTMLReport().text(of: report)
        #expect(page.contains("Rules on trial") && page.contains("without effect") && page.contains("tried&lt;b&gt;"))
        let without = try Self.report(trials: [])
        #expect(!HTMLReport().text(of: without).contains("on trial") && !JSONReport().text(of: without).contains("on_trial"))
    }

    @Test("A discount stands with its share and a label with its name; what discounts kept is named where there is any")
    func effects() throws {
        let report = try Self.report(trials: [], discounted: MicroCredits(1_234_567))
        let twin = try JSONParser.parse(JSONReport().text(of: report))
        #expect(twin["coverage"]?["rules"]?.arrayValue?.map { $0["outcome"] } == ["label", "discount"])
        #expect(twin["coverage"]?["rules"]?.arrayValue?.map { $0["discount"] } == [nil, 125_000])
        #expect(twin["coverage"]?["rules"]?.arrayValue?.map { $0["label"] } == ["needs-source", nil])
        #expect(twin["money"]?["discounted"] == 1_234_567)
        let page = HTMLReport().text(of: report)
        #expect(page.contains("discount 12.5%") && page.contains("<code>needs-source</code>") && page.contains("are what discounts kept back"))
        let plain = try Self.report(trials: [])
        #expect(try JSONParser.parse(JSONReport().text(of: plain))["money"]?["discounted"] == nil)
        #expect(!HTMLReport().text(of: plain).contains("discounts kept back"))
    }
}
