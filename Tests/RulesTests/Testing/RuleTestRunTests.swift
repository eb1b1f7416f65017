import Contributions
import Detection
import Diagnostics
import Rules
import Testing

private let declared = [
    SignalDeclaration(name: "near_duplicate.jaccard", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "0 to 1"),
    SignalDeclaration(name: "near_duplicate.quotation", eventTypes: ["assay.submission.v1"], range: 0...1, meaning: "0 or 1"),
]

private let ruleFile = """
    rules:
      - id: copy
        version: 1
        status: live
        outcome: reject
        on: [assay.submission.v1]
        when: near_duplicate.jaccard >= 0.8 && near_duplicate.quotation < 1
        except: event.data.license in ['CC0-1.0']
        reason: r
        owner: o
      - id: doubtful
        version: 1
        status: draft
        outcome: hold
        on: [assay.submission.v1]
        when: near_duplicate.jaccard.p_value < 0.01 || event.time > timestamp('2026-06-01T00:00:00Z')
        reason: r
        owner: o
      - id: worn
        version: 1
        status: draft
        outcome: discount
        by: 30%
        on: [assay.submission.v1]
        when: near_duplicate.jaccard >= 0.2
        unknown: skip
        reason: r
        owner: o
      - id: marked
        version: 1
        status: draft
        outcome: label
        label: worn-out
        on: [assay.submission.v1]
        when: near_duplicate.jaccard >= 0.2
        reason: r
        owner: o

    """

private func rules() -> RuleSetReader {
    var reader = RuleSetReader(declared: declared)
    reader.read(Array(ruleFile.utf8), file: "r.yaml")
    return reader
}

private func ruleSet() throws -> RuleSet {
    let reader = rules()
    return try #require(reader.ruleSet(), "\(reader.diagnostics)")
}

private func read(_ tests: String) throws -> RuleTestReader {
    var reader = RuleTestReader(of: rules())
    reader.read(Array(tests.utf8), file: "t.yaml") { (name) throws(Diagnostic) in throw Diagnostic(code: "input/not-found", cause: name) }
    return reader
}

private func run(_ cases: String) throws -> RuleTestRun {
    let reader = try read("tests:\n" + cases)
    #expect(reader.diagnostics.isEmpty, "\(reader.diagnostics)")
    return RuleTestRun(reader.tests, of: try ruleSet()) { events, _, _ in EventFacts(eventType: events[0].type, signals: EventSignals([])) }
}

@Suite("Rule tests") struct RuleTestRunTests {
    @Test("A case passes where the verdict and its rule are as expected")
    func passes() throws {
        let run = try run(
            """
              - {name: copy, rule: copy, kind: malicious, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}}
              - {name: free, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: CC0-1.0}}}
              - {name: unsure, rule: copy, kind: malicious, undecided: true, verdict: hold, signals: {near_duplicate.jaccard: unknown}, event: {data: {license: MIT}}}
              - {name: rare, rule: doubtful, kind: malicious, signals: {near_duplicate.jaccard: {value: 0.1, p_value: 0.001}}}
              - {name: late, rule: doubtful, kind: malicious, event: {time: 2026-07-01T00:00:00Z}, fires: [doubtful]}
              - {name: early, rule: doubtful, kind: benign, event: {time: 2026-05-01T00:00:00Z}}

            """)
        #expect(run.results.allSatisfy { $0.isPassed }, "\(run.results.map(\.faults))")
        #expect(run.results.map(\.verdict) == [.reject, .clear, .hold, .hold, .hold, .clear])
    }

