import Ledger
import CanonicalJSON
import Detection
import Diagnostics
import Expressions
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near_duplicate.jaccard", eventTypes: ["assay.submission.v1"], meaning: "0 to 1"),
    SignalDeclaration(name: "swarm.event_driven", eventTypes: ["assay.retrieval.v1"], meaning: "0 or 1"),
]

private func read(_ yaml: String) -> RuleSetReader {
    var reader = RuleSetReader(declared: declared)
    reader.read(Array(yaml.utf8), file: "rules.yaml")
    return reader
}

private let copyRule = """
    rules:
      - id: copy
        version: 2
        status: live
        outcome: reject
        on: [assay.submission.v1]
        when: near_duplicate.jaccard >= 0.8
        reason: It repeats an earlier submission.
        owner: integrity

    """

private func signal(_ name: String, _ value: Double, p: Double? = nil) -> Signal {
    Signal(name: name, value: value, pValue: p, evidence: .note("test"))
}

@Suite("Rule sets") struct RuleSetTests {
    @Test("A live rule decides by its threshold", arguments: [(0.79, Outcome.clear), (0.8, .reject), (1, .reject)])
    func threshold(value: Double, outcome: Outcome) throws {
        let rules = try #require(read(copyRule).ruleSet())
        let decision = rules.decide(EventFacts(eventType: "assay.submission.v1", signals: EventSignals([signal("near_duplicate.jaccard", value)])))
        #expect(decision.outcome == outcome)
        #expect(decision.firings.isEmpty == (outcome == .clear))
    }

    @Test("A signal on which the detector abstained holds, unless the rule says skip")
    func unknown() throws {
        let signals = EventSignals([], abstained: ["near_duplicate.jaccard"])
        let held = try #require(read(copyRule).ruleSet()).decide(EventFacts(eventType: "assay.submission.v1", signals: signals))
        #expect(held.outcome == .hold)
        #expect(held.firings.first?.undecided == true)
        let skipping = try #require(read(copyRule.replacing("reason:", with: "unknown: skip\n    reason:")).ruleSet())
        #expect(skipping.decide(EventFacts(eventType: "assay.submission.v1", signals: signals)).outcome == .clear)
    }

    @Test("Only live rules and their event types decide", arguments: ["draft", "shadow", "retired"])
    func status(status: String) throws {
        let rules = try #require(read(copyRule.replacing("live", with: status)).ruleSet())
        #expect(
            rules.decide(EventFacts(eventType: "assay.submission.v1", signals: EventSignals([signal("near_duplicate.jaccard", 1)]))).outcome == .clear
        )
        let live = try #require(read(copyRule).ruleSet())
        #expect(
            live.decide(EventFacts(eventType: "assay.retrieval.v1", signals: EventSignals([signal("near_duplicate.jaccard", 1)]))).outcome == .clear)
    }

    @Test("The digest names what the rules say, not how the file is laid out")
    func digest() throws {
        let rules = try #require(read(copyRule).ruleSet())
        #expect(try #require(read("# a comment\n" + copyRule + "\n\n").ruleSet()).digest == rules.digest)
        #expect(try #require(read(copyRule.replacing("0.8", with: "0.81")).ruleSet()).digest != rules.digest)
    }

    @Test(
        "Every mistake has a code and a line",
        arguments: [
            ("near_duplicate.jaccard", "near_duplicate.jacard", "expression/unknown-name", 7, 11),
            (">= 0.8", ">= \"0.8\"", "expression/type", 7, 34), (">= 0.8", "= 0.8", "expression/syntax", 7, 34),
            ("when: near_duplicate.jaccard >= 0.8", "when: {signal: near_duplicate.jaccard}", "rules/not-an-expression", 7, 11),
            (" >= 0.8", "", "expression/type", 7, 11), ("outcome: reject", "outcome: ban", "config/bad-choice", 5, 14),
            ("[assay.submission.v1]", "[assay.retrieval.v1]", "rules/never-measured", 7, 11),
            ("[assay.submission.v1]", "[assay.sumbission.v1]", "rules/unknown-event-type", 6, 10),
            ("    reason: It repeats an earlier submission.\n", "", "config/missing-key", 2, 5),
            (">= 0.8", ">= 0.8 && macros.none", "expression/unknown-name", 7, 44),
        ])
    func mistakes(replace: String, with: String, code: String, line: Int, column: Int) {
        let reader = read(copyRule.replacing(replace, with: with))
        #expect(reader.ruleSet() == nil)
        #expect(reader.diagnostics.map(\.code) == [code])
        #expect(reader.diagnostics.first?.span == SourceSpan(file: "rules.yaml", line: line, column: column))
    }

    @Test("Two rules with one id are refused, and the first place is named")
    func duplicate() {
        var reader = read(copyRule)
        reader.read(Array(copyRule.utf8), file: "more.yaml")
        #expect(reader.diagnostics.map(\.code) == ["rules/duplicate-id"])
        #expect(reader.diagnostics.first?.cause.contains("rules.yaml:2") == true)
    }
}

@Suite("Conditions") struct ConditionTests {
    let facts = EventFacts(
        eventType: "assay.submission.v1", signals: EventSignals([signal("s.a", 1), signal("s.b", 1)], abstained: ["s.c"]),
        body: Array(#"{"data":{"text":"x","tokens":7},"id":"e","source":"s","time":"2026-03-01T09:15:02Z","type":"assay.submission.v1"}"#.utf8))

    @Test(
        "Conditions follow Kleene's tables",
        arguments: [
            ("s.a >= 1 && s.b >= 1", Truth.yes), ("s.a >= 1 && s.c > 1", .unknown), ("s.b > 1 && s.c > 1", .no), ("s.c > 1 && s.b > 1", .no),
            ("s.a >= 1 || s.c > 1", .yes), ("s.c > 1 || s.a >= 1", .yes), ("s.b > 1 || s.c > 1", .unknown), ("s.b > 1 || s.b > 1", .no),
            ("!(s.c > 1)", .unknown), ("!(s.b > 1)", .yes),
        ])
    func kleene(source: String, truth: Truth) throws {
        #expect(try Condition(parsing: source).evaluate(facts) == truth)
    }

    @Test(
        "The event's own fields can be asked for; one that is missing is unknown, and so is an error",
        arguments: [
            ("event.data.tokens == 7", Truth.yes), ("event.data.tokns == 7", .unknown), ("has(event.data.tokns)", .no),
            ("event.data.text > 3", .unknown),
            ("event.type == 'assay.submission.v1'", .yes), ("event.time < timestamp('2027-01-01T00:00:00Z')", .yes),
            ("event.time.getFullYear() == 2026", .yes),
            ("event.data.tokens / 0 == 1", .unknown), ("event.data.text.matches('^x$')", .yes),
        ])
    func fields(source: String, truth: Truth) throws {
        #expect(try Condition(parsing: source).evaluate(facts) == truth)
    }

    @Test("A p-value that nobody stated is unknown; a signal that was not reported has p-value 1")
    func pValues() throws {
        let rare = try Condition(parsing: "s.a.p_value <= 0.01")
        func facts(_ signals: [Signal]) -> EventFacts { EventFacts(eventType: "t", signals: EventSignals(signals)) }
        #expect(rare.evaluate(facts([signal("s.a", 5)])) == .unknown)
        #expect(rare.evaluate(facts([signal("s.a", 5, p: 0.001)])) == .yes)
        #expect(rare.evaluate(facts([])) == .no)
    }
}
