import Contributions

/// Options of `assay settle`.
struct SettleOptions: CommandOptions {
    var ledger = ""
    var policy: String?
    var rules: String?
    var dryRun = false
    var commit = false
}

/// Options of `assay settle compare`.
struct SettleCompareOptions: CommandOptions {
    var ledger = ""
    var policies: [String] = []
}

/// Options of `assay settle finalize`.
struct SettleFinalizeOptions: CommandOptions {
    var ledger = ""
    var now: Timestamp?
    var labels = false
}

/// Options of `assay settle learned`.
struct SettleLearnedOptions: CommandOptions {
    var ledger = ""
    var rules: String?
}

/// Options of `assay settle rewards`.
struct SettleRewardsOptions: CommandOptions {
    var ledger = ""
    var participant: String?
    var state: RewardStateName?
}

/// Where a reward may stand, as the command line writes it.
enum RewardStateName: String, CaseIterable, Sendable {
    case held, escalated, rejected, final, disputed, upheld, overturned, withdrawn
    case clawedBack = "clawed-back"
}

/// What a person may decide on a held or escalated reward.
enum RulingName: String, CaseIterable, Sendable { case post, void }

/// How a dispute may end.
enum HearingName: String, CaseIterable, Sendable { case uphold, overturn }

/// Options of the verbs by which a person moves one reward.
struct DecisionOptions: CommandOptions {
    var ledger = ""
    var reward = ""
    var ruling = RulingName.void
    var hearing = HearingName.uphold
    var amount: Int?
    var by = ""
    var reason = ""
    var now: Timestamp?
}

/// Options of `assay settle payout`.
struct PayoutOptions: CommandOptions {
    var ledger = ""
    var participant = ""
    var amount: Int?
    var by = ""
    var reason = ""
    var now: Timestamp?
}

extension Command {
    private static let nowHelp = "the moment that counts; it becomes ledger time where it is later (the ledger's own)"
    private static let rewardHelp = "a reward as `assay settle rewards` names it, e.g. R412-0"

