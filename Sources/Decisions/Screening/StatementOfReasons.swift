public import Contributions
internal import Detection
internal import Ledger
public import Rules

/// What a contributor is told of a verdict: the facts, the ground, whether a program decided, and how to appeal.
///
/// It names nobody else and no threshold: measures are rounded to words, other people's identifiers are left out, and of two matching texts
/// only the contributor's own is shown. What a discount keeps and what marks the event has are told as they are.
public struct StatementOfReasons: Hashable, Sendable {
    /// One rule that decided, and the sentence that stands for it.
    public struct Ground: Hashable, Sendable {
        public let rule: String
        public let version: Int
        public let sentence: String
    }

    /// `clear`, `hold` or `reject`; nil while nothing was decided.
    public let outcome: String?
    /// What is kept back of what the event earns.
    public let discount: Discount?
    public let labels: [String]
    public let event: String
    /// The event's own day.
    public let day: String
    public let facts: [String]
    public let grounds: [Ground]
    /// The steps that people took, without their names.
    public let steps: [String]
    /// Rewards that an objection would be about.
    public let reference: String
    /// Where the rule set says that objections go.
    public let appeals: AppealAddress?

    public var isAutomated: Bool { steps.isEmpty }

    /// - Parameter isForeign: True for a word that names somebody else, or something of theirs.
    public init(_ explanation: Explanation, isForeign: (String) -> Bool) {
        outcome = explanation.outcome?.rawValue
        (discount, labels) = (explanation.discount, explanation.labels)
        appeals = explanation.ruleSet?.appeals
        event = explanation.event.event.key.description
        day = explanation.event.event.time.day
        reference = "verdict \(explanation.verdictEntry.map { String($0) } ?? "none"), event \(explanation.event.position)"
        let fired = explanation.rules.filter { $0.firing?.isGround(of: explanation.outcome, discount: explanation.discount) ?? false }
        grounds = fired.map { item in
            let sentence = item.rule.sentence(undecided: item.firing?.undecided == true)
            return Ground(rule: item.rule.id, version: item.rule.version, sentence: sentence)
        }
        let read = Set(fired.flatMap(\.rule.condition.signals))
        facts =
            (explanation.verdict?.signals ?? []).compactMap { signal in
                read.contains(signal.name) ? PlainFact(signal.evidence, isForeign: isForeign).sentence : nil
            }.uniqued
        steps = explanation.steps.map { "On \($0.time.day) a person took a step: \($0.what.split(separator: " ").first ?? "decision")." }
    }

    /// The statement as a letter, one paragraph each.
    public var paragraphs: [String] {
        var out = ["About \(event) of \(day)", decision]
        if !facts.isEmpty { out += ["Facts:"] + facts.map { "- " + $0 } }
        if !grounds.isEmpty { out += ["Ground:"] + grounds.map { "- Rule \($0.rule), version \($0.version): \($0.sentence)" } }
        out.append(
            isAutomated
                ? "This was decided by a program; no person has looked at it yet."
                : "This was first decided by a program. " + steps.joined(separator: " "))
        if outcome == "hold" || outcome == "reject" || discount != nil { out.append(appeal) }
        return out
    }

    private var decision: String {
        var sentences: [String] = []
        switch outcome {
        case "reject": sentences.append("It earns no reward.")
        case "hold": sentences.append("Its reward is held until a person has looked at it; it is not lost.")
        case "clear": sentences.append("It was let through.")
        default: sentences.append("Nothing has been decided about it yet.")
        }
        if let discount {
            switch outcome {
            case "reject": sentences.append("Were it to earn one after all, \(discount) of it would be kept back.")
            default: sentences.append("Of what it earns \(discount) is kept back.")
            }
        }
        if !labels.isEmpty { sentences.append("It is marked as \(labels.joined(separator: ", ")).") }
        return sentences.joined(separator: " ")
    }

    private var appeal: String {
        let address =
            appeals.map { appeals in
                " Write to \(appeals.contact)" + (appeals.days.map { " within \($0) \($0 == 1 ? "day" : "days") of this decision." } ?? ".")
            } ?? ""
        return
            "You may object, free of charge, while the challenge window is open.\(address) Say what the rules could not see: your sources, your drafts, "
            + "what you declared, and when. Somebody who had no part in this decision hears it. Give this reference: \(reference)."
    }
}

extension [String] {
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
