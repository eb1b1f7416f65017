import CanonicalJSON
import Foundation
import Testing

@testable import assay

extension CapturedRun {
    fileprivate func objects() throws -> [JSONValue] { try stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) } }
}

@Suite("Settling from the command line") struct SettleJobTests {
    private let folder: ScratchFolder
    private var ledger: String { folder.path("L.db") }
    private static let text =
        "Bees leave the hive when the first willow flowers open, and the keeper who listens at the entrance can hear whether they found any pollen."

    init() throws {
        folder = try ScratchFolder()
        let other = "The old harbour crane was built in three winters by carpenters who had never seen the sea before they came to the town."
        let events = try folder.write(
            "events.jsonl",
            ScratchFolder.submission("s1", by: "ann", Self.text) + ScratchFolder.submission("s2", by: "bob", other)
                + ScratchFolder.retrieval("r1", of: ["s1", "s2"], fee: 1000) + ScratchFolder.retrieval("r2", of: ["s2"], fee: 500))
        #expect(CapturedRun("ingest", events, "--ledger", ledger).code == .clean)
        #expect(CapturedRun("screen", "--ledger", ledger, "--rules", ScratchFolder.rules).code == .clean)
    }

    private func policy(_ name: String, retrieval: Int, days: Int = 14) throws -> String {
        try folder.write(
            name + ".yaml",
            """
            policy: \(name)
            version: 1
            retrieval_ppm: \(retrieval)
            inference_ppm: 500000
            interaction_ppm: 0
            copies: earliest
            challenge_window_days: \(days)

            """)
    }

    @Test("compare prints both policies for each participant, the largest change first, and writes nothing")
    func compare() throws {
        let (a, b) = (try policy("a", retrieval: 300_000), try policy("b", retrieval: 900_000))
        let before = try folder.contents("L.db")
        let run = CapturedRun("settle", "compare", a, b, "--ledger", ledger)
        #expect(run.code == .clean && run.stderr.contains("a 1: paid") && run.stderr.contains("b 1: paid"), "\(run.stderr)")
        let rows = try run.objects()
        // bob: a third of 1000 and all of 500, each by rank and rounded down.
        #expect(rows.map { $0["participant"]?.stringValue } == ["bob", "ann"])
        for (row, paid) in zip(rows, [(100 + 150, 300 + 450), (200, 600)] as [(Int64, Int64)]) {
            #expect(row["paid_a"]?.integerValue == paid.0 && row["paid_b"]?.integerValue == paid.1, "\(row)")
            #expect(row["gain"]?.integerValue == paid.1 - paid.0)
        }
        #expect(try folder.contents("L.db") == before)
        let same = try CapturedRun("settle", "compare", a, a, "--ledger", ledger).objects()
        #expect(same.allSatisfy { $0["gain"]?.integerValue == 0 } && same.map { $0["participant"]?.stringValue } == ["ann", "bob"])
        let back = try CapturedRun("settle", "compare", b, a, "--ledger", ledger).objects()
        #expect(back.map { $0["gain"]?.integerValue } == rows.map { $0["gain"]?.integerValue.map { -$0 } })
        let one = CapturedRun("settle", "compare", a, "--ledger", ledger)
        #expect(one.code == .cannotRun && one.stderr.contains("usage/two-policies"))
    }

