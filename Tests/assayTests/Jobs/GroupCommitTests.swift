import CanonicalJSON
import Foundation
import Testing

@testable import assay

@Suite("Streams that are committed group by group") struct GroupCommitTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("assay-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    private func write(_ name: String, _ lines: [String]) throws -> String {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    private func event(_ number: Int, fee: Int = 5) -> String {
        #"{"specversion":"1.0","id":"e\#(number)","source":"s","type":"assay.retrieval.v1","time":"2026-03-01T09:15:02Z","#
            + #""data":{"retrieval":"r","consumer":"c","index":"i","query":"q","fee":\#(fee),"results":[]}}"#
    }

    private func acknowledged(_ run: CapturedRun) throws -> [Int64] {
        try run.stdout.split(separator: "\n").compactMap { try JSONParser.parse(String($0))["durable"]?.integerValue }
    }

    private func root(_ ledger: String) throws -> String? {
        try JSONParser.parse(CapturedRun("ledger", "verify", "--ledger", path(ledger)).stdout.trimmingCharacters(in: .newlines))["root"]?.stringValue
    }

    @Test("each group is acknowledged, and the ledger is the one that a single batch makes, for any number of threads")
    func groups() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = try write("in.jsonl", (0..<250).map { event($0) })
        let whole = CapturedRun("ingest", input, "--ledger", path("whole.db"))
        #expect(try whole.code == .clean && acknowledged(whole).isEmpty)
        for threads in ["1", "3"] {
            let run = CapturedRun("ingest", input, "--ledger", path(threads + ".db"), "--commit-every", "100", "--threads", threads)
            #expect(try acknowledged(run) == [100, 200, 250])
            #expect(try root(threads + ".db") == root("whole.db"))
        }
        let again = CapturedRun("ingest", input, "--ledger", path("1.db"), "--commit-every", "99", "--commit-within", "60000")
        #expect(try acknowledged(again) == [99, 198, 250])
        #expect(again.stdout.contains(#"{"appended":0,"refused":0,"repeated":250}"#))
    }

    @Test("a bad line or a conflict refuses its own group; what was acknowledged stays")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var lines = (0..<30).map { event($0) }
        lines.append(event(3, fee: 6))
        let conflict = CapturedRun("ingest", try write("c.jsonl", lines), "--ledger", path("c.db"), "--commit-every", "20")
        #expect(try conflict.code == .cannotRun && acknowledged(conflict) == [20] && conflict.stderr.contains("ledger/conflict"))
        let verified = CapturedRun("ledger", "verify", "--ledger", path("c.db"))
        #expect(verified.code == .clean && verified.stdout.contains(#""entries":20"#))
        let skipping = CapturedRun(
            "ingest", try write("s.jsonl", lines + ["{bad"]), "--ledger", path("c.db"), "--commit-every", "20", "--skip-invalid")
        #expect(try skipping.code == .findings && acknowledged(skipping) == [20, 30])
        #expect(skipping.stdout.contains(#"{"appended":10,"refused":2,"repeated":20}"#))
    }
}
