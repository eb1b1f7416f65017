import Contributions

/// Options of `assay run`.
struct RunOptions: CommandOptions {
    var events: [String] = []
    var ledger = ""
    var rules: String?
    var policy: String?
    var out = ""
    var skipInvalid = false
    var now: Timestamp?
    var threads: Int?
}

/// Options of `assay ingest`.
struct IngestOptions: CommandOptions {
    var events: [String] = []
    var ledger = ""
    var skipInvalid = false
    var refused: String?
    var now: Timestamp?
    var threads: Int?
    var commitEvery: Int?
    var commitWithin: Int?
}

/// Options of `assay screen`.
struct ScreenOptions: CommandOptions {
    var ledger = ""
    var rules: String?
    var policy: String?
}

/// Options of `assay scan`.
struct ScanOptions: CommandOptions {
    var submissions: [String] = []
    var against: String?
    var rules: String?
}

/// Options of `assay report`.
struct ReportOptions: CommandOptions {
    var ledger = ""
    var rules: String?
    var policy: String?
    var out = ""
}

extension Command {
    private static let eventsHelp = "contribution events, one per line; - is standard input"
    private static let ledgerHelp = "the ledger, one SQLite file"
    private static let rulesHelp = "the detection rules (those shipped where none are named)"
    private static let policyHelp = "the payout policy (the shipped default where none is named)"
    private static let skipHelp = "take the good lines; write each refused line with its reason to a file"
    private static let nowHelp = "the moment against which event times are checked (the clock's)"

    static func run(_ work: @escaping @Sendable (RunOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "run", section: .job, abstract: "ingest, screen, dry-run the payout and write the fraud report",
            discussion: [
                "The batch is taken whole or not at all: one bad line refuses it, unless --skip-invalid is given. Running it twice on the same "
                    + "ledger changes nothing and writes the same bytes.",
                "DIR receives index.html, report.json, verdicts.jsonl and payouts.csv.",
            ],
            writesState: true,
            arguments: [
                .positionals(\.events, .file("EVENTS"), eventsHelp),
                .option("--ledger", \.ledger, .file("L.db"), required: true, ledgerHelp + "; made where there is none"),
                .option("--rules", \.rules, .directory("DIR"), rulesHelp),
                .option("--policy", \.policy, .file("P.yaml"), policyHelp),
                .option("--out", \.out, .directory("DIR"), required: true, "where the report goes"),
                .flag("--skip-invalid", \.skipInvalid, group: "Input", skipHelp),
                .option("--now", \.now, .time(), group: "Input", nowHelp),
                .option(
                    "--threads", \.threads, .int(1...256), group: "Input",
                    "threads that decode events (one for each processor); the outcome is the same for any"),
            ],
            examples: [
                Example("assay run corpora/demo/events.jsonl --ledger demo.db --out report", "the main job on the demo world"),
                Example("zstd -dc events.jsonl.zst | assay run - --ledger L.db --out report", "from a pipe"),
            ], run: work)
    }

    static func ingest(_ work: @escaping @Sendable (IngestOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "ingest", section: .job, abstract: "append events to the ledger; repeats change nothing",
            discussion: [
                "(source, id) names an event. The same event again changes nothing; the same name with other content is refused as a conflict.",
                "The batch is taken whole or not at all: one bad line refuses it, unless --skip-invalid is given.",
                "With --commit-every or --commit-within each group is a batch by itself: after its commit was synced a line "
                    + "{\"appended\",\"durable\",\"repeated\"} says how many events of the input are in the ledger for good. Send the rest again after "
                    + "a crash, or everything: repeats change nothing.",
            ],
            writesState: true,
            arguments: [
                .positionals(\.events, .file("EVENTS"), eventsHelp),
                .option("--ledger", \.ledger, .file("L.db"), required: true, ledgerHelp + "; made where there is none"),
                .flag("--skip-invalid", \.skipInvalid, group: "Input", skipHelp),
                .option("--refused", \.refused, .file(), group: "Input", "the file for refused lines (beside the ledger, named L.db.refused.jsonl)"),
                .option("--now", \.now, .time(), group: "Input", nowHelp),
                .option(
                    "--threads", \.threads, .int(1...256), group: "Input",
                    "threads that decode events (one for each processor); the outcome is the same for any"),
                .option(
                    "--commit-every", \.commitEvery, .int(1...GroupCommit.maximumEvents), group: "Stream",
                    "commit and acknowledge after so many events (all at the end, as one batch)"),
                .option(
                    "--commit-within", \.commitWithin, .int(1...GroupCommit.maximumMilliseconds), group: "Stream",
                    "commit and acknowledge what has come at the latest after so many milliseconds"),
            ],
            examples: [
                Example("assay ingest monday.jsonl.gz tuesday.jsonl.gz --ledger L.db --skip-invalid", "two days, bad lines set aside"),
                Example("emitter | assay ingest - --ledger L.db --commit-every 2000 --commit-within 50", "a stream, acknowledged group by group"),
            ],
            run: work)
    }

    static func screen(_ work: @escaping @Sendable (ScreenOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "screen", section: .job, abstract: "put pending events, and those whose window is open, through the fraud layer",
            discussion: [
                "An event without a verdict gets its first. A verdict is looked at again until the challenge window of its event ends: so many days "
                    + "after it as the policy says, at midnight UTC. Where what came since changes it, the new verdict names the one it replaces. "
                    + "It does not matter how often you screen: the verdict of record is the one over what stood in the ledger when the window ended.",
                "What the detectors remember is kept in L.db.state, so that a day's screening costs what the day brought. It is a cache: remove it "
                    + "and it is made anew.",
            ],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, ledgerHelp),
                .option("--rules", \.rules, .directory("DIR"), rulesHelp),
                .option("--policy", \.policy, .file("P.yaml"), policyHelp + "; its challenge window says what is looked at again"),
            ],
            examples: [Example("assay screen --ledger L.db --rules rules/", "screen what was ingested since the last time")], run: work)
    }

    static func scan(_ work: @escaping @Sendable (ScanOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "scan", section: .job, abstract: "score contributor submissions; writes nothing",
            discussion: ["Reads {\"id\",\"text\",\"contributor\"?,\"time\"?} per line. Exit 1 where something would be held."],
            arguments: [
                .positionals(\.submissions, .file("SUBMISSIONS"), "submissions, one per line; - is standard input"),
                .option("--against", \.against, .file("L.db"), "compare with the submissions of this ledger too"),
                .option("--rules", \.rules, .directory("DIR"), rulesHelp),
            ],
            examples: [Example("assay scan new.jsonl --against L.db --format table", "would this batch be held?")], run: work)
    }

    static func report(_ work: @escaping @Sendable (ReportOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "report", section: .job, abstract: "write the fraud report: HTML and its JSON and CSV twins", writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, ledgerHelp),
                .option("--out", \.out, .directory("DIR"), required: true, "where the report goes"),
                .option("--rules", \.rules, .directory("DIR"), rulesHelp),
                .option("--policy", \.policy, .file("P.yaml"), policyHelp),
            ],
            examples: [Example("assay report --ledger L.db --out report", "one HTML page that needs no network")], run: work)
    }
}
