import CanonicalJSON
import Foundation
import Testing

@testable import assay

@Suite("Explaining an event") struct ExplainJobTests {
    private let folder: ScratchFolder
    private var ledger: String { folder.path("L.db") }
    private static let text =
        "The keeper of the eastern light wrote every evening what the sea had brought to the rocks below her window, and when the supply boat stayed "
        + "away for eleven weeks in the winter of the long frost she kept the lamp burning with seal fat and the legs of her own kitchen table."

    /// ann's text, mallory's copy of it, and a retrieval that pays both.
    init() throws {
        folder = try ScratchFolder()
        let events = try folder.write(
            "events.jsonl",
            ScratchFolder.submission("original-of-ann", by: "ann-the-author", Self.text)
                + ScratchFolder.submission("copy-of-mallory", by: "mallory-the-copyist", Self.text)
                + ScratchFolder.retrieval("r1", of: ["copy-of-mallory", "original-of-ann"], fee: 100_000))
        #expect(CapturedRun("ingest", events, "--ledger", ledger).code == .clean)
        #expect(CapturedRun("screen", "--ledger", ledger, "--rules", ScratchFolder.rules).code == .findings)
    }

    private func explain(_ event: String, _ more: String...) -> CapturedRun {
        CapturedRun(words: ["explain", event, "--ledger", ledger] + more)
    }

    @Test("Every rule that looked stands with its condition and the values it saw, the verdict with its entry and rule set")
    func text() throws {
        let run = explain("s#sub-copy-of-mallory")
        #expect(run.code == .clean, "\(run.stderr)")
        #expect(run.stdout.contains("verdict reject, entry ") && run.stdout.contains("\nrules   sha256:"))
        #expect(run.stdout.contains("people  nobody has decided since"))
        #expect(run.stdout.contains("\ncopy-of-earlier 1: reject\n  reason: It repeats an earlier submission"))
        #expect(run.stdout.contains("near_duplicate.jaccard >= 0.8 = true   (near_duplicate.jaccard = 1)"), "\(run.stdout)")
        #expect(run.stdout.contains("\nmosaic 1: silent") && !run.stdout.contains("lockstep"))
        #expect(run.stdout.contains("  near_duplicate.jaccard = 1\n    {"))
        #expect(explain("1").stdout == run.stdout, "an entry's number names the same event")
    }

    @Test("The same as JSON says that the verdict comes out again")
    func json() throws {
        let object = try JSONParser.parse(explain("s#sub-copy-of-mallory", "--format", "json").stdout)
        #expect(object["reproduced"] == true && object["automated"] == true && object["verdict"]?["verdict"] == "reject")
        let rules = try #require(object["rules"]?.arrayValue)
        let fired = rules.filter { $0["outcome"] != .null }.compactMap { $0["id"]?.stringValue }
        #expect(fired == object["verdict"]?["rules"]?.arrayValue?.compactMap { $0["id"]?.stringValue })
        #expect(rules.count > fired.count && rules.allSatisfy { $0["trace"]?.arrayValue?.isEmpty == false })
    }

    @Test("A cleared event is explained too, and one without a verdict says so")
    func others() throws {
        let cleared = explain("s#sub-original-of-ann")
        #expect(cleared.code == .clean && cleared.stdout.contains("verdict clear") && cleared.stdout.contains("copy-of-earlier 1: silent"))
        let late = try folder.write("late.jsonl", ScratchFolder.submission("late", by: "carl", "A short note about the harbour."))
        #expect(CapturedRun("ingest", late, "--ledger", ledger).code == .clean)
        #expect(explain("s#sub-late").stdout.contains("verdict none yet"))
        #expect(explain("s#sub-late", "--statement").stdout.contains("Nothing has been decided about it yet."))
        let unknown = explain("s#nobody")
        #expect(unknown.code == .cannotRun && unknown.stderr.contains("ledger/unknown-event"))
        #expect(explain("999999").code == .cannotRun)
    }

    @Test("The contributor is told facts, ground, that a program decided and how to object, and nothing of others or of thresholds")
    func statement() throws {
        let run = explain("s#sub-copy-of-mallory", "--statement")
        #expect(run.code == .clean)
        for said in [
            "It earns no reward.", "The keeper of the eastern light", "Rule copy-of-earlier, version 1: It repeats", "decided by a program", "object",
        ] {
            #expect(run.stdout.contains(said), "\(said) in \(run.stdout)")
        }
        for hidden in ["ann-the-author", "original-of-ann", "0.8", "jaccard", ">=", "p_value"] {
            #expect(!run.stdout.contains(hidden), "\(hidden) in \(run.stdout)")
        }
        let object = try JSONParser.parse(explain("s#sub-copy-of-mallory", "--statement", "--format", "json").stdout)
        #expect(object["automated"] == true && object["grounds"]?.arrayValue?.isEmpty == false && object["reference"] != nil)
    }

    @Test("What a person decided since stands with entry, name and reason; the contributor learns that, and not who it was")
    func people() throws {
        let label = try folder.write(
            "label.jsonl",
            ScratchFolder.line(
                "label-1", "label", #"{"subject":"s#sub-copy-of-mallory","label":"fraud","reviewer":"rita-the-reviewer","note":"seen both"}"#,
                time: "2026-03-02T10:00:00Z"))
        #expect(CapturedRun("ingest", label, "--ledger", ledger).code == .clean)
        let run = explain("s#sub-copy-of-mallory")
        #expect(run.stdout.contains("2026-03-02T10:00:00.000Z: label fraud by rita-the-reviewer: seen both"), "\(run.stdout)")
        let statement = explain("s#sub-copy-of-mallory", "--statement").stdout
        #expect(statement.contains("On 2026-03-02 a person took a step: label.") && !statement.contains("rita") && !statement.contains("no person"))
        #expect(!explain("s#sub-original-of-ann").stdout.contains("rita"))
    }

    @Test("A dispute over a refused reward counts as a person's step on the event that brought what was refused")
    func dispute() throws {
        let settled = CapturedRun("settle", "--ledger", ledger, "--policy", ScratchFolder.policy("naive"), "--commit")
        #expect(settled.code != .cannotRun, "\(settled.stderr)")
        let listed = CapturedRun("settle", "rewards", "--ledger", ledger, "--format", "jsonl")
        let rewards = try listed.stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        let refused = try #require(rewards.first { $0["participant"] == "mallory-the-copyist" }, "\(listed.stdout)")
        let id = try #require(refused["reward"]?.stringValue)
        let disputed = CapturedRun("settle", "dispute", id, "--by", "mallory-the-copyist", "--reason", "mine", "--ledger", ledger)
        #expect(disputed.code == .clean, "\(disputed.stderr)")
        let run = explain("s#sub-copy-of-mallory")
        #expect(run.stdout.contains("dispute \(id) by mallory-the-copyist: mine"), "\(run.stdout)")
    }
}
