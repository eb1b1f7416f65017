import CanonicalJSON
import Testing

@testable import assay

@Suite("Timing rules from the command line") struct RulesBenchJobTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func bench(_ signals: String, _ more: String...) throws -> CapturedRun {
        let rule = """
            rules:
              - {id: a, version: 1, status: live, outcome: hold, on: [assay.submission.v1], when: near_duplicate.jaccard >= 0.8, reason: copied, owner: us}

            """
        return CapturedRun(
            words: [
                "rules", "bench", "--rules", try folder.write("r.yaml", rule), "--signals", try folder.write("s.jsonl", signals), "--format", "jsonl",
            ] + more)
    }

    @Test("Signals of one's own are taken round and round")
    func given() throws {
        let run = try bench(
            """
            {"type":"assay.submission.v1","signals":{"near_duplicate.jaccard":0.8}}
            {"type":"assay.submission.v1","signals":{}}
            {"type":"assay.retrieval.v1","signals":{"near_duplicate.jaccard":1}}

            """, "--events", "7")
        let row = try JSONParser.parse(run.stdout)
        #expect(run.code == .clean && row["firings"] == 3 && row["events"] == 7, "\(run.stdout)\(run.stderr)")
    }

    @Test(
        "A line that is no event to time is named",
        arguments: [
            (#"{"signals":{}}"#, "s.jsonl:1:1: error[bench/malformed]"), (#"{"type":"a","signals":{"b":"high"}}"#, "the signal b is no number"),
            ("", "error[input/empty-file]"),
        ])
    func malformed(line: String, expected: String) throws {
        let run = try bench(line)
        #expect(run.code == .cannotRun && run.stderr.contains(expected), "\(run.stderr)")
    }
}