    @Test("an overturned rejection waits by the policy of its settlement; a debt is written off, and statement, replay and verify know both")
    func writeOff() throws {
        let short = try policy("short", retrieval: 900_000, days: 3)
        #expect(CapturedRun("settle", "--ledger", ledger, "--policy", short, "--commit").code == .clean)
        func move(_ verb: String, _ reward: String, _ more: String..., now: String = "2026-03-09T00:00:00Z") throws -> CapturedRun {
            CapturedRun(
                words: ["settle", verb, reward, "--ledger", ledger, "--reason", "test", "--now", now]
                    + (more.contains("--by") ? more : more + ["--by", "rae"]))
        }
        let rewards = try CapturedRun("settle", "rewards", "--ledger", ledger).objects()
        let ann = try #require(rewards.first { $0["participant"] == "ann" }?["reward"]?.stringValue)
        let bob = try #require(rewards.first { $0["participant"] == "bob" }?["reward"]?.stringValue)
        #expect(try move("decide", bob, "--outcome", "void", now: "2026-03-02T00:00:00Z").code == .clean)
        #expect(try move("dispute", bob, "--by", "bob", now: "2026-03-02T00:00:00Z").code == .clean)
        let overturned = try move("resolve", bob, "--outcome", "overturn", now: "2026-03-02T00:00:00Z").objects()
        #expect(overturned.last?["until"] == "2026-03-05T00:00:00.000Z", "three days by the recorded policy, not fourteen")
        #expect(CapturedRun("settle", "finalize", "--ledger", ledger, "--now", "2026-03-09T00:00:00Z").code == .clean)
        func pay(_ more: String...) -> CapturedRun {
            CapturedRun(words: ["settle", "payout", "ann", "--ledger", ledger, "--by", "fin", "--reason", "march", "--format", "jsonl"] + more)
        }
        #expect(try pay("--amount", "200").objects().first?["paid_now"]?.integerValue == 200)
        // Sent again because no answer came: booked once. The same transfer with another amount is two stories.
        let again = pay("--amount", "200")
        #expect(try again.code == .clean && again.objects().first?["paid_now"]?.integerValue == 0 && again.stderr.contains("already"))
        #expect(try again.objects().first?["paid"]?.integerValue == 200)
        #expect(pay("--amount", "100").stderr.contains("settle/payout-repeated"))
        #expect(CapturedRun("settle", "payout", "ann", "--ledger", ledger, "--by", "fin", "--reason", "april").code == .clean)
        #expect(try move("write-off", ann).stderr.contains("settle/illegal-move"))
        #expect(try move("clawback", ann).code == .clean)
        let own = try move("write-off", ann, "--by", "ann")
        #expect(own.code == .cannotRun && own.stderr.contains("settle/partial-decider"))
        #expect(try move("write-off", ann, "--amount", "601").stderr.contains("settle/amount"))
        #expect(try move("write-off", ann, "--amount", "100").code == .clean)
        #expect(try move("write-off", ann).code == .clean)
        let none = try move("write-off", ann)
        #expect(none.code == .cannotRun && none.stderr.contains("owes nothing"))

        let lines = try CapturedRun("ledger", "statement", "ann", "--ledger", ledger, "--format", "jsonl").objects()
        let forgiven = lines.filter { $0["what"] == "write-off" }
        #expect(forgiven.map { $0["amount"]?.integerValue } == [-100, -500], "\(lines)")
        #expect(CapturedRun("ledger", "verify", "--ledger", ledger).code == .clean)
        let replay = CapturedRun("ledger", "replay", "--ledger", ledger)
        #expect(replay.code == .clean && replay.stdout.contains("\"identical\":true"), "\(replay.stderr)")
        #expect(CapturedRun("ledger", "export", "--ledger", ledger, "--format", "hledger").stdout.contains("write-off"))
    }

    @Test("replay after an erasure recomputes what it can and says what it cannot")
    func erased() throws {
        #expect(CapturedRun("settle", "--ledger", ledger, "--policy", ScratchFolder.policy("default"), "--commit").code == .clean)
        #expect(CapturedRun("ledger", "erase", "s1", "--ledger", ledger, "--reason", "asked for").code == .clean)
        let run = CapturedRun("ledger", "replay", "--ledger", ledger)
        let row = try #require(try run.objects().first)
        #expect(row["first_difference"] == .null && row["settlements"]?.integerValue == 1, "\(run.stderr)")
        let others = row["unrecomputable"]?.integerValue ?? -1
        #expect((others > 0) == (run.code == .findings) && (others > 0) == run.stderr.contains("ledger/text-needed"), "\(run.stderr)")
        #expect(CapturedRun("ledger", "verify", "--ledger", ledger).code == .clean)
    }
}
