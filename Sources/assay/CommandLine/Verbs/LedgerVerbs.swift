/// Options of `assay rules check`.
struct RulesCheckOptions: CommandOptions {
    var paths: [String] = []
}

/// Options of `assay rules backtest`.
struct RulesBacktestOptions: CommandOptions {
    var ledger = ""
    var rules: String?
    var labels: [String] = []
}

/// Options of `assay settle`.
struct SettleOptions: CommandOptions {
    var ledger = ""
    var policy: String?
    var rules: String?
    var dryRun = false
}

/// Options of `assay ledger verify`.
struct LedgerVerifyOptions: CommandOptions {
    var ledger = ""
    var against: String?
    var key: String?
    var chain = false
}

/// Options of `assay ledger export`.
struct LedgerExportOptions: CommandOptions {
    var ledger = ""
}

extension Command {
    static func rulesCheck(_ work: @escaping @Sendable (RulesCheckOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "check", section: .rules, abstract: "read detection rules and say what is wrong with them",
            arguments: [
                .positionals(\.paths, .file("RULES"), required: false, "rule files or directories of them (those shipped where none are named)")
            ],
            examples: [Example("assay rules check rules/", "every fault with its line and column")], run: work)
    }

    static func rulesBacktest(_ work: @escaping @Sendable (RulesBacktestOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "backtest", section: .rules, abstract: "what rules would have decided, against labels",
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger to replay; it stays as it is"),
                .option("--rules", \.rules, .directory("DIR"), "the rules to try (those shipped where none are named)"),
                .positionals(\.labels, .file("LABELS"), required: false, "labels beside those in the ledger, one per line"),
            ],
            examples: [Example("assay rules backtest --ledger L.db --rules stricter/", "precision and recall of a changed rule set")], run: work)
    }

    static func settle(_ work: @escaping @Sendable (SettleOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", section: .rules, abstract: "who would be paid what by a policy",
            discussion: ["Without --dry-run nothing is done yet: payouts become entries in a later version."],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, screened"),
                .option("--policy", \.policy, .file("P.yaml"), "the payout policy (the shipped default where none is named)"),
                .option("--rules", \.rules, .directory("DIR"), "the detection rules (those shipped where none are named)"),
                .flag("--dry-run", \.dryRun, "compute and print; write nothing"),
            ],
            examples: [Example("assay settle --ledger L.db --dry-run --format csv", "one row per participant and role")], run: work)
    }

    static func ledgerVerify(_ work: @escaping @Sendable (LedgerVerifyOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "verify", section: .ledger, abstract: "recompute every digest and balance; name what was changed",
            discussion: [
                "Exit 1 where an entry was edited, removed, reordered or inserted, a text was changed, or the accounts do not sum to zero.",
                "Only a checkpoint kept elsewhere shows that a ledger was rolled back or written anew as a whole: name it with --against.",
            ],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger to check"),
                .option("--against", \.against, .file("CHECKPOINT"), "an exported checkpoint that the ledger must continue"),
                .option("--key", \.key, .file("PUBLIC-KEY"), "who must have signed it (the key that the ledger names)"),
                .flag("--chain", \.chain, "digests, links, tree, texts and accounts only; bodies are not decoded (faster)"),
            ],
            examples: [Example("assay ledger verify --ledger L.db", "is this ledger as it was written?")], run: work)
    }

    static func ledgerExport(_ work: @escaping @Sendable (LedgerExportOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "export", section: .ledger, abstract: "print the entries, one row each",
            arguments: [.option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger to print")],
            examples: [Example("assay ledger export --ledger L.db --format jsonl | head -3", "the first three entries")], run: work)
    }
}
