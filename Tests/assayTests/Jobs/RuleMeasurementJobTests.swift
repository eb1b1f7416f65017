import CanonicalJSON
import Foundation
import Testing

@testable import assay

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let demo = root.appendingPathComponent("corpora/demo/events.jsonl").path
private let labels = root.appendingPathComponent("corpora/demo/labels.jsonl").path
private let shipped = root.appendingPathComponent("rules").path
private let policy = root.appendingPathComponent("rules/payouts/default.yaml").path

extension CapturedRun {
    fileprivate func rows() throws -> [JSONValue] { try stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) } }
}

/// One rule that holds copies from a share of their text on, and one on trial.
private func rules(_ work: ScratchFolder, _ name: String, containment: String) throws -> String {
    func rule(_ id: String, _ status: String, _ condition: String) -> String {
        "  - {id: \(id), version: 1, status: \(status), outcome: hold, on: [assay.submission.v1], when: \(condition), unknown: skip, "
            + "reason: a copy, owner: test}\n"
    }
    return try work.write(
        name,
        "rules:\n" + rule("copy", "live", "near_duplicate.containment >= \(containment)") + rule("trial", "shadow", "near_duplicate.jaccard >= 0.1"))
}

@Suite("Rules measured on the demo world") struct RuleMeasurementJobTests {
    @Test("Backtest, diff and tune over one screened ledger")
    func whole() throws {
        let work = try ScratchFolder()
        let ledger = work.path("a.db")
        let old = try rules(work, "old.yaml", containment: "0.99")
        #expect(CapturedRun("ingest", demo, "--ledger", ledger).code == .clean)
        #expect(CapturedRun("screen", "--ledger", ledger, "--rules", old).code == .findings)
        #expect(CapturedRun("ledger", "replay", "--ledger", ledger).code == .clean)

        func backtest(_ words: String...) throws -> [JSONValue] {
            let run = CapturedRun(words: ["rules", "backtest", labels, "--rules", old, "--policy", policy] + words)
            return try run.rows()
        }
        let recorded = try backtest("--ledger", ledger)
        #expect(recorded.first?["row"] == "coverage")
        #expect(recorded.first?["name"] == "recorded")
        #expect(recorded.filter { $0["row"] == "shadow" }.map { $0["name"] } == ["trial"])
        #expect(Array(recorded.dropFirst()) == Array(try backtest("--ledger", ledger, "--detect").dropFirst()))
        #expect(Array(recorded.dropFirst()) == Array(try backtest("--events", demo).dropFirst()))

        let new = try rules(work, "new.yaml", containment: "0.5")
        #expect(CapturedRun("rules", "diff", old, old, "--ledger", ledger, "--policy", policy).code == .clean)
        let diff = CapturedRun("rules", "diff", old, new, "--ledger", ledger, "--policy", policy, "--labels", labels)
        #expect(diff.code == .findings)
        let rows = try diff.rows()
        #expect(rows.filter { $0["row"] == "change" }.allSatisfy { $0["from"] == "clear" && $0["to"] == "hold" })
        #expect(rows.filter { $0["row"] == "rule" }.map { $0["name"] } == ["copy"])
        let total = try #require(rows.last)
        let paid = try #require(total["paid_before"]?.integerValue)
        #expect(try #require(total["paid_after"]?.integerValue) < paid)
    }

    @Test("A search proposes a patch, changes no rule, and refuses held-out events that have judged already")
    func tune() throws {
        let work = try ScratchFolder()
        let ledger = work.path("a.db")
        let lax = try rules(work, "lax.yaml", containment: "0.99")
        #expect(CapturedRun("ingest", demo, "--ledger", ledger).code == .clean)
        _ = CapturedRun("screen", "--ledger", ledger, "--rules", lax)
        let before = try work.contents("lax.yaml")
        func tune(_ more: String...) -> CapturedRun {
            CapturedRun(
                words: [
                    "rules", "tune", "--ledger", ledger, "--rules", lax, "--policy", policy, "--cost-missed", "1", "--cost-held-per-day", "1",
                    "--cost-review", "0.001", "--seed", "3", "--patch", work.path("p.diff"), labels,
                ] + more)
        }
        let explored = tune("--explore")
        #expect(explored.code == .findings)
        #expect(try explored.rows().contains { $0["row"] == "held-out" } == false)
        let judged = tune()
        #expect(judged.code == .findings, "\(judged.stderr)")
        let rows = try judged.rows()
        #expect(rows.contains { $0["row"] == "held-out" })
        func loss(_ name: String) throws -> Double {
            try #require(rows.first { $0["row"] == "tuning" && $0["name"] == .string(name) }?["loss"]?.doubleValue)
        }
        #expect(try loss("after") < loss("before"))
        #expect(try work.contents("lax.yaml") == before)
        #expect(String(decoding: try work.contents("p.diff"), as: UTF8.self).contains("+++ " + lax.dropFirst()))
        let again = tune()
        #expect(again.code == .cannotRun)
        #expect(again.stderr.contains("rules/split-spent"))
        #expect(tune("--explore").code == .findings)
    }
}