    @Test("A failure says what differs and how the condition came out")
    func fails() throws {
        let run = try run(
            """
              - {name: a, rule: copy, kind: malicious, signals: {near_duplicate.jaccard: 0.7}}
              - {name: b, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}, verdict: reject}
              - {name: c, rule: copy, kind: malicious, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}, fires: []}

            """)
        #expect(run.failedCount == 3)
        #expect(run.results[0].faults == ["the verdict is clear, not reject", "\"copy\" did not fire"])
        #expect(run.results[1].faults == ["\"copy\" fired on honest work"])
        #expect(run.results[2].faults == ["copy fired, not no rule"])
        #expect(run.results[0].test.span == SourceSpan(file: "t.yaml", line: 2, column: 5))
        let lines = try #require(run.results[0].trace).lines
        #expect(lines.contains { $0.hasSuffix("near_duplicate.jaccard >= 0.8 = false   (near_duplicate.jaccard = 0.7)") }, "\(lines)")
        #expect(
            !lines.contains { $0.contains("license in") && $0.hasPrefix("  ") && !$0.contains("&&") }, "what was not asked is not shown: \(lines)")
    }

    @Test("Coverage counts live rules with both kinds, and operands only where they were asked")
    func coverage() throws {
        let one = try run("  - {name: a, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.7}}\n")
        #expect(one.coverage.map(\.rule) == ["copy"] && one.ruleShare == 0)
        #expect(one.coverage[0].branches.operands.map(\.source).count == 3)
        #expect(one.coverage[0].branches.seenCount == 1 && one.branchShare == 1.0 / 6)
        let all = try run(
            """
              - {name: a, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.7}}
              - {name: b, rule: copy, kind: malicious, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}}
              - {name: c, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: CC0-1.0}}}
              - {name: d, rule: copy, kind: benign, signals: {near_duplicate.jaccard: 0.9, near_duplicate.quotation: 1}}

            """)
        #expect(all.branchShare == 1 && all.ruleShare == 1, "\(all.coverage[0].branches.missing)")
        let without = try run("  - {name: a, rule: copy, kind: malicious, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}}\n")
        #expect(
            without.coverage[0].branches.missing == [
                "near_duplicate.jaccard >= 0.8 is false", "near_duplicate.quotation < 1 is false", "event.data.license in ['CC0-1.0'] is true",
            ])
    }

    @Test("Events of a case are decoded, the last one is judged, and another may be named")
    func events() throws {
        func line(_ id: String) -> String {
            #"{"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.submission.v1","time":"2026-03-01T09:00:00Z","#
                + #""data":{"submission":"\#(id)","contributor":"ann","dataset":"d","text":"x"}}"#
        }
        let block = "    events: |\n      \(line("1"))\n      \(line("2"))\n"
        let reader = try read(
            "tests:\n  - name: a\n    rule: copy\n    kind: benign\n" + block + "  - name: b\n    rule: copy\n    kind: benign\n    judge: s#1\n"
                + block)
        #expect(reader.diagnostics.isEmpty, "\(reader.diagnostics)")
        let judged = reader.tests.map { test in if case .events(let events, let judged) = test.given { "\(events.count) \(judged)" } else { "" } }
        #expect(judged == ["2 s#2", "2 s#1"])
    }

    @Test(
        "A mistake in a case is named where it stands",
        arguments: [
            ("rule: cpy, kind: benign", "rules/unknown-rule", 21), ("rule: copy, kind: bad", "config/bad-choice", 33),
            ("rule: copy, kind: benign, signals: {near_duplicate.jacard: 1}", "rules/unknown-signal", 51),
            ("rule: copy, kind: benign, signals: {near_duplicate.jaccard: '1'}", "config/wrong-type", 75),
            ("rule: copy, kind: benign, signals: {near_duplicate.jaccard: 2}", "config/out-of-range", 75),
            ("rule: copy, kind: benign, on: assay.retrieval.v1", "rules/bad-test", 45),
            ("rule: copy, kind: benign, events: '{}', signals: {}", "rules/bad-test", 5),
            ("rule: copy, kind: benign, events: '{}'", "rules/bad-test", 49), ("rule: copy, kind: benign, events: ' '", "rules/bad-test", 5),
            ("rule: copy, kind: benign, judge: s#1", "rules/bad-test", 48), ("rule: copy, kind: benign, fires: [x]", "rules/unknown-rule", 49),
            ("rule: copy, kind: benign, events_file: no.jsonl", "input/not-found", 0),
            ("rule: copy, kind: benign, event: {time: noon}", "config/bad-value", 55),
        ])
    func mistakes(members: String, code: String, column: Int) throws {
        let reader = try read("tests:\n  - {name: x, \(members)}\n")
        #expect(reader.diagnostics.map(\.code) == [code])
        #expect(reader.diagnostics.first?.span?.column ?? 0 == column, "\(reader.diagnostics)")
    }

    @Test("A case says what a discount keeps and which labels there are; a malicious one expects the rule's own discount, a benign one none")
    func effects() throws {
        let passed = try run(
            """
              - {name: own, rule: worn, kind: malicious, signals: {near_duplicate.jaccard: 0.3}}
              - {name: said, rule: worn, kind: malicious, discount: 30 %, labels: [], signals: {near_duplicate.jaccard: 0.3}}
              - {name: honest, rule: worn, kind: benign, signals: {near_duplicate.jaccard: 0.1}}
              - {name: none, rule: worn, kind: benign, discount: none, signals: {near_duplicate.jaccard: 0.1}}
              - {name: under, rule: worn, kind: malicious, verdict: reject, discount: 30%, signals: {near_duplicate.jaccard: 0.9}, event: {data: {license: MIT}}}
              - {name: mark, rule: marked, kind: malicious, labels: [worn-out], discount: none, signals: {near_duplicate.jaccard: 0.3}}
              - {name: unmarked, rule: marked, kind: benign, labels: [], signals: {near_duplicate.jaccard: 0.1}}

            """)
        #expect(passed.results.map(\.faults) == Array(repeating: [], count: 7))
        let failed = try run(
            """
              - {name: more, rule: worn, kind: malicious, discount: 31%, signals: {near_duplicate.jaccard: 0.3}}
              - {name: none, rule: worn, kind: malicious, discount: none, signals: {near_duplicate.jaccard: 0.3}}
              - {name: mark, rule: marked, kind: malicious, labels: [b, a], signals: {near_duplicate.jaccard: 0.3}}

            """)
        #expect(
            failed.results.map(\.faults) == [
                ["the discount is 30%, not 31%"], ["the discount is 30%, not none"], ["the labels are worn-out, not a and b"],
            ])
    }

    @Test("A discount or a label that a case cannot expect is refused with its place")
    func badEffects() throws {
        for (text, code) in [("discount: 0.3", "config/bad-value"), ("discount: 0%", "config/out-of-range"), ("labels: [A b]", "config/bad-value")] {
            let found = try read("tests:\n  - {name: n, rule: worn, kind: malicious, \(text)}\n").diagnostics
            #expect(found.map(\.code) == [code] && found.first?.span?.line == 2, "\(text)")
        }
    }
}
