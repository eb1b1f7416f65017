/// Options of `assay rules eval`.
struct RulesEvalOptions: CommandOptions {
    var expression: [String] = []
    var bindings: String?
    var cases: String?
}

/// Options of `assay ledger verify`.
struct LedgerVerifyOptions: CommandOptions {
    var ledger = ""
    var against: String?
    var key: String?
    var chain = false
    var threads: Int?
}

/// Options of `assay ledger export`.
struct LedgerExportOptions: CommandOptions {
    var ledger = ""
    var format: ExportFormat?
    var transfers = false
}

/// How a ledger is printed: as rows, or as a journal for plain-text accounting.
enum ExportFormat: String, CaseIterable, Sendable { case table, jsonl, json, csv, hledger, beancount }

extension Command {
    static func rulesEval(_ work: @escaping @Sendable (RulesEvalOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "eval", section: .rules, abstract: "evaluate an expression of the rule language",
            discussion: [
                "Prints the value with its type. Values in bindings may be plain JSON or typed, like {\"int64\":\"1\"} or {\"timestamp\":[0,0]}.",
                "Cases are lines of {\"file\",\"section\",\"name\",\"expr\",\"bindings\"?}; each gives a line with \"value\" or \"error\".",
            ],
            arguments: [
                .positionals(\.expression, .text("EXPR"), required: false, "the expression"),
                .option("--bindings", \.bindings, .text("JSON"), "what its names stand for: an object"),
                .option("--cases", \.cases, .file("FILE"), "expressions from a file, one case per line"),
            ],
            examples: [Example("assay rules eval 'x > 2 && y.startsWith(\"a\")' --bindings '{\"x\":3,\"y\":\"abc\"}'", "try a condition")], run: work)
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
                .option("--threads", \.threads, .int(1...256), "threads that verify (one for each processor); the outcome is the same for any"),
            ],
            examples: [Example("assay ledger verify --ledger L.db", "is this ledger as it was written?")], run: work)
    }

    static func ledgerExport(_ work: @escaping @Sendable (LedgerExportOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "export", section: .ledger, abstract: "print the entries, or the accounts as a journal",
            discussion: [
                "hledger and beancount journals hold every posting that moves money, in micro-credits, and state the closing balances, so that those "
                    + "programs check them."
            ],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger to print"),
                .flag("--transfers", \.transfers, "one row for each transfer instead of each entry"),
                .option("--format", \.format, .choice("FORMAT"), "how it is written (table on a terminal, else jsonl)"),
            ],
            examples: [
                Example("assay ledger export --ledger L.db --format jsonl | head -3", "the first three entries"),
                Example("assay ledger export --ledger L.db --transfers --format csv", "every movement of money with its cause"),
                Example("assay ledger export --ledger L.db --format hledger", "a journal for plain-text accounting"),
            ], run: work)
    }
}
