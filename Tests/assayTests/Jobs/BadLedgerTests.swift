import Foundation
import Testing

@testable import assay

/// What a stranger may name by mistake: each gets its cause and what to do, exit 2 or 1, and loses nothing.
@Suite("Bad ledgers, keys, checkpoints and amounts") struct BadLedgerTests {
    private let folder: ScratchFolder
    private let events: String
    private let more: String
    private var ledger: String { folder.path("L.db") }

    init() throws {
        folder = try ScratchFolder()
        events = try folder.write("events.jsonl", (0..<40).map { ScratchFolder.retrieval("e\($0)", of: [], fee: 10) }.joined())
        more = try folder.write("more.jsonl", (0..<9).map { ScratchFolder.retrieval("m\($0)", of: [], fee: 10) }.joined())
        #expect(CapturedRun("ingest", events, "--ledger", ledger).code == .clean)
    }

    private func refused(_ run: CapturedRun, _ code: String, _ cause: String, exit: ExitCode = .cannotRun) {
        #expect(
            run.code == exit && run.stderr.contains("error[\(code)]") && run.stderr.contains(cause) && run.stderr.contains("hint:"), "\(run.stderr)")
    }

    /// The ledger opens again with all that it had.
    private func isWhole(_ count: Int = 40) {
        let run = CapturedRun("ledger", "verify", "--ledger", ledger)
        #expect(run.code == .clean && run.stdout.contains("\"entries\":\(count),"), "\(run.stderr)\(run.stdout)")
    }

    @Test("a text file, a directory and another program's file are not ledgers, for readers and writers, and stay as they are")
    func notLedgers() throws {
        let text = try folder.write("notes.txt", "a text file\n")
        try FileManager.default.createDirectory(atPath: folder.path("dir.db"), withIntermediateDirectories: true)
        for verb in [["ledger", "verify"], ["ingest", more], ["settle", "rewards"], ["ledger", "statement", "ann"]] {
            func run(_ path: String) -> CapturedRun { CapturedRun(words: verb + ["--ledger", path]) }
            refused(run(text), "ledger/not-a-ledger", "not an SQLite database")
            refused(run(folder.path("dir.db")), "ledger/not-a-ledger", "is a directory")
        }
        #expect(try folder.contents("notes.txt") == Data("a text file\n".utf8))
        let empty = try folder.write("empty.db", "")
        refused(CapturedRun("ledger", "verify", "--ledger", empty), "ledger/not-a-ledger", "not a ledger")
        refused(CapturedRun("ledger", "verify", "--ledger", folder.path("none.db")), "ledger/missing", "there is no ledger")
    }

    @Test(
        "a directory that may not be written lets readers in and tells writers why; one that may not be entered says so", .enabled(if: geteuid() != 0)
    )
    func permissions() throws {
        func allow(_ mode: Int) throws { try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.url.path) }
        defer { try? allow(0o755) }
        try FileManager.default.removeItem(atPath: ledger + ".lock")
        try allow(0o555)
        isWhole()
        refused(CapturedRun("ingest", more, "--ledger", ledger), "ledger/read-only", "Permission denied")
        refused(CapturedRun("ingest", more, "--ledger", folder.path("new.db")), "ledger/read-only", "Permission denied")
        try allow(0o000)
        refused(CapturedRun("ledger", "verify", "--ledger", ledger), "ledger/io", "Permission denied")
        try allow(0o755)
        #expect(CapturedRun("ingest", more, "--ledger", ledger).code == .clean)
        isWhole(49)
    }

    @Test("a damaged file is told as such, without advice to run the verb that said so")
    func damaged() throws {
        let whole = try folder.contents("L.db")
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.path("cut.db")))
        let run = CapturedRun("ledger", "verify", "--ledger", folder.path("cut.db"))
        #expect(run.code != .clean && run.stderr.contains("error[ledger/") && !run.stderr.contains("run `assay ledger verify`"), "\(run.stderr)")
        isWhole()
    }

    @Test("a key that is damaged, missing or another ledger's signs nothing; one that others can read is warned of")
    func keys() throws {
        func checkpoint(_ more: String...) -> CapturedRun { CapturedRun(words: ["ledger", "checkpoint", "--ledger", ledger] + more) }
        #expect(checkpoint("--origin", "example.com/a", "--out", folder.path("cp")).code == .clean)
        let key = try folder.contents("L.db.key")
        let path = ledger + ".key"
        #expect(CapturedRun("ingest", events, "--ledger", folder.path("M.db")).code == .clean)
        let other = CapturedRun("ledger", "checkpoint", "--ledger", folder.path("M.db"), "--origin", "example.com/b", "--out", folder.path("cpM"))
        #expect(other.code == .clean)
        for damaged in [key.prefix(30), Data(), key.prefix(40) + key.suffix(30)] {
            try damaged.write(to: URL(fileURLWithPath: path))
            refused(checkpoint(), "ledger/malformed-note", "holds no private key")
        }
        refused(checkpoint("--key", folder.path("M.db.key")), "ledger/wrong-key", "is not the key")
        try FileManager.default.removeItem(atPath: path)
        refused(checkpoint(), "ledger/wrong-key", "is not at")
        try key.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let open = checkpoint()
        #expect(open.code == .clean && open.stderr.contains("warning[ledger/open-key]") && open.stderr.contains("chmod 600"), "\(open.stderr)")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(!checkpoint().stderr.contains("open-key"))
        refused(checkpoint("--origin", "example.com/c"), "ledger/other-ledger", "example.com/a")
        isWhole()
    }

    @Test("a checkpoint of another ledger, by another key, or none at all is told apart from a rewritten ledger")
    func checkpoints() throws {
        for (name, origin, file) in [("L.db", "example.com/a", events), ("M.db", "example.com/b", more), ("S.db", "example.com/a", more)] {
            #expect(CapturedRun("ingest", file, "--ledger", folder.path(name)).code == .clean)
            let run = CapturedRun(
                "ledger", "checkpoint", "--ledger", folder.path(name), "--origin", origin, "--out", folder.path(name + ".checkpoint"))
            #expect(run.code == .clean, "\(run.stderr)")
        }
        func against(_ name: String, _ more: String...) -> CapturedRun {
            CapturedRun(words: ["ledger", "verify", "--ledger", ledger, "--against", folder.path(name)] + more)
        }
        #expect(against("L.db.checkpoint").code == .clean)
        refused(against("M.db.checkpoint"), "ledger/other-ledger", "example.com/b")
        refused(against("M.db.checkpoint", "--key", folder.path("M.db.key.pub")), "ledger/other-ledger", "example.com/b")
        refused(against("S.db.checkpoint"), "ledger/wrong-key", "no valid signature")
        refused(against("L.db.checkpoint", "--key", folder.path("L.db.key")), "ledger/malformed-note", "no public key")
        refused(against("events.jsonl"), "ledger/malformed-note", "not a signed note")
        // The origin is the same and the key is named: then the entries decide.
        refused(against("S.db.checkpoint", "--key", folder.path("S.db.key.pub")), "ledger/rewritten", "entries", exit: .findings)
    }

    @Test("an amount beyond what an event may name is refused at its place")
    func amount() throws {
        let over = try folder.write(
            "over.jsonl",
            ScratchFolder.retrieval("o", of: [], fee: 1_000_000_000_000_001)
                + ScratchFolder.line("p", "interaction", #"{"from":"a","to":"b","resource":"r","kind":"call","amount":9223372036854775808}"#))
        let run = CapturedRun("ingest", over, "--ledger", ledger)
        #expect(run.code == .cannotRun && run.stderr.contains("over.jsonl:1:") && run.stderr.contains("event/amount-too-large"))
        #expect(run.stderr.contains("over.jsonl:2:"))
        isWhole()
    }

    @Test("fees that together exceed 64 bits end in an error wherever they would be summed, and the ledger stays sound")
    func overflow() throws {
        let big = try folder.write(
            "big.jsonl", (0..<9300).map { ScratchFolder.retrieval("b\($0)", of: [], fee: 1_000_000_000_000_000) }.joined())
        let out = folder.path("out")
        let path = folder.path("B.db")
        let run = CapturedRun(
            "run", big, "--ledger", path, "--rules", ScratchFolder.rules, "--policy", ScratchFolder.policy("default"), "--out", out)
        refused(run, "settle/overflow", "64 bits")
        for words in [
            ["settle", "--dry-run", "--policy", ScratchFolder.policy("default")],
            ["settle", "--commit", "--policy", ScratchFolder.policy("default")],
            ["settle", "compare", ScratchFolder.policy("default"), ScratchFolder.policy("naive")],
            ["report", "--policy", ScratchFolder.policy("default"), "--out", out],
        ] {
            refused(CapturedRun(words: words + ["--ledger", path]), "settle/overflow", "64 bits")
        }
        #expect(CapturedRun("ledger", "verify", "--ledger", path).code == .clean)
        let amount = CapturedRun("settle", "payout", "ann", "--amount", "99999999999999999999", "--by", "f", "--reason", "r", "--ledger", path)
        refused(amount, "usage/bad-value", "whole number")
    }
}
