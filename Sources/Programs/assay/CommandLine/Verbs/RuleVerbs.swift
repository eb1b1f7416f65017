import Contributions

/// Options of `assay rules check`.
struct RulesCheckOptions: CommandOptions {
    var paths: [String] = []
    var format: CheckFormat?
    var strict = false
    var now: Timestamp?
}

/// Options of `assay rules test`.
struct RulesTestOptions: CommandOptions {
    var paths: [String] = []
    var cover: Double?
}

/// Options of `assay rules copy`.
struct RulesCopyOptions: CommandOptions {
    var directory = ""
}

/// Options of `assay explain`.
struct ExplainOptions: CommandOptions {
    var event = ""
    var ledger = ""
    var statement = false
    var format: ExplainFormat?
}

/// How `assay explain` says why.
enum ExplainFormat: String, CaseIterable, Sendable { case text, json }

/// How `assay rules check` says what it found.
enum CheckFormat: String, CaseIterable, Sendable { case text, table, jsonl, json, csv, sarif }

extension Command {
    static func rulesCheck(_ work: @escaping @Sendable (RulesCheckOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "check", section: .rules, abstract: "read detection rules and say what is wrong with them",
            discussion: [
                "Errors: what cannot be read or is of the wrong type, a condition that is never or always true, two rules that ask the same, one that "
                    + "clears what another would hold. Warnings: a rule that another makes needless, a comparison that a signal's range decides, a field "
                    + "that no event declares, and a rule without tests of both kinds, without false positives or beyond its review date.",
                "Exit 1 where there are errors; with --strict, also where there are warnings.",
            ],
            arguments: [
                .positionals(\.paths, .file("RULES"), required: false, "rule files or directories of them (those shipped where none are named)"),
                .flag("--strict", \.strict, "let warnings count"),
                .option("--now", \.now, .time(), "the moment against which review dates are held (the clock's)"),
                .option("--format", \.format, .choice("FORMAT"), "text on stderr, or rows or SARIF 2.1.0 on stdout (text)"),
            ],
            examples: [
                Example("assay rules check rules/", "every fault with its line and column"),
                Example("assay rules check rules/ --strict --format sarif > rules.sarif", "for a code host"),
            ], run: work)
    }
    static func rulesTest(_ work: @escaping @Sendable (RulesTestOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "test", section: .rules, abstract: "put the tests of detection rules to them, with coverage",
            discussion: [
                "Tests stand in tests/*.yaml beside the rules, or in NAME.tests.yaml. A case gives signals and fields, or events that go through the "
                    + "real detectors; times are those of the events, and no clock is asked. A failure shows what was expected, what was found, and the "
                    + "condition with its values.",
                "Coverage: live rules with a malicious and a benign case, and operands of && and || seen true and seen false. Exit 1 where a case "
                    + "fails, or where either is below --cover.",
            ],
            arguments: [
                .positionals(\.paths, .file("RULES"), required: false, "rule files or directories of them (those shipped where none are named)"),
                .option("--cover", \.cover, .number(0...1, "SHARE"), "the coverage that must be reached"),
            ],
            examples: [Example("assay rules test rules/ --cover 0.9", "do the rules do what their authors meant?")], run: work)
    }
    static func rulesCopy(_ work: @escaping @Sendable (RulesCopyOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "rules", "copy", section: .rules, abstract: "write out the rules and policies that are inside the program",
            discussion: [
                "A verb that is given no --rules or --policy takes those in share/assay/rules beside an installed program, or in rules above a built one; "
                    + "where neither is there, those inside the program, whose names begin with shipped:rules. This writes these, with their tests, "
                    + "so that they can be read and changed. A file that is there already is never overwritten."
            ],
            writesState: true, arguments: [.positional(\.directory, .directory("DIR"), "the directory; it is made where it is missing")],
            examples: [
                Example("assay rules copy rules", "rules/*.yaml, rules/tests and rules/payouts"),
                Example("assay settle compare shipped:rules/payouts/default.yaml mine.yaml --ledger L.db", "a policy by its name inside the program"),
            ], run: work)
    }
    static func explain(_ work: @escaping @Sendable (ExplainOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "explain", section: .rules, abstract: "why an event was cleared, held or rejected",
            discussion: [
                "For every rule that looked at the event: its condition with the values that it saw, what followed and its sentence; then the signals with "
                    + "their evidence, and what people decided since. The rules are those that the verdict names, out of the ledger. Exit 1 where they say "
                    + "otherwise than the verdict.",
                "With --statement, what the contributor is told: facts, ground, whether a program decided, and how to object; without thresholds, and "
                    + "without other people's names.",
            ],
            arguments: [
                .positional(\.event, .text("EVENT"), "the event, as SOURCE#ID or by its entry's number"),
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger"),
                .flag("--statement", \.statement, "the statement of reasons for the contributor"),
                .option("--format", \.format, .choice("FORMAT"), "text or one JSON object (text)"),
            ],
            examples: [
                Example("assay explain engine/rag-eu-1#evt-0412 --ledger L.db", "what each rule saw"),
                Example("assay explain 412 --ledger L.db --statement", "a letter to the contributor"),
            ], run: work)
    }
}
