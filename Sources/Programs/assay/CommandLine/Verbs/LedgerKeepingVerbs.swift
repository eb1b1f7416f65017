/// Options of `assay ledger checkpoint`.
struct LedgerCheckpointOptions: CommandOptions {
    var ledger = ""
    var out: String?
    var key: String?
    var origin: String?
}

/// Options of `assay ledger prove`.
struct LedgerProveOptions: CommandOptions {
    var ledger = ""
    var from: String?
    var sample: Int?
    var event: [String] = []
}

/// Options of `assay ledger erase`.
struct LedgerEraseOptions: CommandOptions {
    var ledger = ""
    var reason = ""
    var submission: [String] = []
}

/// Options of `assay ledger rebuild`.
struct LedgerRebuildOptions: CommandOptions {
    var ledger = ""
}

/// Options of `assay ledger migrate`.
struct LedgerMigrateOptions: CommandOptions {
    var ledger = ""
}

/// Options of `assay ledger backup` and `restore`.
struct LedgerCopyOptions: CommandOptions {
    var ledger = ""
    var copy: [String] = []
}

extension Command {
    static func ledgerCheckpoint(_ work: @escaping @Sendable (LedgerCheckpointOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "checkpoint", section: .ledger, abstract: "sign what the ledger is now",
            discussion: [
                "Every stored byte is hashed again first, and nothing is signed that does not continue the last checkpoint.",
                "The key is made beside the ledger, readable by its owner only, where none is there; the public one lies beside it.",
            ],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger"),
                .option("--out", \.out, .file("FILE"), "where the checkpoint goes (standard output where no file is named)"),
                .option("--key", \.key, .file("KEY"), "the private key (LEDGER.key)"),
                .option("--origin", \.origin, .text("NAME"), "the ledger's name for the first checkpoint, like example.com/ledger"),
            ],
            examples: [
                Example("assay ledger checkpoint --ledger L.db --out 2026-03-01.checkpoint", "keep the file where the ledger's owner cannot write")
            ],
            run: work)
    }

    static func ledgerProve(_ work: @escaping @Sendable (LedgerProveOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "prove", section: .ledger, abstract: "prove an event, or that a checkpoint continues an older one",
            discussion: ["docs/verify.py checks what this prints, without this program."],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger"),
                .option("--from", \.from, .file("OLD"), "an older checkpoint: prove that the latest one continues it"),
                .option("--sample", \.sample, .int(1...1_000_000), "prove so many entries, check each proof, and print only what they cost"),
                .positionals(\.event, .text("EVENT"), required: false, "SOURCE#ID of the event, or the number of an entry"),
            ],
            examples: [
                Example("assay ledger prove --ledger L.db engine/rag-eu-1#evt-0412 > evt-0412.tlog-proof", "an inclusion proof"),
                Example("assay ledger prove --ledger L.db --from march.checkpoint", "a consistency proof"),
            ], run: work)
    }

    static func ledgerErase(_ work: @escaping @Sendable (LedgerEraseOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "erase", section: .ledger, abstract: "destroy the text of a submission on request",
            discussion: ["The entry, every digest and every proof stay as they are; an entry says that the text was erased, and why."],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger"),
                .option("--reason", \.reason, .text("REASON"), required: true, "who asked for it, and on what ground; do not repeat the text"),
                .positionals(\.submission, .text("SUBMISSION"), required: true, "the submission's id, as its event names it"),
            ],
            examples: [Example("assay ledger erase --ledger L.db --reason 'request 17' s-0412", "the text is gone, the proofs are not")], run: work)
    }

    static func ledgerRebuild(_ work: @escaping @Sendable (LedgerRebuildOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "rebuild", section: .ledger, abstract: "make what is derived from the entries anew",
            discussion: ["Tiles of the Merkle tree, its root and the event keys; entries, texts and checkpoints are not touched."], writesState: true,
            arguments: [.option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger")],
            examples: [Example("assay ledger rebuild --ledger L.db", "after `verify` has named derived state")], run: work)
    }

    static func ledgerMigrate(_ work: @escaping @Sendable (LedgerMigrateOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "migrate", section: .ledger, abstract: "bring a ledger of the layout before this one into this one",
            discussion: [
                "A copy is made beside the ledger, verified, and put in its place in one step; nobody may have the ledger open meanwhile.",
                "Entries, digests and checkpoints stay as they are. It takes as much room again as the ledger has.",
            ],
            writesState: true,
            arguments: [.option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger")],
            examples: [Example("assay ledger migrate --ledger L.db", "after `ledger/other-version` has named layout 2")], run: work)
    }

    static func ledgerBackup(_ work: @escaping @Sendable (LedgerCopyOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "backup", section: .ledger, abstract: "copy the ledger while it is in use",
            discussion: ["The copy is verified before it gets its name. The private key is not part of it."], writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger"),
                .positionals(\.copy, .file("COPY"), required: true, "a file that does not exist yet"),
            ],
            examples: [Example("assay ledger backup --ledger L.db L-2026-03-01.db", "a copy that stands alone")], run: work)
    }

    static func ledgerRestore(_ work: @escaping @Sendable (LedgerCopyOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ledger", "restore", section: .ledger, abstract: "put a backup in place of a ledger that does not exist any more",
            discussion: ["The backup is verified first. A ledger that is there is not overwritten: move it away."], writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "where the ledger shall be"),
                .positionals(\.copy, .file("COPY"), required: true, "the backup"),
            ],
            examples: [Example("assay ledger restore --ledger L.db L-2026-03-01.db", "then verify --against the last checkpoint")], run: work)
    }
}
