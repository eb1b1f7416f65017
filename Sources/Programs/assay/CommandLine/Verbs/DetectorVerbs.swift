/// Options of `assay detect near-duplicates`.
struct NearDuplicatesOptions: CommandOptions {
    var files: [String] = []
    var threshold = 0.8
    var containment: Double?
    var permutations = 128
    var shingle = 5
    /// Nil: as many as there are processors.
    var threads: Int?
    var clusters = false
    /// Megabytes of sketches kept in memory; nil: half of the machine's.
    var memory: Int?
    var seedFile: String?
    /// Pairs of which the matching passages are shown.
    var passages: Int?
    /// A directory with the documents that came before; those of this run are added.
    var index: String?
}

/// Options of `assay detect synthetic`.
struct SyntheticOptions: CommandOptions {
    var files: [String] = []
    var calibration: String?
    var fpr = 0.01
}

/// Options of `assay detect retrieval-spam`.
struct RetrievalSpamOptions: CommandOptions {
    var documents = ""
    var queries = ""
    var retrievals: String?
    var links: String?
}

/// Options of `assay detect swarms`.
struct SwarmsOptions: CommandOptions {
    var files: [String] = []
    var windows = [600, 3600, 21_600, 172_800]
    var fdr = 0.01
}

/// Options of `assay calibrate synthetic`.
struct CalibrateSyntheticOptions: CommandOptions {
    var labelled: [String] = []
    var out = ""
}

extension Command {
    static func nearDuplicates(_ work: @escaping @Sendable (NearDuplicatesOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "detect", "near-duplicates", section: .detectors, abstract: "pairs or clusters of texts that share most of their words",
            discussion: [
                "Reads {\"id\",\"text\",\"contributor\"?,\"time\"?} per line. Similarities are exact; the sketch only proposes pairs. Exit 1 where a pair "
                    + "was found."
            ],
            arguments: [
                .positionals(\.files, .file(), "documents, one per line; - is standard input"),
                .option("--threshold", \.threshold, .number(0...1, "J"), "report pairs whose Jaccard similarity reaches this"),
                .option("--containment", \.containment, .number(0...1, "C"), "also pairs in which one text holds this part of the other"),
                .option("--permutations", \.permutations, .int(16...1024), group: "Sketch", "length of the MinHash signatures"),
                .option("--shingle", \.shingle, .int(1...32), group: "Sketch", "words per shingle"),
                .option("--threads", \.threads, .int(1...256), group: "Sketch", "threads (one for each processor); the outcome is the same for any"),
                .option(
                    "--memory", \.memory, .int(16...16_777_216, "MB"), group: "Sketch", "sketches beyond this go to a temporary file (half of memory)"
                ),
                .option("--seed-file", \.seedFile, .file(), group: "Sketch", "a secret that keys every hash, so that nobody can craft collisions"),
                .option("--passages", \.passages, .int(1...10_000, "N"), "show what the first N pairs share, side by side, differing words marked"),
                .option("--index", \.index, .directory("DIR"), "ask about each document against those kept in DIR, then keep it there too"),
                .flag("--clusters", \.clusters, "print clusters with their original instead of pairs"),
            ],
            examples: [
                Example("assay detect near-duplicates docs.jsonl --threshold 0.7", "pairs that are at least 70 % alike"),
                Example("assay detect near-duplicates today.jsonl --index submissions.index", "is this new, and if not, whose is it?"),
                Example("assay detect near-duplicates docs.jsonl.gz --clusters --format jsonl", "who copied whom"),
            ], run: work)
    }

    static func synthetic(_ work: @escaping @Sendable (SyntheticOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "detect", "synthetic", section: .detectors, abstract: "texts, and contributors, that read like a machine's",
            discussion: [
                "Reads {\"id\",\"text\",\"contributor\"?,\"language\"?} per line; decides flag, clear or abstain with its reason. Exit 1 where something "
                    + "was flagged."
            ],
            arguments: [
                .positionals(\.files, .file(), "documents, one per line; - is standard input"),
                .option("--calibration", \.calibration, .file("C"), "a calibration made by `assay calibrate synthetic` (the shipped one)"),
                .option("--fpr", \.fpr, .number(0...0.5, "P"), "share of honest texts that may be flagged"),
            ],
            examples: [Example("assay detect synthetic essays.jsonl --fpr 0.005", "at most one honest text in 200")], run: work)
    }

    static func retrievalSpam(_ work: @escaping @Sendable (RetrievalSpamOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "detect", "retrieval-spam", section: .detectors, abstract: "documents made to be retrieved rather than read",
            discussion: ["Exit 1 where a document was flagged."],
            arguments: [
                .option("--documents", \.documents, .file("D.jsonl"), required: true, "{\"id\",\"text\",\"owner\"?} per line"),
                .option("--queries", \.queries, .file("Q.jsonl"), required: true, "{\"id\",\"text\",\"consumer\"?} per line"),
                .option("--retrievals", \.retrievals, .file("R.jsonl"), "{\"query\",\"results\"} per line (else the built-in index retrieves)"),
                .option("--links", \.links, .file("E.jsonl"), "{\"participant\",\"identifiers\"} per line: who is linked to whom"),
            ],
            examples: [Example("assay detect retrieval-spam --documents D.jsonl --queries Q.jsonl", "keyword stuffing, query echo, self-retrieval")],
            run: work)
    }

    static func swarms(_ work: @escaping @Sendable (SwarmsOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "detect", "swarms", section: .detectors, abstract: "actors that act together more than chance explains",
            discussion: [
                "Reads {\"actor\",\"target\",\"time\",\"payee\"?,\"amount\"?,\"network\"?,\"device\"?,\"funder\"?} per line. Exit 1 where a cluster was found."
            ],
            arguments: [
                .positionals(\.files, .file(), "interactions, one per line; - is standard input"),
                .option("--windows", \.windows, .intList(1...31_536_000, "S,S,…"), "lengths in seconds of the windows of joint action"),
                .option("--fdr", \.fdr, .number(0...0.5, "Q"), "share of false clusters that is tolerated"),
            ],
            examples: [Example("assay detect swarms calls.jsonl --windows 600,3600 --fdr 0.05", "two windows, one false cluster in twenty")],
            run: work)
    }

    static func calibrateSynthetic(_ work: @escaping @Sendable (CalibrateSyntheticOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "calibrate", "synthetic", section: .detectors, abstract: "learn a calibration from labelled texts", writesState: true,
            arguments: [
                .positionals(
                    \.labelled, .file("LABELLED"),
                    "texts with \"id\", \"text\", \"label\" (human or machine), \"contributor\"?, \"language\"? per line"),
                .option("--out", \.out, .file("C"), required: true, "the calibration to write"),
            ],
            examples: [Example("assay calibrate synthetic ours.jsonl --out ours.cal", "on the platform's own texts")], run: work)
    }
}
