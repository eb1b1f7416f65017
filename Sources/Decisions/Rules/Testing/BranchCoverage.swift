internal import Expressions

/// Which operands of a condition's `&&`, `||` and `!` were seen true and which false; a condition without them is one operand.
///
/// An operand counts only where it was asked: behind a `false &&` or a `true ||` nothing is.
public struct BranchCoverage: Hashable, Sendable {
    public struct Operand: Hashable, Sendable {
        public let source: String
        public fileprivate(set) var wasTrue = false
        public fileprivate(set) var wasFalse = false
    }

    /// In the order of the source.
    public private(set) var operands: [Operand] = []

    public init(of condition: Condition) { collect(condition.expression) }

    /// Two for each operand.
    public var branchCount: Int { 2 * operands.count }
    public var seenCount: Int { operands.reduce(0) { $0 + ($1.wasTrue ? 1 : 0) + ($1.wasFalse ? 1 : 0) } }

    /// What was not seen, as `source is true` or `source is false`.
    public var missing: [String] {
        operands.flatMap { ($0.wasTrue ? [] : ["\($0.source) is true"]) + ($0.wasFalse ? [] : ["\($0.source) is false"]) }
    }

    /// Takes in one evaluation.
    public mutating func observe(_ condition: Condition, _ facts: EventFacts) {
        var next = 0
        _ = observe(condition.expression, facts, &next)
    }

    private mutating func collect(_ expression: Expression) {
        guard let sides = expression.logicalSides else { return operands.append(Operand(source: expression.source)) }
        for side in sides { collect(side) }
    }

    private mutating func observe(_ expression: Expression, _ facts: EventFacts, _ next: inout Int) -> Truth {
        guard let sides = expression.logicalSides, case .call(_, let function, _) = expression.kind else {
            let truth = expression.truth(facts.binding)
            if truth == .yes { operands[next].wasTrue = true }
            if truth == .no { operands[next].wasFalse = true }
            next += 1
            return truth
        }
        let left = observe(sides[0], facts, &next)
        guard sides.count == 2 else { return left.negated }
        guard left != (function == "&&" ? .no : .yes) else {
            next += BranchCoverage(of: Condition(sides[1])).operands.count
            return left
        }
        let right = observe(sides[1], facts, &next)
        return function == "&&" ? left.and(right) : left.or(right)
    }
}

extension Expression {
    /// The sides of `&&` and `||` and what `!` turns round; nil for anything else.
    fileprivate var logicalSides: [Expression]? {
        guard case .call(nil, let function, let sides) = kind else { return nil }
        switch (function, sides.count) {
        case ("&&", 2), ("||", 2), ("!_", 1): return sides
        default: return nil
        }
    }
}
