import CanonicalJSON
import Foundation
import Testing

@testable import assay

@Suite("Discounts, labels and trials from the command line") struct DiscountJobTests {
    private let folder: ScratchFolder
    private let rules: String
    private let policy: String
    private var ledger: String { folder.path("L.db") }

    /// ann's text is discounted and marked, bob's clear; three answers name both.
    init() throws {
        folder = try ScratchFolder()
        rules = try folder.write(
            "rules.yaml",
            """
            appeals: {contact: appeals@example.org, days: 30}
            rules:
              - id: lightly-worked
                version: 1
                status: live
                outcome: discount
                by: 12.5%
                on: [assay.submission.v1]
                when: event.data.contributor == "ann"
                unknown: skip
                reason: It was hardly worked on.
                owner: integrity
              - id: sourceless
                version: 1
                status: live
                outcome: label
                label: needs-source
                on: [assay.submission.v1]
                when: "!has(event.data.derived_from) && event.data.contributor == 'ann'"
                reason: It names no source.
                owner: integrity
              - id: trial
                version: 4
                status: shadow
                outcome: discount
                by: 50%
                on: [assay.submission.v1]
                when: event.data.contributor in ["ann", "bob"]
                reason: On trial.
                owner: integrity

            """)
        policy = try folder.write(
            "policy.yaml",
            """
            policy: p
            version: 1
            retrieval_ppm: 700000
            inference_ppm: 0
            interaction_ppm: 100000
            copies: earliest
            challenge_window_days: 14

            """)
        let events = try folder.write(
            "events.jsonl",
            ScratchFolder.submission("s1", by: "ann", "The keeper of the eastern light wrote every evening what the sea had brought.")
                + ScratchFolder.submission("s2", by: "bob", "The old harbour crane was built in three winters by carpenters from the hills.")
                + (1...3).map { ScratchFolder.retrieval("r\($0)", of: ["s1", "s2"], fee: 1_000_003) }.joined())
        let run = CapturedRun(
            "run", events, "--ledger", ledger, "--rules", rules, "--policy", policy, "--out", folder.path("out"), "--format", "jsonl")
        #expect(run.code == .clean, "\(run.stderr)")
    }

    private func text(_ name: String) throws -> String { String(decoding: try folder.contents(name), as: UTF8.self) }

