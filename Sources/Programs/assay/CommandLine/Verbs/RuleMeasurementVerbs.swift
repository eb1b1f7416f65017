import Evaluation

/// Options of `assay rules backtest`.
struct RulesBacktestOptions: CommandOptions {
    var ledger: String?
    var events: String?
    var rules: String?
    var policy: String?
    var labels: [String] = []
    var detect = false
}

/// Options of `assay rules diff`.
struct RulesDiffOptions: CommandOptions {
    var rules: [String] = []
    var ledger = ""
    var labels: String?
    var policy: String?
    var examples = 3
    var detect = false
}

/// Options of `assay rules bench`.
struct RulesBenchOptions: CommandOptions {
    var rules: String?
    var events = 2_000_000
    var seed = 1
    var signals: String?
}

/// Options of `assay rules tune`.
struct RulesTuneOptions: CommandOptions {
    var ledger = ""
    var rules: String?
    var policy: String?
    var labels: [String] = []
    var rule: String?
    var costMissed = 1.0
    var costHeldPerDay = 0.0
    var costReview = 0.0
    var daysHeld = 7
    var tuningShare = 0.5
    var seed = 1
    var state: String?
    var patch: String?
    var explore = false
    var slider: String?
    var take: Double?
    var minGain = TuningSettings.LeastGain.share(0.01)
    var mayLoosenRejects = false
    var plot: String?
}

extension ValueType<TuningSettings.LeastGain> {
    /// Credits, or a share of what the rules cost as they are.
    static let gain = Self(
        "GAIN", allowed: "credits from 0 to 1000000000, or a share from 0% to 100%",
        parse: { text in
            if text.hasSuffix("%") {
                return Double(text.dropLast()).flatMap { (0...100).contains($0) ? .share($0 / 100) : nil }
            }
            return Double(text).flatMap { (0...1e9).contains($0) ? .credits($0) : nil }
        },
        show: { gain in
            switch gain {
            case .credits(let credits): String(credits)
            case .share(let share): String(Int((share * 100).rounded())) + "%"
            }
        })
}

extension Command {
    private static let anyCost = 0.0...1e9

