import CanonicalJSON
import Testing

@testable import Rules

@Suite("Rule sets read back from a ledger")
struct RuleSetJSONTests {
    private static let rules = RuleSet([
        Rule(
            id: "b", version: 3, status: .live, outcome: .reject, eventTypes: ["assay.submission.v1", "assay.retrieval.v1"],
            condition: try! Condition(parsing: "(x.y >= 0.1 || x.z.p_value <= 1e-09) && !(x.y == 3)"), unknown: .skip, reason: "because \"so\"",
            owner: "o", falsePositives: ["quotations"], references: ["r"]),
        Rule(
            id: "a", version: 1, status: .draft, outcome: .hold, eventTypes: ["t"],
            condition: try! Condition(parsing: "x.y < -1.5"), reason: "r", owner: "o"),
    ])

    @Test("what a rule set wrote is the same rule set again, digest included")
    func roundTrip() throws {
        let bytes = JSONWriter.bytes(Self.rules.json)
        let again = try RuleSet(json: try JSONParser.parse(bytes))
        #expect(again == Self.rules && again.digest == Self.rules.digest)
        #expect(try RuleSet(json: RuleSet([]).json) == RuleSet([]))
    }

    @Test(
        "anything else is refused: another digest, an unknown member, a missing one, a second comparison",
        arguments: [
            ("\"version\":3", "\"version\":4"), ("\"owner\":\"o\"", "\"owner\":\"o\",\"note\":1"), (">= 0.1", ">= 0.10"),
            ("\"unknown\":\"skip\",", ""), (">= 0.1", ">= "), ("\"status\":\"live\"", "\"status\":\"on\""),
            ("\"id\":\"b\"", "\"id\":\"a\""), ("[\"quotations\"]", "[1]"),
        ])
    func refused(from: String, to: String) throws {
        let text = JSONWriter.text(Self.rules.json)
        #expect(text.contains(from))
        let value = try JSONParser.parse(Array(text.replacing(from, with: to).utf8))
        #expect(throws: RuleSetDecodingError.self) { try RuleSet(json: value) }
    }

    @Test("nesting without end is refused, not followed")
    func depth() throws {
        let source = String(repeating: "!", count: 100_000) + "true"
        #expect(throws: RuleSetDecodingError.self) { try Condition(recorded: .string(source), of: "a") }
    }
}
