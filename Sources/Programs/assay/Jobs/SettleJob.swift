import CanonicalJSON
import Contributions
import Diagnostics
import Ledger
import LedgerStorage
import Operations
import Screening
import Rewards

/// Who is paid what: tried, or written to the ledger.
enum SettleJob {
    static func run(_ options: SettleOptions, _ terminal: Terminal) throws -> ExitCode {
        guard options.dryRun != options.commit else {
            throw Diagnostic(
                code: "settle/try-or-commit", cause: options.commit ? "both --dry-run and --commit are given" : "nothing says whether to write",
                hint: "--dry-run prints who would be paid what; --commit writes it to the ledger")
        }
        let policy = try ShippedFiles.policy(options.policy)
        return options.commit ? try commit(options.ledger, policy, terminal) : try dryRun(options.ledger, policy, terminal)
    }

    private static func dryRun(_ path: String, _ policy: PayoutPolicy, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: path, mode: .readOnly)
        return write(try SettleLedger.carried { () throws(SettleLedger.Failure) in try SettleLedger.dryRun(store, policy) }, terminal)
    }

    private static func commit(_ path: String, _ policy: PayoutPolicy, _ terminal: Terminal) throws -> ExitCode {
        let store = try SQLiteLedgerStore(path: path, mode: .readWrite)
        let settlement = try SettleLedger.carried { () throws(SettleLedger.Failure) in try SettleLedger.commit(store, policy) }
        if settlement.restated > 0 {
            terminal.note("the claims on \(settlement.restated) events follow verdicts that were revised within their challenge window")
        }
        guard let statement = settlement.statement, let end = settlement.windowEnd else {
            terminal.note("nothing was screened since the last settlement; nothing new is proposed")
            return write(PayoutStatement(), terminal)
        }
        terminal.note("settled in \(settlement.entries) entries; the challenge window ends \(end)")
        return write(statement, terminal)
    }

    /// A row per participant and role; the sums for people.
    private static func write(_ statement: PayoutStatement, _ terminal: Terminal) -> ExitCode {
        if statement.eventsPending > 0 { terminal.note("\(statement.eventsPending) events have no verdict yet and take no part; run assay screen") }
        terminal.note(
            "fees \(statement.fees) = paid \(statement.paid) + held \(statement.held) + rejected \(statement.rejected) + treasury \(statement.treasury)"
        )
        if statement.discounted > .zero { terminal.note("of the treasury, \(statement.discounted) were kept by discounts") }
        let rows = terminal.rows(["participant", "role", "asked", "paid", "held", "rejected"])
        for row in statement.rows {
            rows.write(
                JSONObject([
                    ("participant", .string(row.participant)), ("role", .string(row.role)), ("asked", row.asked.json), ("paid", row.paid.json),
                    ("held", row.held.json), ("rejected", row.rejected.json),
                ]))
        }
        rows.finish()
        return statement.held + statement.rejected > .zero ? .findings : .clean
    }
}

extension SettleLedger {
    /// Turns a failure into what the command line reports.
    static func carried<Value>(_ work: () throws(Failure) -> Value) throws -> Value {
        do throws(Failure) { return try work() } catch {
            switch error {
            case .refused(let refusal): throw refusal.diagnostic
            case .store(let fault): throw fault
            }
        }
    }
}

extension RewardRefusal {
    /// What a person sees.
    var diagnostic: Diagnostic {
        let (slug, hint): (String, String?) =
            switch self {
            case .unknownReward: ("settle/unknown-reward", "`assay settle rewards` lists them")
            case .alreadyProposed, .feeTakenTwice, .settlementOutOfOrder: ("settle/settled-before", nil)
            case .move(_, .tooEarly): ("settle/too-early", "name the moment that counts: --now TIME")
            case .move: ("settle/illegal-move", "`assay settle rewards` shows where it stands")
            case .notCleared, .alreadyCleared, .undecided: ("settle/standing", nil)
            case .restsOnNoVerdict, .revised: ("settle/unfounded", "run `assay screen`, then `assay ledger verify`")
            case .amountBeyondHeld, .nothingPayable, .payoutBeyondPayable, .noDebt, .writeOffBeyondDebt: ("settle/amount", nil)
            case .partial: ("settle/partial-decider", "somebody else must decide: give another --by")
            case .timeBeyondRange: ("settle/time", nil)
            case .accounts(.overflow):
                (
                    "settle/overflow",
                    "a ledger adds up to at most 9223372036854775807 micro-credits: an emitter counts in another unit, or the next events need a ledger of their own"
                )
            case .causeNotBefore, .transfersDoNotFollow, .accounts: ("settle/accounts", "run `assay ledger verify`")
            }
        return Diagnostic(code: slug, cause: cause, hint: hint)
    }
}
