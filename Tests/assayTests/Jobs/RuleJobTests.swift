import CanonicalJSON
import Foundation
import Testing

@testable import assay

/// A rule that is as it should be.
private func rule(_ id: String, _ when: String) -> String {
    """
      - id: \(id)
        version: 1
        status: live
        outcome: hold
        on: [assay.submission.v1]
        when: \(when)
        reason: It repeats an earlier submission.
        owner: integrity
        false_positives: [a form]

    """
}

@Suite("Rules from the command line") struct RuleJobTests {
    private let folder: ScratchFolder
    private static let now = "2026-03-01T00:00:00Z"

    init() throws { folder = try ScratchFolder() }

    private func check(_ text: String, _ more: String...) throws -> CapturedRun {
        CapturedRun(words: ["rules", "check", try folder.write("r.yaml", text), "--now", Self.now] + more)
    }

    @Test("The shipped rules have nothing wrong, and tests that pass and cover every branch")
    func shipped() throws {
        let checked = CapturedRun("rules", "check", ScratchFolder.rules, "--strict", "--now", Self.now)
        #expect(checked.code == .clean, "\(checked.stderr)")
        let tested = CapturedRun("rules", "test", ScratchFolder.rules, "--cover", "1", "--format", "jsonl")
        #expect(tested.code == .clean, "\(tested.stderr)")
        let rows = try tested.stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(rows.count { $0["row"] == "coverage" } >= 14 && rows.count { $0["row"] == "test" } >= 50)
        #expect(rows.filter { $0["row"] == "test" }.allSatisfy { $0["passed"] == true })
    }

