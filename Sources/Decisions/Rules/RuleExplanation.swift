internal import Expressions
public import Ledger

/// How one rule came to what it says of one event.
public struct RuleExplanation: Hashable, Sendable {
    public let rule: Rule
    /// What followed; nil where nothing did.
    public let firing: Decision.Firing?
    /// `true`, `false` or `unknown`.
    public let truth: String
    /// The condition as a tree of lines, each part that was asked with its value.
    public let lines: [String]
}

extension RuleSet {
    /// Every live rule that looks at events of this type, in the order of their ids, whether it fired or not.
    public func explain(_ facts: EventFacts) -> [RuleExplanation] {
        rules.filter { $0.status == .live && $0.eventTypes.contains(facts.eventType) }.map { rule in
            let truth = rule.condition.evaluate(facts)
            let word =
                switch truth {
                case .yes: "true"
                case .no: "false"
                case .unknown: "unknown"
                }
            return RuleExplanation(
                rule: rule, firing: rule.firing(truth), truth: word, lines: rule.condition.expression.trace(facts.binding).lines)
        }
    }
}