    static func rulesTune(_ work: @escaping @Sendable (RulesTuneOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "tune", section: .rules, abstract: "thresholds that cost least, as a patch to the rule files",
            discussion: [
                "Searches the numbers with which conditions compare signals on one side of a split by people and attacks, and judges what it finds once on "
                    + "the other side. What was used to judge is spent: a file beside the rules says so, and it never judges again.",
                "With --slider nothing is searched: one number of one rule is shown at all values that the data hold, on the side of the split that may be "
                    + "looked at. Its bounds hold for all rows at once, so that any row may be picked after looking; --take picks one.",
                "No rule file is changed: the patch is the outcome. Exit 1 where it is not empty.",
            ],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "a screened ledger; it stays as it is"),
                .option("--rules", \.rules, .directory("DIR"), "the rules to tune (those shipped where none are named)"),
                .option("--rule", \.rule, .text("ID"), "change the numbers of this rule only"),
                .option(
                    "--slider", \.slider, .text("RULE[:SIGNAL[:NUMBER]]"),
                    "show this number at every threshold; several, separated by commas, hold together"),
                .option("--take", \.take, .number(0...1e9), "with --slider: write the patch that sets the number to this"),
                .option("--policy", \.policy, .file("P.yaml"), "the payout policy that says what was asked for (the shipped default)"),
                .option(
                    "--cost-missed", \.costMissed, .number(anyCost), required: true, group: "Costs in credits",
                    "for each credit that an attack is paid"),
                .option(
                    "--cost-held-per-day", \.costHeldPerDay, .number(anyCost), required: true, group: "Costs in credits",
                    "for each honest event that is held, and each day"),
                .option(
                    "--cost-review", \.costReview, .number(anyCost), required: true, group: "Costs in credits",
                    "for each attack or person that is looked at"),
                .option("--days-held", \.daysHeld, .int(1...3650), group: "Costs in credits", "days that a held event waits"),
                .option(
                    "--min-gain", \.minGain, .gain, group: "Costs in credits",
                    "what moving a number must gain: credits, or a share of what the rules cost as they are"),
                .flag(
                    "--may-loosen-rejects", \.mayLoosenRejects,
                    "let a rule that rejects let through what it rejected; without this none ever does"),
                .option("--tuning-share", \.tuningShare, .number(0.1...0.9), group: "Split", "which part of people and attacks the search may see"),
                .option("--seed", \.seed, .int(0...Int(Int32.max)), group: "Split", "draws the split; a recorded split stays as it is"),
                .option("--state", \.state, .file(), group: "Split", "where it stands what is spent (beside the rules)"),
                .flag("--explore", \.explore, group: "Split", "look at the tuning side only; nothing is judged and nothing spent"),
                .option("--patch", \.patch, .file(), "write the unified diff there, for patch -p0"),
                .option("--plot", \.plot, .file("FILE.svg"), "draw credits caught against honest people touched there"),
                .positionals(\.labels, .file("LABELS"), required: false, "labels beside those in the ledger, one per line"),
            ],
            examples: [
                Example(
                    "assay rules tune --ledger L.db --rules rules/ --cost-missed 1 --cost-held-per-day 0.05 --cost-review 0.5 --explore",
                    "what other thresholds would bring"),
                Example(
                    "assay rules tune --ledger L.db --rules rules/ --slider contained-copy:near_duplicate.containment --cost-missed 1 "
                        + "--cost-held-per-day 0.05 --cost-review 0.5 --plot slider.svg",
                    "one threshold at all its values, with bounds that hold after looking"),
            ], run: work)
    }

    static func rulesBench(_ work: @escaping @Sendable (RulesBenchOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "bench", section: .rules, abstract: "how many events a second the rules decide, by one core's time",
            discussion: ["Signals are drawn from a seed and are there before the clock starts: detectors are not timed."],
            arguments: [
                .option("--rules", \.rules, .directory("DIR"), "the rules to time (those shipped where none are named)"),
                .option("--events", \.events, .int(1...1_000_000_000), "events decided"),
                .option("--seed", \.seed, .int(0...Int(Int32.max)), "draws the signals"),
                .option(
                    "--signals", \.signals, .file("FILE"),
                    "signals of your own, taken round and round: a line {\"type\":\"assay.submission.v1\",\"signals\":{NAME:number}} for each event"),
            ],
            examples: [Example("assay rules bench --rules rules/", "events a second")], run: work)
    }

    static func rulesDiff(_ work: @escaping @Sendable (RulesDiffOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "diff", section: .rules, abstract: "whose verdict changes from one rule set to another, and by how much money",
            discussion: [
                "Rows: each kind of change with its events, people and what was asked for there; rules that fire on other events than before; examples; "
                    + "the total with what the policy pays at once under each. Exit 1 where a verdict changes."
            ],
            arguments: [
                .positionals(\.rules, .file("RULES"), "two rule sets, the old one first: files or directories"),
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger whose events are decided by both; it stays as it is"),
                .option("--labels", \.labels, .file("LABELS"), "labels, to tell attacks from honest events"),
                .option("--policy", \.policy, .file("P.yaml"), "the payout policy (the shipped default)"),
                .option("--examples", \.examples, .int(0...1000), "events shown of each kind of change"),
                .flag("--detect", \.detect, "run the detectors, even where the ledger's verdicts keep their signals"),
            ],
            examples: [Example("assay rules diff rules/ stricter/ --ledger L.db", "what a changed rule set would do")], run: work)
    }

    static func rulesBacktest(_ work: @escaping @Sendable (RulesBacktestOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "backtest", section: .rules, abstract: "what rules would have decided, against labels",
            discussion: [
                "A screened ledger is decided again over the signals that its verdicts keep: no detector runs. Where events have no verdict yet, and with "
                    + "--detect, the detectors run over all of it.",
                "Rows: coverage first; attack, look-alike and honest by label; each rule with precision, recall, money caught and wrongly held, people "
                    + "touched, days to the first hold and what breaks without it; shadow rules apart; rules that overlap; subgroups; the whole set. "
                    + "--format json or jsonl holds every member, a table the main ones.",
            ],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), "the ledger to replay; it stays as it is"),
                .option("--events", \.events, .file("EVENTS"), "events instead of a ledger, one per line"),
                .option("--rules", \.rules, .directory("DIR"), "the rules to try (those shipped where none are named)"),
                .option("--policy", \.policy, .file("P.yaml"), "the payout policy that says what was asked for (the shipped default)"),
                .flag("--detect", \.detect, "run the detectors, even where the ledger's verdicts keep their signals"),
                .positionals(\.labels, .file("LABELS"), required: false, "labels beside those in the ledger, one per line"),
            ],
            examples: [
                Example("assay rules backtest --ledger L.db --rules stricter/", "precision and recall of a changed rule set"),
                Example("assay rules backtest --events events.jsonl labels.jsonl --format table", "from plain files"),
            ], run: work)
    }
}