    static func settle(_ work: @escaping @Sendable (SettleOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", section: .rules, abstract: "who is paid what by a policy: try it, or write it to the ledger",
            discussion: [
                "--commit takes in the fees of the events screened since the last settlement and holds what they earn until the policy's challenge "
                    + "window ends. Committing again changes nothing: an event is settled once.",
                "--dry-run prints the split of all screened events and writes nothing.",
            ],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, screened"),
                .option("--policy", \.policy, .file("P.yaml"), "the payout policy (the shipped default where none is named)"),
                .option("--rules", \.rules, .directory("DIR"), "the detection rules (those shipped where none are named)"),
                .flag("--dry-run", \.dryRun, "compute and print; write nothing"),
                .flag("--commit", \.commit, "write the rewards to the ledger, all or none"),
            ],
            examples: [
                Example("assay settle --ledger L.db --dry-run --format csv", "one row per participant and role"),
                Example("assay settle --ledger L.db --commit", "hold what was earned until the challenge window ends"),
            ], run: work)
    }

    static func settleCompare(_ work: @escaping @Sendable (SettleCompareOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", "compare", section: .rules, abstract: "who gains and who loses by another policy; writes nothing",
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, screened"),
                .positionals(\.policies, .file("POLICY"), "two policies, A and B"),
            ],
            examples: [Example("assay settle compare a.yaml b.yaml --ledger L.db", "one row per participant, largest change first")], run: work)
    }

    static func settleFinalize(_ work: @escaping @Sendable (SettleFinalizeOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", "finalize", section: .rules, abstract: "make rewards final whose challenge window has ended",
            discussion: [
                "A reward that the fraud layer or a reviewer cleared becomes payable; debts are paid first. One that nobody cleared in time is "
                    + "escalated, never paid by silence.", "Exit 1 where rewards were escalated.",
            ],
            writesState: true,
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
                .option("--now", \.now, .time(), nowHelp),
                .flag("--labels", \.labels, "first let reviewers' label events end holds on the events and submissions that they name"),
            ],
            examples: [Example("assay settle finalize --ledger L.db --now 2026-04-01T00:00:00Z", "what may be paid on the first of April")],
            run: work)
    }

    static func settleLearned(_ work: @escaping @Sendable (SettleLearnedOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", "learned", section: .rules, abstract: "final rewards that would not be cleared today, with the clawback each would take",
            discussion: [
                "Runs the detectors over the whole ledger and changes nothing: a verdict of record stays. Take a reward back with `assay settle clawback`."
            ],
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
                .option("--rules", \.rules, .directory("DIR"), "the detection rules (those shipped where none are named)"),
            ],
            examples: [Example("assay settle learned --ledger L.db --format table", "what came out after the windows had ended")], run: work)
    }

    static func settleRewards(_ work: @escaping @Sendable (SettleRewardsOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", "rewards", section: .rules, abstract: "the rewards of a ledger and where each stands",
            arguments: [
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
                .option("--participant", \.participant, .text("P"), "only this participant's"),
                .option("--state", \.state, .choice("STATE"), "only those that stand here"),
            ],
            examples: [Example("assay settle rewards --ledger L.db --state escalated", "what waits for a decision")], run: work)
    }

    static func settleDecide(_ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode) -> Command {
        decision(
            "decide", "clear or refuse a reward that is held or escalated",
            [
                "post clears the reward: before its window ends it goes on waiting, after that it is final. void refuses it, and the participant "
                    + "may dispute that."
            ],
            [
                .option("--outcome", \.ruling, .choice("OUTCOME"), required: true, "what was decided"),
                .option("--amount", \.amount, .int(1...Int.max, "MICROS"), "post only a part; the rest goes to the treasury"),
            ], Example("assay settle decide R412-0 --outcome post --by rae --reason checked --ledger L.db", "a review ends a hold"), work)
    }

    static func settleDispute(_ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode) -> Command {
        decision(
            "dispute", "contest a rejection, a discount or a clawback", [], [],
            Example("assay settle dispute R412-0 --by ann --reason mine --ledger L.db", "a contributor objects"), work)
    }

    static func settleResolve(_ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode) -> Command {
        decision(
            "resolve", "decide a dispute",
            [
                "uphold: the decision stands, for good. overturn: a rejected reward lives on as a new one, held for a new window by the policy of its settlement; a clawed-back one "
                    + "is final again. Whoever raised the dispute may not decide it."
            ],
            [
                .option("--outcome", \.hearing, .choice("OUTCOME"), required: true, "how the dispute ends")
            ], Example("assay settle resolve R412-0 --outcome overturn --by sol --reason quoted --ledger L.db", "the rejection was wrong"), work)
    }

    static func settleClawback(_ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode) -> Command {
        decision(
            "clawback", "take a reward back", ["From what is held if it still is, else from what is payable, else as a debt that later rewards pay."],
            [], Example("assay settle clawback R412-0 --by rae --reason ring --ledger L.db", "fraud found after the window"), work)
    }

    static func settleWriteOff(_ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode) -> Command {
        decision(
            "write-off", "forgive what a clawback left owed",
            ["For a debt that no later reward will pay. The treasury bears it; who owes may not decide it. The statement names who did, and why."],
            [.option("--amount", \.amount, .int(1...Int.max, "MICROS"), "only a part, in micro-credits (all that is still owed of it)")],
            Example("assay settle write-off R412-0 --by fin --reason insolvent --ledger L.db", "nothing more will come"), work)
    }

    private static func decision(
        _ verb: String, _ abstract: String, _ discussion: [String], _ own: [Argument<DecisionOptions>], _ example: Example,
        _ work: @escaping @Sendable (DecisionOptions, Terminal) throws -> ExitCode
    ) -> Command {
        Command(
            "settle", verb, section: .rules, abstract: abstract, discussion: discussion, writesState: true,
            arguments: [
                .positional(\.reward, .text("REWARD"), rewardHelp),
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
            ] + own + [
                .option("--by", \.by, .text("NAME"), required: true, "who decides; it stands in the ledger"),
                .option("--reason", \.reason, .text("TEXT"), required: true, "why; the participant reads it in the statement"),
                .option("--now", \.now, .time(), nowHelp),
            ], examples: [example], run: work)
    }

    static func settlePayout(_ work: @escaping @Sendable (PayoutOptions, Terminal) throws -> ExitCode) -> Command {
        Command(
            "settle", "payout", section: .rules, abstract: "book that a participant was paid what is payable", writesState: true,
            arguments: [
                .positional(\.participant, .text("PARTICIPANT"), "who was paid"),
                .option("--ledger", \.ledger, .file("L.db"), required: true, "the ledger, settled"),
                .option("--amount", \.amount, .int(1...Int.max, "MICROS"), "in micro-credits (everything payable)"),
                .option("--by", \.by, .text("NAME"), required: true, "who paid; it stands in the ledger"),
                .option(
                    "--reason", \.reason, .text("TEXT"), required: true, "the number of the bank transfer: booked once, however often it is sent"),
                .option("--now", \.now, .time(), nowHelp),
            ],
            examples: [Example("assay settle payout ann --by finance --reason transfer-881 --ledger L.db", "what is payable has left the house")],
            run: work)
    }
}
