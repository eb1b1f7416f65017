public import Expressions

/// What a rule asks of an event: an expression that is true, false or, where something it needs is missing, unknown.
public struct Condition: Hashable, Sendable {
    public let expression: Expression

    public init(_ expression: Expression) { self.expression = expression }

    /// Reads one; for conditions that are written in code.
    public init(parsing source: String) throws(ExpressionFault) { expression = try Expression(parsing: source) }

    /// The truth for an event, found plainly: the reference for `RuleProgram`.
    public func evaluate(_ facts: EventFacts) -> Truth { expression.truth(facts.binding) }

    /// The expression written anew, whatever its layout was: what a rule set's digest covers.
    public var source: String { expression.source }

    /// Every signal that the condition reads, its p-value included, in order of appearance.
    public var signals: [String] {
        expression.measurementNames.map { $0.hasSuffix(EventFacts.pValueSuffix) ? String($0.dropLast(EventFacts.pValueSuffix.count)) : $0 }
    }

    /// True where this one is and the exception is not.
    func except(_ exception: Condition) -> Condition { Condition(expression.and(exception.expression.negated)) }
}
