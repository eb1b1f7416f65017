import CanonicalJSON
import Testing

@testable import assay

@Suite("Ingest by several threads") struct IngestThreadTests {
    @Test("any number of threads gives the same root")
    func threads() throws {
        let folder = try ScratchFolder()
        // Escapes and keys out of order send some lines along the plain path.
        let events = try folder.write(
            "events.jsonl",
            (0..<3000).map { number in
                let line = ScratchFolder.retrieval("e\(number)", of: ["s\(number % 7)"], fee: Int64(number))
                return number % 5 == 0 ? line.replacing("\"index\":\"i\"", with: "\"index\":\"\\u0069\",\"\u{E9}\":1") : line
            }.joined())
        var roots: Set<String> = []
        for threads in ["1", "2", "3", "8"] {
            let path = folder.path("L\(threads).db")
            let run = CapturedRun("ingest", events, "--ledger", path, "--threads", threads)
            #expect(run.code == .clean && run.stdout.contains("\"appended\":3000"), "\(run.stderr)")
            let verified = try JSONParser.parse(CapturedRun("ledger", "verify", "--ledger", path).stdout)
            roots.insert(try #require(verified["root"]?.stringValue))
        }
        #expect(roots.count == 1)
    }
}
