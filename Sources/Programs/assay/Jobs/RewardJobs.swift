import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage
import Operations
import Rewards

/// Moves rewards through their lives: by the passing of time, or by a person's decision.
enum RewardJobs {
    static func finalize(_ options: SettleFinalizeOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        let result = try SettleLedger.carried { () throws(SettleLedger.Failure) in
            try SettleLedger.finalize(store, now: options.now, followsLabels: options.labels)
        }
        if result.waiting > 0 {
            terminal.note(
                "\(result.waiting) rewards wait, because events from before the end of their window have no screening yet; run `assay screen`, then this again"
            )
        }
        let rows = terminal.rows(["time", "decided_by_label", "final", "final_micros", "escalated", "restated", "waiting", "entries"])
        func number(_ count: Int) -> JSONValue { .integer(Int64(count)) }
        rows.write(
            JSONObject([
                ("time", .string(result.time.rfc3339)), ("decided_by_label", number(result.decidedByLabel)), ("final", number(result.final)),
                ("final_micros", result.amount.json), ("escalated", number(result.escalated)), ("restated", number(result.restated)),
                ("waiting", number(result.waiting)), ("entries", number(result.entries)),
            ]))
        rows.finish()
        return result.escalated > 0 || result.waiting > 0 ? .findings : .clean
    }