    /// Of 700,002 ann's two thirds are 466,668, of which seven eighths, rounded down, are 408,334.
    @Test("The payout is that by hand, and the report shows rules on trial without effect")
    func run() throws {
        #expect(
            try text("out/payouts.csv")
                == "participant,role,asked,paid,held,rejected\nann,contributor,1400004,1225002,0,0\nbob,contributor,700002,700002,0,0\n")
        let report = try JSONParser.parse(try text("out/report.json"))
        #expect(report["money"]?["discounted"] == 175_002 && report["money"]?["treasury"] == .integer(3_000_009 - 1_225_002 - 700_002))
        let trials = try #require(report["coverage"]?["rules_on_trial"]?.arrayValue)
        #expect(trials.count == 1 && trials[0]["would_have_fired"] == 2 && trials[0]["would_have_changed"] == 2 && trials[0]["effective"] == false)
        #expect(try text("out/index.html").contains("Rules on trial"))
        let verdicts = try text("out/verdicts.jsonl").split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(verdicts[0]["verdict"] == "clear" && verdicts[0]["discount"] == 125_000 && verdicts[0]["labels"] == ["needs-source"])
        #expect(verdicts[1]["discount"] == nil && verdicts[1]["labels"] == nil)
    }

    @Test("Settled, disputed, finalised and paid, the ledger replays and verifies, and the journal has every micro-credit")
    func settle() throws {
        let settled = CapturedRun("settle", "--ledger", ledger, "--policy", policy, "--commit", "--format", "csv")
        #expect(settled.code == .clean && settled.stderr.contains("of the treasury, 0.175002 were kept by discounts"), "\(settled.stderr)")
        let rewards = CapturedRun("settle", "rewards", "--ledger", ledger, "--format", "jsonl").stdout
        #expect(rewards.contains("\"amount\":58334") && rewards.contains("\"discount\":125000") && rewards.contains("\"reward\":\"R2-2\""))
        #expect(CapturedRun("settle", "dispute", "R2-2", "--ledger", ledger, "--by", "ann", "--reason", "mine").code == .clean)
        #expect(
            CapturedRun("settle", "resolve", "R2-2", "--ledger", ledger, "--by", "judge", "--reason", "hers", "--outcome", "overturn").code == .clean)
        #expect(CapturedRun("settle", "finalize", "--ledger", ledger, "--now", "2027-01-01T00:00:00Z").code == .clean)
        #expect(
            CapturedRun("settle", "payout", "ann", "--ledger", ledger, "--by", "bank", "--reason", "t1", "--format", "csv").stdout.contains("1283336")
        )
        #expect(CapturedRun("ledger", "replay", "--ledger", ledger, "--format", "jsonl").stdout.contains("\"identical\":true"))
        #expect(CapturedRun("ledger", "verify", "--ledger", ledger).code == .clean)
        let statement = CapturedRun("ledger", "statement", "ann", "--ledger", ledger, "--format", "csv").stdout
        #expect(statement.contains(",refused,discount,58334,") && statement.contains("lightly-worked"))
        let journal = CapturedRun("ledger", "export", "--ledger", ledger, "--format", "hledger").stdout
        #expect(journal.contains("Liabilities:Pool  58334 MICROCREDIT  ; discount"))
    }

    @Test("The contributor is told the share, the labels and where to object")
    func statement() throws {
        let told = CapturedRun("explain", "s#sub-s1", "--ledger", ledger, "--statement").stdout
        for sentence in [
            "It was let through. Of what it earns 12.5% is kept back. It is marked as needs-source.",
            "- Rule lightly-worked, version 1: It was hardly worked on.", "- Rule sourceless, version 1: It names no source.",
            "Write to appeals@example.org within 30 days of this decision.",
        ] { #expect(told.contains(sentence), "\(told)") }
        #expect(!told.contains("On trial") && !told.contains("50%"))
        let plain = CapturedRun("explain", "s#sub-s2", "--ledger", ledger, "--statement").stdout
        #expect(plain.contains("It was let through.") && !plain.contains("object") && !plain.contains("kept"))
        let object = try JSONParser.parse(CapturedRun("explain", "s#sub-s1", "--ledger", ledger, "--statement", "--format", "json").stdout)
        #expect(object["discount"] == 125_000 && object["labels"] == ["needs-source"] && object["appeals"]?["days"] == 30)
        let why = CapturedRun("explain", "s#sub-s1", "--ledger", ledger)
        #expect(why.code == .clean && why.stdout.contains("kept    12.5% of what follows it\nlabels  needs-source"))
        #expect(why.stdout.contains("lightly-worked 1: discount by 12.5%") && why.stdout.contains("sourceless 1: label needs-source"))
    }

    @Test("The verbs that measure rules take discounts and labels in")
    func measure() throws {
        let labels = try folder.write("labels.jsonl", "{\"event\":\"s#sub-s1\",\"kind\":\"attack\",\"name\":\"a\",\"submission\":\"s1\"}\n")
        let run = CapturedRun("rules", "backtest", "--ledger", ledger, "--rules", rules, "--policy", policy, labels, "--format", "jsonl")
        let rows = try run.stdout.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        let set = try #require(rows.first { $0["row"] == "set" })
        #expect(set["money_caught"] == 175_002 && set["money_wrongly_held"] == 0, "\(run.stderr)")
        let trial = try #require(rows.first { $0["row"] == "shadow" })
        #expect(trial["money_caught"] == 700_002)
        // Nothing was flagged: of the two events on which it fires one is an attack's.
        #expect(trial["events"] == 2 && trial["attack_events"] == 1 && trial["flagged"] == nil)
        #expect(rows.first { $0["row"] == "attack" }?["discounted"] == 1)
        let cheaper = try folder.write("cheaper.yaml", try text("rules.yaml").replacingOccurrences(of: "12.5%", with: "10%"))
        let changed = CapturedRun("rules", "diff", rules, cheaper, "--ledger", ledger, "--policy", policy, "--format", "jsonl")
        #expect(changed.stderr.contains("0 labels, and what none names counts as honest"), "\(changed.stderr)")
        #expect(changed.code == .findings && changed.stdout.contains("\"from\":\"clear, discount 12.5%, label needs-source\""), "\(changed.stderr)")
        #expect(CapturedRun("rules", "diff", rules, rules, "--ledger", ledger, "--policy", policy).code == .clean)
        #expect(CapturedRun("rules", "bench", "--rules", rules, "--events", "100").code == .clean)
        let scanned = CapturedRun("scan", folder.path("events.jsonl"), "--rules", rules, "--format", "jsonl")
        #expect(scanned.stdout.contains("\"discount\":125000") && scanned.stdout.contains("\"labels\":[\"needs-source\"]"), "\(scanned.stderr)")
    }
}
