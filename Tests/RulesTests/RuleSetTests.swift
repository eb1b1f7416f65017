import CanonicalJSON
import Detection
import Diagnostics
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
        when:
          signal: near_duplicate.jaccard
          at_least: 0.8
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
        let decision = rules.decide(eventType: "assay.submission.v1", signals: EventSignals([signal("near_duplicate.jaccard", value)]))
        #expect(decision.outcome == outcome)
        #expect(decision.firings.isEmpty == (outcome == .clear))
    }

    @Test("A signal on which the detector abstained holds, unless the rule says skip")
    func unknown() throws {
        let signals = EventSignals([], abstained: ["near_duplicate.jaccard"])
        let held = try #require(read(copyRule).ruleSet()).decide(eventType: "assay.submission.v1", signals: signals)
        #expect(held.outcome == .hold)
        #expect(held.firings.first?.undecided == true)
        let skipping = try #require(read(copyRule.replacing("reason:", with: "unknown: skip\n    reason:")).ruleSet())
        #expect(skipping.decide(eventType: "assay.submission.v1", signals: signals).outcome == .clear)
    }

    @Test("Only live rules and their event types decide", arguments: ["draft", "shadow", "retired"])
    func status(status: String) throws {
        let rules = try #require(read(copyRule.replacing("live", with: status)).ruleSet())
        #expect(rules.decide(eventType: "assay.submission.v1", signals: EventSignals([signal("near_duplicate.jaccard", 1)])).outcome == .clear)
        let live = try #require(read(copyRule).ruleSet())
        #expect(live.decide(eventType: "assay.retrieval.v1", signals: EventSignals([signal("near_duplicate.jaccard", 1)])).outcome == .clear)
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
            ("near_duplicate.jaccard", "near_duplicate.jacard", "rules/unknown-signal", 8),
            ("at_least: 0.8", "at_least: \"0.8\"", "config/wrong-type", 9),
            ("at_least: 0.8", "at_lest: 0.8", "config/unknown-key", 9), ("outcome: reject", "outcome: ban", "config/bad-choice", 5),
            ("[assay.submission.v1]", "[assay.retrieval.v1]", "rules/never-measured", 2),
            ("[assay.submission.v1]", "[assay.sumbission.v1]", "rules/unknown-event-type", 6),
            ("    reason: It repeats an earlier submission.\n", "", "config/missing-key", 2),
            ("at_least: 0.8", "at_least: 0.8\n      below: 1", "rules/comparison", 8),
        ])
    func mistakes(replace: String, with: String, code: String, line: Int) {
        let reader = read(copyRule.replacing(replace, with: with))
        #expect(reader.ruleSet() == nil)
        #expect(reader.diagnostics.map(\.code) == [code])
        #expect(reader.diagnostics.first?.span?.line == line)
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
    static let yes = Condition.threshold(signal: "a", measure: .value, comparison: .atLeast, bound: 1)
    static let no = Condition.threshold(signal: "b", measure: .value, comparison: .above, bound: 1)
    static let unknown = Condition.threshold(signal: "c", measure: .value, comparison: .above, bound: 1)
    let signals = EventSignals([signal("a", 1), signal("b", 1)], abstained: ["c"])

    @Test(
        "Conditions follow Kleene's tables",
        arguments: [
            (Condition.all([yes, yes]), Truth.yes), (.all([yes, unknown]), .unknown), (.all([no, unknown]), .no), (.any([yes, unknown]), .yes),
            (.any([no, unknown]), .unknown), (.any([no, no]), .no), (.not(unknown), .unknown), (.not(no), .yes),
        ])
    func kleene(condition: Condition, truth: Truth) {
        #expect(condition.evaluate(signals) == truth)
    }

    @Test("A p-value that nobody stated is unknown; a signal that was not reported has p-value 1")
    func pValues() {
        let rare = Condition.threshold(signal: "a", measure: .pValue, comparison: .atMost, bound: 0.01)
        #expect(rare.evaluate(EventSignals([signal("a", 5)])) == .unknown)
        #expect(rare.evaluate(EventSignals([signal("a", 5, p: 0.001)])) == .yes)
        #expect(rare.evaluate(EventSignals([])) == .no)
    }
}
