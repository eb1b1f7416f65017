import Contributions
import Detection
import Diagnostics
import Rules
import Testing

private let ruleFile = """
    lists:
      friends: [ann]
      known: [x]
    macros:
      isFriend: event.data.consumer in lists.friends
      isKnown: event.id in lists.known
    aggregates:
      asked: {count: assay.retrieval.v1, by: event.data.consumer, last: 1h}
    rules:
      - id: hasty
        version: 1
        status: draft
        outcome: hold
        on: [assay.retrieval.v1]
        when: aggregates.asked >= 3 && !macros.isFriend
        reason: Too many in an hour.
        owner: o
      - id: greedy
        version: 1
        status: live
        outcome: reject
        on: [assay.retrieval.v1]
        when: retrieval_spam.self_retrieval >= 0.5
        reason: It pays itself.
        owner: o

    """

private func read(_ tests: String) -> (rules: RuleSetReader, tests: RuleTestReader) {
    var reader = RuleSetReader(
        declared: [SignalDeclaration(name: "retrieval_spam.self_retrieval", eventTypes: ["assay.retrieval.v1"], range: 0...1, meaning: "0 to 1")])
    reader.read(Array(ruleFile.utf8), file: "r.yaml")
    var cases = RuleTestReader(of: reader)
    cases.read(Array("tests:\n\(tests)\n".utf8), file: "t.yaml") { (name) throws(Diagnostic) in throw Diagnostic(code: "input/not-found", cause: name)
    }
    return (reader, cases)
}

private func run(_ cases: String) throws -> RuleTestRun {
    let (rules, reader) = read(cases)
    #expect(reader.diagnostics.isEmpty && rules.diagnostics.isEmpty, "\(reader.diagnostics) \(rules.diagnostics)")
    return RuleTestRun(reader.tests, of: try #require(rules.ruleSet())) { events, _, _ in
        EventFacts(eventType: events[0].type, signals: EventSignals([]))
    }
}

@Suite("What a case of a rule may state") struct RuleTestGivenTests {
    @Test("Aggregates, as values or unknown")
    func aggregates() throws {
        let run = try run(
            """
              - {name: many, rule: hasty, kind: malicious, signals: {aggregates.asked: 600}, event: {data: {consumer: eve}}}
              - {name: few, rule: hasty, kind: benign, signals: {aggregates.asked: 2}, event: {data: {consumer: eve}}}
              - {name: gone, rule: hasty, kind: malicious, undecided: true, signals: {aggregates.asked: unknown}, event: {data: {consumer: eve}}}
              - {name: a friend, rule: hasty, kind: benign, signals: {aggregates.asked: 600}, event: {data: {consumer: ann}}}
            """)
        #expect(run.results.allSatisfy { $0.isPassed }, "\(run.results.map(\.faults))")
        #expect(run.results.map(\.verdict) == [.hold, .clear, .hold, .clear])
    }

    @Test("Lists, in conditions and in macros, for that case alone")
    func lists() throws {
        let run = try run(
            """
              - {name: no friends, rule: hasty, kind: malicious, lists: {friends: []}, signals: {aggregates.asked: 3}, event: {data: {consumer: ann}}}
              - {name: others, rule: hasty, kind: benign, lists: {friends: [eve]}, signals: {aggregates.asked: 3}, event: {data: {consumer: eve}}}
              - {name: as written, rule: hasty, kind: benign, signals: {aggregates.asked: 3}, event: {data: {consumer: ann}}}
            """)
        #expect(run.results.allSatisfy { $0.isPassed }, "\(run.results.map(\.faults))")
    }

    @Test("The sentences that the contributor is told: of the rules that led to the verdict, and another one where a rule was undecided")
    func reasons() throws {
        let event = "event: {data: {consumer: eve}}"
        let run = try run(
            """
              - {name: one, rule: hasty, kind: malicious, signals: {aggregates.asked: 9}, \(event), reasons: [Too many in an hour.]}
              - {name: the graver, rule: greedy, kind: malicious, signals: {aggregates.asked: 9, retrieval_spam.self_retrieval: 1}, \(event), reasons: [It pays itself.]}
              - {name: undecided, rule: hasty, kind: malicious, undecided: true, signals: {aggregates.asked: unknown}, \(event), reasons: ["What this rule looks at could not be measured, so that the event waits."]}
              - {name: none, rule: hasty, kind: benign, \(event), reasons: []}
              - {name: another, rule: hasty, kind: malicious, signals: {aggregates.asked: 9}, \(event), reasons: [Something else.]}
            """)
        #expect(run.results.map(\.isPassed) == [true, true, true, true, false], "\(run.results.map(\.faults))")
        #expect(run.results[4].faults == [#"the reasons told are "Too many in an hour.", not "Something else.""#])
    }

    @Test("A rule that fires only because it cannot be decided passes no case that does not say so, and the other way round")
    func undecided() throws {
        let run = try run(
            """
              - {name: no consumer, rule: hasty, kind: malicious, signals: {aggregates.asked: unknown}, event: {data: {consumer: eve}}}
              - {name: decided, rule: hasty, kind: malicious, undecided: true, signals: {aggregates.asked: 9}, event: {data: {consumer: eve}}}
            """)
        #expect(
            run.results.map(\.faults) == [[#""hasty" could not be decided, and fired for that alone"#], [#""hasty" could be decided"#]])
        let honest = read("  - {name: x, rule: hasty, kind: benign, undecided: true}").tests
        #expect(honest.diagnostics.map(\.code) == ["rules/bad-test"])
    }

    @Test(
        "A mistake is named where it stands",
        arguments: [
            ("signals: {aggregates.askd: 1}", "rules/unknown-signal", 55), ("signals: {aggregates.asked: many}", "config/wrong-type", 73),
            ("lists: {frends: []}", "rules/unknown-list", 53), ("lists: [ann]", "config/wrong-type", 52),
            ("lists: {friends: ann}", "config/wrong-type", 62), ("lists: {known: [3]}", "rules/bad-test", 52),
            ("reasons: none", "config/wrong-type", 54),
        ])
    func mistakes(members: String, code: String, column: Int) throws {
        let reader = read("  - {name: x, rule: hasty, kind: malicious, \(members)}").tests
        #expect(reader.diagnostics.map(\.code) == [code])
        #expect(reader.diagnostics.first?.span?.column == column, "\(reader.diagnostics)")
    }
}
