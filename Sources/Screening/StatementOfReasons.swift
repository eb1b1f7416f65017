internal import CanonicalJSON
internal import Contributions
internal import Detection
internal import Ledger
internal import Rules

/// What a contributor is told of a verdict: the facts, the ground, whether a program decided, and how to appeal.
///
/// It names nobody else and no threshold: measures are rounded to words, other people's identifiers are left out, and of two matching texts
/// only the contributor's own is shown.
public struct StatementOfReasons: Hashable, Sendable {
    /// One rule that decided, and the sentence that stands for it.
    public struct Ground: Hashable, Sendable {
        public let rule: String
        public let version: Int
        public let sentence: String
    }

    /// `clear`, `hold` or `reject`; nil while nothing was decided.
    public let outcome: String?
    public let event: String
    /// The event's own day.
    public let day: String
    public let facts: [String]
    public let grounds: [Ground]
    /// The steps that people took, without their names.
    public let steps: [String]
    /// Rewards that an objection would be about.
    public let reference: String

    public var isAutomated: Bool { steps.isEmpty }

    /// - Parameter isForeign: True for a word that names somebody else, or something of theirs.
    public init(_ explanation: Explanation, isForeign: (String) -> Bool) {
        outcome = explanation.outcome?.rawValue
        event = explanation.event.event.key.description
        day = explanation.event.event.time.day
        reference = "verdict \(explanation.verdict.map { String($0.position) } ?? "none"), event \(explanation.event.position)"
        let decided = explanation.outcome
        let fired = explanation.rules.filter { $0.firing?.outcome == decided && decided != .clear }
        grounds = fired.map { item in
            let isUndecided = item.firing?.undecided == true
            let sentence = isUndecided ? "What this rule looks at could not be measured, so that the event waits." : item.rule.reason
            return Ground(rule: item.rule.id, version: item.rule.version, sentence: sentence)
        }
        let read = Set(fired.flatMap(\.rule.condition.signals))
        facts =
            (explanation.verdict?.body["signals"]?.arrayValue ?? []).compactMap { json in
                guard let name = json["name"]?.stringValue, read.contains(name), let evidence = json["evidence"].flatMap(Evidence.init(json:)) else {
                    return nil
                }
                return PlainFact(evidence, isForeign: isForeign).sentence
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
        if outcome == "hold" || outcome == "reject" {
            out.append(
                "You may object, free of charge, while the challenge window is open. Say what the rules could not see: your sources, your drafts, what "
                    + "you declared, and when. Somebody who had no part in this decision hears it. Give this reference: \(reference).")
        }
        return out
    }

    private var decision: String {
        switch outcome {
        case "reject": "It earns no reward."
        case "hold": "Its reward is held until a person has looked at it or the challenge window ends; it is not lost."
        case "clear": "It was let through."
        default: "Nothing has been decided about it yet."
        }
    }
}

extension [String] {
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
