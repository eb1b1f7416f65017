import Foundation
import ShippedRules
import Testing

@testable import assay

@Suite("Rules inside the program") struct RulesCopyTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("copy writes them out, whole and once: what is there already is never overwritten")
    func copy() throws {
        let directory = folder.path("deep/er")
        #expect(CapturedRun("rules", "copy", directory).code == .clean)
        for path in ShippedRules.paths { #expect(try [UInt8](folder.contents("deep/er/" + path)) == ShippedRules.bytes(path)) }
        try FileManager.default.removeItem(atPath: directory + "/near-duplicates.yaml")
        let again = CapturedRun("rules", "copy", directory)
        #expect(again.code == .cannotRun)
        #expect(again.stderr.contains("error[output/exists]") && again.stderr.contains("nothing was written"), "\(again.stderr)")
        #expect(!FileManager.default.fileExists(atPath: directory + "/near-duplicates.yaml"))
    }

    @Test("copy says what is in the way: a file, a folder that may not be written")
    func refusals() throws {
        let file = try folder.write("a-file", "")
        let onFile = CapturedRun("rules", "copy", file)
        #expect(onFile.code == .cannotRun && onFile.stderr.contains("error[output/not-a-directory]"), "\(onFile.stderr)")
        let nowhere = CapturedRun("rules", "copy", "/proc/nothing")
        #expect(nowhere.code == .cannotRun && nowhere.stderr.contains("error[output/cannot-create]"), "\(nowhere.stderr)")
        #expect(CapturedRun("rules", "copy").stderr.contains("usage/missing-argument"))
    }

    @Test("they pass their own check and tests, and are the same rule set as those on disk")
    func inside() throws {
        let now = "2026-03-01T00:00:00Z"
        let inside = CapturedRun("rules", "check", ShippedRules.folder, "--strict", "--now", now)
        let onDisk = CapturedRun("rules", "check", ScratchFolder.rules, "--strict", "--now", now)
        #expect(inside.code == .clean, "\(inside.stderr)")
        #expect(inside.stderr == onDisk.stderr.replacing(ScratchFolder.rules, with: ShippedRules.folder))
        let one = CapturedRun("rules", "test", "shipped:rules/agent-swarms.yaml", "--format", "csv")
        #expect(one.code == .clean, "\(one.stderr)")
        #expect(one.stdout.contains("\ntest,lockstep,malicious,"))
    }

    @Test("the main job decides by them, policy included, to the byte as by the folder")
    func mainJob() throws {
        let events = try folder.write(
            "e.jsonl",
            ScratchFolder.submission("a", by: "p", "one text that nobody has copied") + ScratchFolder.retrieval("r", of: ["a"], fee: 1000))
        func run(_ name: String, _ rules: String, _ policy: String) throws -> Data {
            let out = folder.path(name)
            let run = CapturedRun(
                "run", events, "--ledger", out + ".db", "--rules", rules, "--policy", policy, "--out", out, "--now", "2026-03-02T00:00:00Z")
            #expect(run.code == .clean, "\(run.stderr)")
            return try folder.contents(name + "/verdicts.jsonl") + folder.contents(name + "/payouts.csv")
        }
        let inside = try run("inside", ShippedRules.folder, "shipped:rules/payouts/default.yaml")
        #expect(try inside == run("disk", ScratchFolder.rules, ScratchFolder.policy("default")))
        #expect(
            try run("naive", ShippedRules.folder, "shipped:rules/payouts/naive.yaml")
                == run("twin", ScratchFolder.rules, ScratchFolder.policy("naive")))
    }

    @Test("a name that is not inside is refused, and so is tuning what no patch can reach")
    func unknown() {
        let missing = CapturedRun("rules", "check", "shipped:rules/none.yaml")
        #expect(missing.code == .cannotRun && missing.stderr.contains("error[rules/not-found]"), "\(missing.stderr)")
        let tune = CapturedRun(
            "rules", "tune", "--ledger", "L.db", "--rules", ShippedRules.folder, "--cost-missed", "1", "--cost-held-per-day", "1", "--cost-review",
            "1")
        #expect(tune.code == .cannotRun && tune.stderr.contains("error[rules/inside-the-program]"), "\(tune.stderr)")
    }
}