    static func learned(_ options: SettleLearnedOptions, _ terminal: Terminal) throws -> ExitCode {
        let rules = try ShippedFiles.ruleSet(options.rules)
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readOnly)
        let learned = try LateKnowledge.list(store, rules: rules, detectors: DetectorBench.detectors(seed: try SecretSeed.forDetectors()))
        let rows = terminal.rows(["reward", "participant", "role", "source", "clawback", "outcome", "rules"])
        for item in learned {
            let claim = item.reward.claim
            rows.write(
                JSONObject([
                    ("reward", .string(item.reward.id.description)), ("participant", .string(claim.participant)), ("role", .string(claim.role)),
                    ("source", .string(claim.source)), ("clawback", item.clawback.json), ("outcome", .string(item.outcome.rawValue)),
                    ("rules", .array(item.rules.map { .string($0) })),
                ]))
        }
        rows.finish()
        return learned.isEmpty ? .clean : .findings
    }

    static func list(_ options: SettleRewardsOptions, _ terminal: Terminal) throws -> ExitCode {
        let book = try RewardBook(folding: try SQLiteLedgerStore(path: options.ledger, mode: .readOnly))
        let rows = terminal.rows(["reward", "participant", "role", "source", "amount", "state", "cleared", "until", "because"])
        for reward in book.allRewards where options.participant.map({ $0 == reward.claim.participant }) ?? true {
            guard options.state.map({ $0 == reward.state.commandLineName }) ?? true else { continue }
            rows.write(reward.row)
        }
        rows.finish()
        return .clean
    }

    static func decide(_ options: DecisionOptions, _ terminal: Terminal) throws -> ExitCode {
        let ruling: RewardCommand.Ruling = options.ruling == .void ? .void : .post(options.amount.map { MicroCredits(Int64($0)) })
        guard options.ruling == .post || options.amount == nil else {
            throw Diagnostic(code: "settle/amount", cause: "a reward is refused whole", hint: "--amount goes with --outcome post")
        }
        return try move(options, terminal) { id, _, _, _ in .decide(id, ruling, by: options.by, reason: options.reason) }
    }

    static func dispute(_ options: DecisionOptions, _ terminal: Terminal) throws -> ExitCode {
        try move(options, terminal) { id, _, _, _ in .dispute(id, by: options.by, reason: options.reason) }
    }

    static func resolve(_ options: DecisionOptions, _ terminal: Terminal) throws -> ExitCode {
        try move(options, terminal) { id, time, book, store in
            // A new reward waits as long as the settlement's own policy says.
            let until = try book[id].map { book.windowEnd(of: $0, try PayoutPolicy.recorded(for: $0, in: store), from: time) } ?? time
            return .resolve(id, upheld: options.hearing == .uphold, until: until, by: options.by, reason: options.reason)
        }
    }

    static func clawBack(_ options: DecisionOptions, _ terminal: Terminal) throws -> ExitCode {
        try move(options, terminal) { id, _, _, _ in .clawBack(id, by: options.by, reason: options.reason) }
    }

    static func payOut(_ options: PayoutOptions, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        var book = try RewardBook(folding: store)
        let time = max(options.now ?? Timestamp(seconds: 0), store.headTime ?? Timestamp(seconds: 0))
        let earlier = try payout(to: options.participant, reason: options.reason, in: store)
        if let earlier, let amount = options.amount, earlier.amount.micros != Int64(amount) {
            throw Diagnostic(
                code: "settle/payout-repeated",
                cause: "entry \(earlier.position) booked \(earlier.amount) to \(options.participant) for \"\(options.reason)\", not \(amount)",
                hint: "the reason names one transfer of money; give another transfer another reason")
        }
        if let earlier { terminal.note("entry \(earlier.position) booked this payout already; nothing was changed") }
        let command = RewardCommand.payOut(
            options.participant, options.amount.map { MicroCredits(Int64($0)) }, by: options.by, reason: options.reason)
        let postings = try earlier == nil ? carryOut(command, on: &book, at: time, position: store.count) : []
        try store.append(postings.map { $0.draft(at: time) })
        let rows = terminal.rows(["participant", "paid_now", "paid", "payable"])
        rows.write(
            JSONObject([
                ("participant", .string(options.participant)), ("paid_now", postings.flatMap(\.transfers).map(\.amount).sum().json),
                ("paid", book.accounts.balance(.paid(options.participant)).json),
                ("payable", book.accounts.balance(.payable(options.participant)).json),
            ]))
        rows.finish()
        return .clean
    }

    /// The payout to a participant that was booked for a reason: who sends a payout again because no answer came must not pay twice.
    private static func payout(
        to participant: String, reason: String, in store: SQLiteLedgerStore
    ) throws -> (position: LedgerPosition, amount: MicroCredits)? {
        var found: (position: LedgerPosition, amount: MicroCredits)?
        try store.visit(.posting, from: 0) { entry in
            guard case .posting(let posting)? = try? entry.decoded(), posting.reason == reason, posting.moves.isEmpty, posting.transfers.count == 1,
                posting.transfers[0].code == TransferCode.payout, posting.transfers[0].debit == .payable(participant)
            else { return true }
            found = (entry.position, posting.transfers[0].amount)
            return false
        }
        return found
    }

    static func writeOff(_ options: DecisionOptions, _ terminal: Terminal) throws -> ExitCode {
        let amount = options.amount.map { MicroCredits(Int64($0)) }
        return try move(options, terminal) { id, _, _, _ in .writeOff(id, amount, by: options.by, reason: options.reason) }
    }

    /// Carries a decision on one reward out and prints where the reward, and its successor, now stand.
    private static func move(
        _ options: DecisionOptions, _ terminal: Terminal, _ command: (RewardID, Timestamp, RewardBook, SQLiteLedgerStore) throws -> RewardCommand
    ) throws -> ExitCode {
        guard let id = RewardID(options.reward) else {
            throw Diagnostic(
                code: "settle/unknown-reward", cause: "\"\(options.reward)\" is not the name of a reward",
                hint: "they look like R412-0; `assay settle rewards` lists them")
        }
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        var book = try RewardBook(folding: store)
        let time = max(options.now ?? Timestamp(seconds: 0), store.headTime ?? Timestamp(seconds: 0))
        let postings = try carryOut(try command(id, time, book, store), on: &book, at: time, position: store.count)
        try store.append(postings.map { $0.draft(at: time) })
        let rows = terminal.rows(["reward", "participant", "role", "source", "amount", "state", "cleared", "until", "because"])
        for id in [id, id.successor] { if let reward = book[id] { rows.write(reward.row) } }
        rows.finish()
        return .clean
    }

    /// Plans a command and shows the postings to the book, as the ledger will.
    private static func carryOut(
        _ command: RewardCommand, on book: inout RewardBook, at time: Timestamp, position: LedgerPosition
    ) throws -> [Posting] {
        try SettleLedger.carried { () throws(SettleLedger.Failure) in
            try SettleLedger.carryOut(command, on: &book, at: time, position: position)
        }
    }
}

extension Reward {
    var row: JSONObject {
        var row = JSONObject([
            ("reward", .string(id.description)), ("participant", .string(claim.participant)), ("role", .string(claim.role)),
            ("source", .string(claim.source)), ("amount", claim.amount.json), ("state", .string(state.commandLineName?.rawValue ?? state.name)),
            ("cleared", .bool(isCleared)), ("because", .integer(Int64(claim.because))),
        ])
        row["discount"] = claim.discount.map { .integer($0.ppm) }
        if case .held(let until) = state { row["until"] = .string(until.rfc3339) }
        return row
    }
}

extension RewardState {
    var commandLineName: RewardStateName? { RewardStateName(rawValue: self == .clawedBack ? "clawed-back" : name) }
}
