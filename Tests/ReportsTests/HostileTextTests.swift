import Ledger
import CanonicalJSON
import Contributions
import Detection
import Testing

@testable import Reports

@Suite("Hostile text")
struct HostileTextTests {
    static let hostile = "\"><script>alert('x')</script><b onclick=\"y\">&amp;\u{202E}evil\u{200B}\u{1B}[31m\u{0}\u{2028}"

    private static let report: FraudReport = {
        let text = hostile
        let passage = Evidence.Passage(submission: text, owner: text, time: nil, text: text, matches: [0..<5])
        let action = (time: Timestamp(seconds: 1), actor: text, target: text)
        let finding = FraudReport.Finding(
            id: text, detector: text, kind: text, title: text, participants: [text], eventCount: 1, verdicts: VerdictCounts(hold: 1),
            moneyTouched: .zero, summary: text, pValue: 0.5, rules: [.init(id: text, version: text, outcome: .hold, reason: text, events: 1)],
            evidence: [
                .passages(copy: passage, original: passage, details: JSONObject([(text, .string(text))])),
                .timeline([action, action], windowSeconds: 60, details: JSONObject([("x", .string(text))])),
                .expectation(text, observed: .nan, expected: .infinity, unit: text), .terms([(text, 3, 0.5)]), .note(text),
            ], benignExplanations: [text])
        return FraudReport(
            identity: .init(
                title: text, toolVersion: text, ledgerID: text, ledgerHead: .zero, entryCount: 1, watermark: 0, ruleSetDigest: .zero,
                policyName: text, policyDigest: .zero, firstEvent: nil, lastEvent: nil),
            coverage: .init(
                eventTypes: [.init(type: text, seen: 2, skipped: [.init(text, count: 1)], verdicts: VerdictCounts(hold: 1))],
                detectors: [.init(name: text, measured: 1, failed: 1, reasons: [.init(text, count: 1)])],
                rules: [.init(id: text, version: text, outcome: .hold, evaluated: 1, fired: 0)]),
            money: .init(
                fees: .zero, asked: .zero, paid: .zero, held: .zero, rejected: .zero, treasury: .zero,
                participants: [.init(participant: text, role: text, asked: .zero, paid: .zero)]),
            days: [.init(day: text, counts: VerdictCounts(hold: 1))], findings: [finding],
            measurement: .init(labels: text, attacks: [.init(name: text, flagged: .init(count: 0, of: 0))]), recomputeCommands: [text],
            limits: [text])
    }()

    @Test("Text in any field never becomes markup")
    func escaping() {
        let page = HTMLReport().text(of: Self.report)
        let checker = MarkupChecker(page)
        #expect(checker.problems == [])
        #expect(!checker.elements.contains("script") && !checker.elements.contains("b onclick"))
        #expect(checker.attributes.allSatisfy { !$0.name.hasPrefix("on") })
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
        #expect(page.contains("&amp;amp;"))
    }

    @Test("Direction controls, invisible characters and terminal controls never reach the page as they are")
    func neutralised() {
        let page = HTMLReport().text(of: Self.report)
        let forbidden: Set<Unicode.Scalar> = ["\u{202E}", "\u{200B}", "\u{1B}", "\u{0}", "\u{2028}"]
        #expect(!page.unicodeScalars.contains(where: forbidden.contains))
        #expect(page.contains("U+202E"))
        #expect(page.contains("title=\"U+200B ZERO WIDTH SPACE\""))
    }

    @Test("The terminal summary and tables obey no escape sequence of a contributor")
    func terminal() {
        let summary = TerminalSummary(report: Self.report, reportPath: Self.hostile).text
        #expect(!summary.unicodeScalars.contains("\u{1B}") && !summary.unicodeScalars.contains("\u{202E}"))
        let table = TextTable([.init("a")], rows: [["x\u{1B}[2Jy\nz"]]).text()
        #expect(table == "a\n--------------\nx⟨U+001B⟩[2Jy z\n".replacing("--------------", with: String(repeating: "-", count: 15)))
    }

    @Test("The JSON twin stays readable JSON with the text as it was")
    func json() throws {
        let value = try JSONParser.parse(JSONReport().text(of: Self.report))
        #expect(value["identity"]?["title"]?.stringValue == Self.hostile)
    }

    @Test("Random strings in a title never break the page", arguments: [UInt64(1), 2, 3, 4])
    func fuzz(seed: UInt64) {
        var state = seed
        let alphabet = Array("<>\"'&=/ a\u{202E}\u{200D}é\u{0301}\n\t-!;".unicodeScalars)
        for _ in 0..<50 {
            var title = String.UnicodeScalarView()
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                title.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            let text = String(title)
            let piece: HTML = "<p title=\"\(text)\">\(text)</p>"
            let checker = MarkupChecker(piece.markup)
            #expect(checker.problems == [] && checker.elements == ["p"] && checker.attributes.count == 1, "seed \(seed): \(text.debugDescription)")
        }
    }
}
