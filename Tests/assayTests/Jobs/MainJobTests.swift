import CanonicalJSON
import Contributions
import Diagnostics
import Foundation
import Testing

@testable import assay

extension CapturedRun {
    /// Rows of jsonl.
    fileprivate func rows() throws -> [JSONValue] { try stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) } }
}

private typealias Workspace = ScratchFolder

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let demo = root.appendingPathComponent("corpora/demo/events.jsonl").path
private let labels = root.appendingPathComponent("corpora/demo/labels.jsonl").path
private let rules = root.appendingPathComponent("rules").path
private let policy = root.appendingPathComponent("rules/payouts/default.yaml").path

private func retrieval(_ id: String, fee: String = "5") -> String {
    #"{"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.retrieval.v1","time":"2026-03-01T09:15:02Z","#
        + #""data":{"retrieval":"r","consumer":"c","index":"i","query":"q","fee":\#(fee),"results":[]}}"# + "\n"
}

@Suite("The main job") struct MainJobTests {
    @Test("Running it twice on one ledger, or on two ledgers, gives the same bytes, and every micro-credit adds up")
    func deterministic() throws {
        let work = try Workspace()
        let files = ["index.html", "report.json", "verdicts.jsonl", "payouts.csv", "findings.csv"]
        func run(_ ledger: String, _ out: String) -> CapturedRun {
            CapturedRun("run", demo, "--ledger", work.path(ledger), "--out", work.path(out), "--rules", rules, "--policy", policy)
        }
        let first = run("a.db", "one")
        #expect(first.code == .findings)
        #expect(run("a.db", "two").code == .findings)
        #expect(run("b.db", "three").code == .findings)
        for file in files {
            #expect(try work.contents("one/" + file) == work.contents("two/" + file), "\(file), second run")
            #expect(try work.contents("one/" + file) == work.contents("three/" + file), "\(file), second ledger")
        }
        let summary = try #require(try first.rows().first)
        func amount(_ key: String) throws -> Int64 { try #require(summary[key]?.integerValue) }
        #expect(try amount("fees") == amount("paid") + amount("held") + amount("rejected") + amount("treasury"))
        let events = try amount("events")
        #expect(try work.contents("one/verdicts.jsonl").split(separator: UInt8(ascii: "\n")).count == Int(events))
        #expect(CapturedRun("ledger", "verify", "--ledger", work.path("a.db")).code == .clean)
    }

    @Test("The demo world's attacks are caught and its look-alikes left alone")
    func floors() throws {
        let work = try Workspace()
        #expect(CapturedRun("ingest", demo, "--ledger", work.path("a.db")).code == .clean)
        let rows = try CapturedRun("rules", "backtest", "--ledger", work.path("a.db"), labels, "--rules", rules).rows()
        func rate(_ row: JSONValue) -> Double { row["rate"]?.doubleValue ?? 0 }
        let attacks = rows.filter { $0["row"] == "attack" }
        #expect(attacks.count == 12)
        for row in attacks { #expect(rate(row) >= 0.85, "\(JSONWriter.text(row))") }
        let lookAlikes = rows.filter { $0["row"] == "look-alike" }
        #expect(lookAlikes.count == 9)
        for row in lookAlikes { #expect(rate(row) == 0, "\(JSONWriter.text(row))") }
        for row in rows where row["row"] == "honest" { #expect(rate(row) <= 0.003, "\(JSONWriter.text(row))") }
    }

    @Test("Events that come in two parts are screened once each, and repeats change nothing")
    func twoParts() throws {
        let work = try Workspace()
        let lines = try String(contentsOfFile: demo, encoding: .utf8).split(separator: "\n").prefix(600)
        let first = try work.write("1.jsonl", lines.prefix(300).joined(separator: "\n") + "\n")
        let both = try work.write("2.jsonl", lines.joined(separator: "\n") + "\n")
        let ledger = work.path("a.db")
        func screened() throws -> Int64? {
            try CapturedRun("screen", "--ledger", ledger, "--rules", rules).rows().first?["screened"]?.integerValue
        }
        _ = CapturedRun("ingest", first, "--ledger", ledger)
        #expect(try screened() == 300)
        let again = try CapturedRun("ingest", both, "--ledger", ledger).rows().first
        #expect(again?["appended"] == 300)
        #expect(again?["repeated"] == 300)
        #expect(try screened() == 300)
        #expect(try screened() == 0)
        #expect(CapturedRun("ledger", "verify", "--ledger", ledger).code == .clean)
    }
}

@Suite("Bad batches") struct BadBatchTests {
    @Test(
        "One bad line refuses the batch, and nothing of it is in the ledger",
        arguments: [
            ("{\"specversion\":", "json/unexpected-end"), (retrieval("e2", fee: "-1"), "event/negative-amount"),
            (retrieval("e2", fee: "1.5"), "event/fractional-amount"), (retrieval("e1", fee: "6"), "ledger/conflict"),
            (retrieval("e2").replacing("2026", with: "2199"), "event/far-future"),
        ])
    func refused(line: String, code: String) throws {
        let work = try Workspace()
        let ledger = work.path("a.db")
        let good = try work.write("good.jsonl", retrieval("e0"))
        let bad = try work.write("bad.jsonl", retrieval("e1") + line + "\n")
        #expect(CapturedRun("ingest", good, "--ledger", ledger).code == .clean)
        let refusal = CapturedRun("ingest", bad, "--ledger", ledger)
        #expect(refusal.code == .cannotRun)
        #expect(refusal.stderr.contains("error[\(code)]"))
        #expect(refusal.stderr.contains("bad.jsonl:2:"))
        #expect(try CapturedRun("ledger", "export", "--ledger", ledger).rows().count == 1)
    }

    @Test("With --skip-invalid the rest is taken and every refused line is kept with its reason")
    func skipped() throws {
        let work = try Workspace()
        let bad = try work.write("bad.jsonl", retrieval("e1") + "{\"a\":\n" + retrieval("e1", fee: "9") + retrieval("e2"))
        let result = CapturedRun("ingest", bad, "--ledger", work.path("a.db"), "--skip-invalid")
        #expect(result.code == .findings)
        #expect(try result.rows().first?["appended"] == 2)
        let refused = try String(decoding: work.contents("a.db.refused.jsonl"), as: UTF8.self).split(separator: "\n")
        #expect(refused.count == 2)
        #expect(refused[0].contains("json/unexpected-end"))
        #expect(refused[1].contains("ledger/conflict"))
    }

    @Test("Wrong rules or a wrong policy stop the run before anything is written")
    func wrongRules() throws {
        let work = try Workspace()
        let events = try work.write("good.jsonl", retrieval("e0"))
        let broken = try work.write("rules.yaml", "rules:\n  - id: x\n    version: one\n")
        let run = CapturedRun("run", events, "--ledger", work.path("a.db"), "--out", work.path("out"), "--rules", broken, "--policy", policy)
        #expect(run.code == .cannotRun)
        #expect(!FileManager.default.fileExists(atPath: work.path("a.db")))
    }
}

@Suite("Detectors on plain files") struct DetectJobTests {
    @Test("Near-duplicates come out in contract form")
    func nearDuplicates() throws {
        let work = try Workspace()
        let text = "the quick brown fox jumps over the lazy dog while nine curious sheep look on from the far hill"
        let file = try work.write("d.jsonl", "{\"id\":\"b\",\"text\":\"\(text)\"}\n{\"id\":\"a\",\"text\":\"\(text.uppercased())\"}\n")
        let pairs = CapturedRun("detect", "near-duplicates", file)
        #expect(pairs.code == .findings)
        #expect(try pairs.rows() == [["a": "a", "b": "b", "jaccard": 1, "containment_a": 1, "containment_b": 1, "exact": true]])
        #expect(try CapturedRun("detect", "near-duplicates", file, "--clusters").rows().first?["original"] == "b")
        let repeated = try work.write("r.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}\n")
        #expect(CapturedRun("detect", "near-duplicates", repeated).stderr.contains("error[record/repeated-id]"))
    }

    @Test("A secret seed changes no answer, is never shown, and must be long enough to be one")
    func secretSeed() throws {
        let work = try Workspace()
        let text = "the quick brown fox jumps over the lazy dog while nine curious sheep look on from the far hill"
        let file = try work.write("d.jsonl", "{\"id\":\"b\",\"text\":\"\(text)\"}\n{\"id\":\"a\",\"text\":\"\(text) again\"}\n")
        let seed = try work.write("seed", "0123456789abcdef0123456789abcdef")
        let plain = CapturedRun("detect", "near-duplicates", file)
        let keyed = CapturedRun("detect", "near-duplicates", file, "--seed-file", seed, "--memory", "16", "--threads", "2")
        #expect(plain.code == .findings && keyed.code == .findings)
        #expect(keyed.stdout == plain.stdout)
        #expect(!(keyed.stdout + keyed.stderr).contains("0123456789"))
        let short = CapturedRun("detect", "near-duplicates", file, "--seed-file", try work.write("short", "guess"))
        #expect(short.code == .cannotRun)
        #expect(short.stderr.contains("error[seed/too-short]") && !short.stderr.contains("guess"))
    }

    @Test("Documents that cannot be compared are refused with their place, or said to match nothing")
    func badDocuments() throws {
        let work = try Workspace()
        let bad = try work.write(
            "bad.jsonl", "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":7}\n{\"id\":\"d\",\"text\":\"\\ud800\"}\n")
        let run = CapturedRun("detect", "near-duplicates", bad)
        #expect(run.code == .cannotRun && run.stdout.isEmpty)
        #expect(run.stderr.contains("bad.jsonl:2:1: error[record/missing-field]"))
        #expect(run.stderr.contains("bad.jsonl:3:18: error[record/wrong-type]"))
        #expect(run.stderr.contains("bad.jsonl:4:"))
        let empty = try work.write("empty.jsonl", "{\"id\":\"a\",\"text\":\"\"}\n{\"id\":\"b\",\"text\":\" …\"}\n")
        let wordless = CapturedRun("detect", "near-duplicates", empty)
        #expect(wordless.code == .clean && wordless.stdout.isEmpty)
        #expect(wordless.stderr.contains("2 documents without a word match nothing"))
    }

    @Test("Scan writes nothing and names the rule")
    func scan() throws {
        let work = try Workspace()
        let lines = try String(contentsOfFile: demo, encoding: .utf8).split(separator: "\n").filter { $0.contains("assay.submission.v1") }
        let original = try #require(try JSONParser.parse(String(lines[0]))["data"]?["text"])
        let file = try work.write(
            "s.jsonl",
            JSONWriter.text(["id": "one", "contributor": "ann", "text": original]) + "\n"
                + JSONWriter.text(["id": "two", "contributor": "eve", "text": original]) + "\n")
        let result = CapturedRun("scan", file, "--rules", rules)
        #expect(result.code == .findings)
        #expect(try result.rows().map { $0["verdict"] } == ["clear", "reject"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: work.url.path) == ["s.jsonl"])
    }
}