    @Test(
        "Every mistake of a Monday gets its diagnostic, place and hint",
        arguments: [
            ("rules:\n\t- id: a\n", "r.yaml:2:1: error[yaml/tab]", "indent with spaces"),
            ("rules:\n" + rule("a", "near_duplicate.jacard >= 0.8"), "r.yaml:7:11: error[expression/unknown-name]", "near_duplicate.jaccard"),
            ("rules:\n" + rule("a", "near_duplicate.jaccard >= '0.8'"), "r.yaml:7:34: error[expression/type]", "numbers stand without quotes"),
            (
                "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8") + rule("a", "near_duplicate.jaccard >= 0.9"),
                "r.yaml:11:5: error[rules/duplicate-id]", "r.yaml:2:5"
            ),
            (
                "rules:\n" + rule("a", "event.data.text.matches('((a{1,100}){1,100}){1,100}')"), "r.yaml:7:35: error[expression/pattern]",
                "RE2"
            ),
            (
                "rules:\n" + rule("a", String(repeating: "(", count: 1000) + "true" + String(repeating: ")", count: 1000)),
                "error[expression/too-deep]", "split it"
            ),
            (
                "rules:\n" + rule("a", String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)), "r.yaml:7:",
                "r.yaml"
            ),
            (
                "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8").replacing("status", with: "staus"), "r.yaml:4:5: error[config/unknown-key]",
                "status"
            ),
            ("rules:\n" + rule("a", "near_duplicate.jaccard = 0.8"), "r.yaml:7:34: error[expression/syntax]", "equality is =="),
        ])
    func mondays(text: String, place: String, hint: String) throws {
        let run = try check(text)
        #expect(run.code == .findings && run.stderr.contains(place) && run.stderr.contains(hint), "\(run.stderr)")
    }

    @Test("A rule file of 10 MB is refused by its size")
    func tooLarge() throws {
        let run = try check("rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8") + String(repeating: "# padding padding\n", count: 600_000))
        #expect(run.code == .findings && run.stderr.contains("error[yaml/too-large]") && run.stderr.contains("split it into several files"))
    }

    @Test("Warnings count under --strict only, and logic always")
    func exitCodes() throws {
        let untested = "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8")
        #expect(try check(untested).code == .clean)
        #expect(try check(untested, "--strict").code == .findings)
        #expect(try check("rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8 && near_duplicate.jaccard < 0.3")).code == .findings)
        #expect(CapturedRun("rules", "check", folder.path("nothing.yaml")).code == .cannotRun)
    }

    @Test("What was found comes as JSON and as SARIF with its place")
    func formats() throws {
        let text = "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8 && near_duplicate.jaccard < 0.3")
        let rows = try #require(try JSONParser.parse(try check(text, "--format", "json").stdout).arrayValue)
        #expect(rows.map { $0["code"]?.stringValue } == ["rules/untested", "rules/never-true"])
        #expect(rows[1]["line"] == 7 && rows[1]["column"] == 11 && rows[1]["severity"] == "error")
        let log = try JSONParser.parse(try check(text, "--format", "sarif").stdout)
        let results = try #require(log["runs"]?.arrayValue?.first?["results"]?.arrayValue)
        #expect(log["version"] == "2.1.0" && results.map { $0["ruleId"]?.stringValue } == ["rules/untested", "rules/never-true"])
        #expect(results.map { $0["level"]?.stringValue } == ["warning", "error"])
    }

    @Test("A failed case shows the rules that decided it, not only the rule it is about")
    func unaskedRules() throws {
        let rules = try folder.write(
            "r.yaml", "rules:\n" + rule("asked", "near_duplicate.jaccard >= 0.8") + rule("waiting", "event.data.language == 'de'"))
        _ = try folder.write(
            "r.tests.yaml", "tests:\n  - {name: own work, rule: asked, kind: benign, signals: {near_duplicate.jaccard: 0.1}}\n")
        let run = CapturedRun("rules", "test", rules)
        #expect(run.code == .findings && run.stderr.contains("    waiting, undecided:\n      event.data.language == 'de' = "), "\(run.stderr)")
    }

    @Test("Help lists each flag once")
    func helpOnce() {
        let help = CapturedRun("rules", "check", "--help").stdout
        #expect(help.components(separatedBy: "\n  --format FORMAT").count == 2, "\(help)")
    }

    @Test("Bindings that are no JSON are refused in words, with the byte")
    func bindings() {
        let run = CapturedRun("rules", "eval", "a", "--bindings", "{bad")
        #expect(
            run.code == .cannotRun && run.stderr.contains("--bindings is no JSON: expected a key in quotes, found 'b', at byte 2"), "\(run.stderr)")
    }

    @Test("A case with events counts its aggregates over them: before the event alone, late ones by their time, for a rule on trial too")
    func aggregatesOverEvents() throws {
        func line(_ id: Int, _ time: String, consumer: String = "eve") -> String {
            #"      {"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.retrieval.v1","time":"2026-03-01T\#(time):00Z","#
                + #""data":{"retrieval":"r\#(id)","consumer":"\#(consumer)","index":"i","query":"q","results":[],"fee":0}}"# + "\n"
        }
        let rules = try folder.write(
            "r.yaml",
            "aggregates:\n  asked: {count: assay.retrieval.v1, by: event.data.consumer, last: 1h}\nrules:\n"
                + rule("hasty", "aggregates.asked >= 3").replacing("status: live", with: "status: draft").replacing("submission", with: "retrieval"))
        let three = line(1, "09:00") + line(2, "09:10") + line(3, "09:20")
        _ = try folder.write(
            "r.tests.yaml",
            """
            tests:
              - name: the fourth within an hour
                rule: hasty
                kind: malicious
                fires: [hasty]
                events: |
            \(three + line(4, "09:59"))  - name: one that came late counts by its time
                rule: hasty
                kind: malicious
                events: |
            \(line(1, "09:00") + line(2, "09:10") + line(5, "10:30") + line(3, "09:20") + line(4, "09:59"))  - name: one that comes later in the ledger does not count
                rule: hasty
                kind: benign
                judge: s#4
                events: |
            \(line(1, "09:00") + line(2, "09:10") + line(4, "09:59") + line(3, "09:20"))  - name: an hour later
                rule: hasty
                kind: benign
                events: |
            \(three + line(4, "10:01"))  - name: those of others do not count
                rule: hasty
                kind: benign
                events: |
            \(three + line(4, "09:59", consumer: "ann"))
            """)
        let run = CapturedRun("rules", "test", rules, "--format", "jsonl")
        #expect(run.code == .clean, "\(run.stderr)")
    }

    @Test("A failing case ends with 1, its place, what was expected and the condition with its values")
    func failing() throws {
        let rules = try folder.write("r.yaml", "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8"))
        _ = try folder.write(
            "r.tests.yaml",
            """
            tests:
              - {name: copy, rule: a, kind: malicious, signals: {near_duplicate.jaccard: 0.79}}
              - {name: form, rule: a, kind: benign, signals: {near_duplicate.jaccard: 0.1}}

            """)
        let run = CapturedRun("rules", "test", rules, "--format", "jsonl")
        #expect(run.code == .findings && run.stderr.contains("r.tests.yaml:2:5: error[rules/test-failed]: \"copy\""), "\(run.stderr)")
        #expect(run.stderr.contains("the verdict is clear, not hold") && run.stderr.contains("(near_duplicate.jaccard = 0.79)"))
        let rows = try run.stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(rows.compactMap { $0["passed"]?.boolValue } == [false, true])
    }

    @Test("Coverage below what is asked ends with 1 and says what is lacking")
    func coverage() throws {
        let rules = try folder.write("r.yaml", "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8"))
        _ = try folder.write("r.tests.yaml", "tests:\n  - {name: copy, rule: a, kind: malicious, signals: {near_duplicate.jaccard: 0.9}}\n")
        #expect(CapturedRun("rules", "test", rules).code == .clean)
        let run = CapturedRun("rules", "test", rules, "--cover", "0.9")
        #expect(run.code == .findings && run.stderr.contains("error[rules/coverage]"))
        #expect(run.stderr.contains("a lacks: a benign case; near_duplicate.jaccard >= 0.8 is false"), "\(run.stderr)")
    }

    @Test("Rules without tests, and tests that cannot be read, cannot be run")
    func cannotRun() throws {
        let rules = try folder.write("r.yaml", "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8"))
        let none = CapturedRun("rules", "test", rules)
        #expect(none.code == .cannotRun && none.stderr.contains("error[rules/no-tests]"))
        _ = try folder.write("r.tests.yaml", "tests:\n  - {name: copy, rule: b, kind: benign}\n")
        let unknown = CapturedRun("rules", "test", rules)
        #expect(unknown.code == .cannotRun && unknown.stderr.contains("error[rules/unknown-rule]"))
    }

    @Test("Test files beside the rules are not read as rules")
    func besides() throws {
        _ = try folder.write("r.yaml", "rules:\n" + rule("a", "near_duplicate.jaccard >= 0.8"))
        _ = try folder.write(
            "r.tests.yaml",
            """
            tests:
              - {name: copy, rule: a, kind: malicious, signals: {near_duplicate.jaccard: 0.9}}
              - {name: form, rule: a, kind: benign, signals: {near_duplicate.jaccard: 0.1}}

            """)
        let run = CapturedRun("rules", "check", folder.url.path, "--strict", "--now", Self.now)
        #expect(run.code == .clean, "\(run.stderr)")
    }
}
