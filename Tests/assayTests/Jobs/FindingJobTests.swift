import CanonicalJSON
import Foundation
import Testing

@testable import assay

@Suite("What a report says of events under rules") struct FindingJobTests {
    private let folder: ScratchFolder
    private var ledger: String { folder.path("L.db") }
    private let report: JSONValue

    /// ann's text meets a label, two discounts and a hold; of bob's, one discount cannot be decided.
    init() throws {
        folder = try ScratchFolder()
        func rule(_ id: String, _ outcome: String, _ when: String) -> String {
            """
              - id: \(id)
                version: 1
                status: live
                outcome: \(outcome)
                on: [assay.submission.v1]
                when: \(when)
                reason: The sentence of \(id).
                owner: integrity
                false_positives: [the excuse of \(id)]

            """
        }
        let ann = "event.data.contributor == 'ann'"
        let rules = try folder.write(
            "rules.yaml",
            "rules:\n" + rule("a-label", "label\n    label: seen", ann)
                + rule("b-slight", "discount\n    by: 1%", ann + "\n    unknown: skip")
                + rule("c-template", "discount\n    by: 20%", ann + " || event.data.language == 'de'")
                + rule("d-hold", "hold", ann + "\n    unknown: skip"))
        let events = try folder.write(
            "events.jsonl",
            ScratchFolder.submission("s1", by: "ann", "The keeper of the eastern light wrote every evening what the sea had brought.")
                + ScratchFolder.submission("s2", by: "bob", "The old harbour crane was built in three winters by carpenters from the hills.")
                + ScratchFolder.retrieval("r1", of: ["s1", "s2"], fee: 1_000_003))
        let run = CapturedRun(
            "run", events, "--ledger", folder.path("L.db"), "--rules", rules, "--policy", ScratchFolder.policy("default"), "--out", folder.path("out")
        )
        #expect(run.code == .findings, "\(run.stderr)")
        report = try JSONParser.parse(String(decoding: try folder.contents("out/report.json"), as: UTF8.self))
    }

    private func finding(_ id: String) throws -> JSONValue {
        try #require(report["findings"]?.arrayValue?.first { $0["id"]?.stringValue == id })
    }

    @Test("An event stands under the rule that held it, not under the first that fired")
    func groundFirst() throws {
        let held = try finding("rule:d-hold:ann")
        #expect(held["title"] == "ann: 1 event under d-hold" && held["summary"] == "The sentence of d-hold.")
        #expect(held["benign_explanations"] == ["the excuse of d-hold"])
    }

    @Test("A rule that could not be decided accuses nobody: neither its sentence nor its outcome is put down to the event")
    func undecided() throws {
        let waiting = try finding("undecided:c-template:bob")
        let said = "What this rule looks at could not be measured, so that the event waits."
        #expect(waiting["title"] == "bob: 1 event not decided by c-template" && waiting["summary"]?.stringValue == said)
        let rules = try #require(waiting["rules"]?.arrayValue)
        #expect(rules.count == 1 && rules[0]["undecided"] == true && rules[0]["outcome"] == "hold" && rules[0]["reason"]?.stringValue == said)
        #expect(rules[0]["discount"] == nil)
        #expect(waiting["benign_explanations"]?.arrayValue?.contains("the excuse of c-template") == false)
    }

    @Test("A statement of accounts names the rules that led to what was decided, not a discount that a larger one left without effect")
    func statement() throws {
        #expect(CapturedRun("settle", "--ledger", ledger, "--policy", ScratchFolder.policy("default"), "--commit").code == .findings)
        let statement = CapturedRun("ledger", "statement", "ann", "--ledger", ledger, "--format", "jsonl").stdout
        #expect(statement.contains("\"rules\":\"a-label c-template d-hold\""), "\(statement)")
        #expect(!statement.contains("b-slight"))
    }

    @Test("Who is held reads that a person decides, since no reward is paid by silence")
    func held() {
        let told = CapturedRun("explain", "s#sub-s2", "--ledger", ledger, "--statement").stdout
        #expect(told.contains("Its reward is held until a person has looked at it; it is not lost."), "\(told)")
    }
}
