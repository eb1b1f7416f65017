import Contributions

/// Options of `assay ledger replay`.
struct LedgerReplayOptions: CommandOptions {
    var ledger = ""
    var rules: String?
}

/// Options of `assay ledger statement`.
struct StatementOptions: CommandOptions {
    var ledger = ""
    var participant = ""
    var from: Timestamp?
    var to: Timestamp?
}

extension Command {
    static func ledgerReplay(_ work: @escaping @Sendable (LedgerReplayOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "replay", section: .ledger, abstract: "recompute every verdict and posting from the raw events",
            discussion: [
                "Events, recorded rule sets and policies, and the decisions of people go in; everything else must come out again, byte for byte. "
                    + "Exit 1 at the first entry that does not."
            ],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger to replay; it stays as it is"),
                .option("--rules", \.rules, .directory("DIR"), "judge by these rules (each screening's own, as recorded)"),
            ],
            examples: [Example("assay ledger replay --ledger L.db", "does it all come out again?")], run: work)
    }

    static func ledgerStatement(_ work: @escaping @Sendable (StatementOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "statement", section: .ledger, abstract: "a participant's account statement, each line with its event",
            discussion: [
                "Accounts: held, payable, paid, debt, and refused, which is no money but what claims were refused. The amounts of an account's "
                    + "lines add up from its opening to its closing line; total is held + payable - debt."
            ],
            arguments: [
                .positional(\.participant, .text("PARTICIPANT"), "whose accounts"),
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
                .option("--from", \.from, .time(), "leave earlier lines out; the opening carries them"),
                .option("--to", \.to, .time(), "leave later lines out"),
            ],
            examples: [Example("assay ledger statement ann --ledger L.db --format csv", "what was earned, held, refused and paid, and why")],
            run: work)
    }
}
