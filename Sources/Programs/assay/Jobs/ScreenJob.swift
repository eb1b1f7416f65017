import CanonicalJSON
import DetectorStorage
import Ledger
import LedgerStorage
import Operations
import Rules

/// Screens a ledger and prints what came out.
struct ScreenJob {
    let ruleSet: RuleSet
    let window: ChallengeWindow
    /// Where the state is kept between screenings; nil keeps none.
    var kept: KeptState?

    static func run(_ options: ScreenOptions, _ terminal: Terminal) throws -> ExitCode {
        let ruleSet = try ShippedFiles.ruleSet(options.rules)
        let window = try ShippedFiles.policy(options.policy).window
        let store = try SQLiteLedgerStore(path: options.ledger, mode: .readWrite)
        let summary = try ScreenJob(ruleSet: ruleSet, window: window, kept: .beside(options.ledger)).run(store, terminal)
        let rows = terminal.rows(["screened", "clear", "held", "rejected", "again", "revised", "ruleset"])
        func number(_ count: Int) -> JSONValue { .integer(Int64(count)) }
        rows.write(
            JSONObject([
                ("screened", number(summary.screened)), ("clear", number(summary.clear)), ("held", number(summary.held)),
                ("rejected", number(summary.rejected)), ("again", number(summary.again)), ("revised", number(summary.revised)),
                ("ruleset", .string(ruleSet.digest.description)),
            ]))
        rows.finish()
        return summary.held + summary.rejected + summary.revised > 0 ? .findings : .clean
    }

    func run(_ store: some LedgerStore, _ terminal: Terminal) throws -> ScreenLedger.Summary {
        let seed = try SecretSeed.forDetectors()
        let screening = ScreenLedger(rules: ruleSet, detectors: { DetectorBench.detectors(seed: seed) }, window: window, kept: kept)
        let progress = terminal.progress("screening", total: store.count)
        let summary = try screening.run(store) { progress.advance(by: $0) }
        progress.finish()
        if let refusal = summary.refolded { terminal.note("the state kept beside the ledger is not used, since \(refusal.cause); it is made anew") }
        return summary
    }
}

extension KeptState {
    /// The state kept beside a ledger.
    static func beside(_ ledger: String) -> KeptState { KeptState(path: ledger + ".state") }
}
