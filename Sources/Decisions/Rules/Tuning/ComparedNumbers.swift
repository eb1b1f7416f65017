internal import Expressions

/// The numbers of one expression, sorted into those that a threshold search can move and those that it cannot.
///
/// Only what is reached through `&&`, `||` and `!` counts: there the truth of the whole rises or falls with the truth of each comparison, so that
/// moving one number makes a rule fire on more events or on fewer, never on others.
struct ComparedNumbers {
    struct Number {
        let measurement: String
        let value: Double
        /// Byte of the expression's text.
        let offset: Int
        /// Whether the expression is true of more where the number falls.
        let isTruerDown: Bool
    }

    struct MacroUse: Hashable {
        let name: String
        /// Nil where the macro's value is computed with.
        let isPositive: Bool?
    }

    private(set) var numbers: [Number] = []
    private(set) var macros: [MacroUse] = []
    private(set) var others: [(offset: Int, reason: String)] = []

    /// O(size).
    init(_ expression: Expression) { walk(expression, isPositive: true) }

    private mutating func walk(_ expression: Expression, isPositive: Bool) {
        if let name = expression.macroName {
            macros.append(MacroUse(name: name, isPositive: isPositive))
            return
        }
        guard case .call(nil, let function, let sides) = expression.kind else { return leave(expression, "it stands inside a list or a loop") }
        switch function {
        case "&&", "||": for side in sides { walk(side, isPositive: isPositive) }
        case "!_": for side in sides { walk(side, isPositive: !isPositive) }
        case "<", "<=", ">", ">=":
            if let found = Self.comparison(sides, isGreater: function.hasPrefix(">"), isPositive) {
                numbers.append(found)
            } else {
                leave(expression, "it is compared with something other than one signal")
            }
        case "==", "!=": leave(expression, "equality is not a threshold")
        default: leave(expression, "it is computed with")
        }
    }

    private static func comparison(_ sides: [Expression], isGreater: Bool, _ isPositive: Bool) -> Number? {
        guard sides.count == 2 else { return nil }
        for (name, number, isNameFirst) in [(sides[0], sides[1], true), (sides[1], sides[0], false)] {
            guard name.isName, let measurement = name.measurementNames.first, !measurement.hasPrefix("macros."), let value = number.plainNumber
            else { continue }
            return Number(
                measurement: measurement, value: value, offset: number.offset, isTruerDown: (isGreater == isNameFirst) == isPositive)
        }
        return nil
    }

    private mutating func leave(_ expression: Expression, _ reason: String) {
        if let name = expression.macroName { return macros.append(MacroUse(name: name, isPositive: nil)) }
        if case .literal(let literal) = expression.kind {
            switch literal {
            case .int, .uint, .double: others.append((expression.offset, reason))
            case .null, .bool, .string, .bytes: break
            }
        }
        for part in expression.kind.parts { leave(part, reason) }
    }
}

extension Expression {
    fileprivate var isName: Bool {
        switch kind {
        case .identifier, .select(_, _, isTest: false): true
        default: false
        }
    }

    /// The macro that this names; nil for anything else.
    fileprivate var macroName: String? {
        guard isName, let name = measurementNames.first, name.hasPrefix("macros.") else { return nil }
        return name
    }

    /// The number of a literal without a sign; nil for anything else.
    fileprivate var plainNumber: Double? {
        switch kind {
        case .literal(.double(let number)) where number.sign == .plus: number
        case .literal(.int(let number)) where number >= 0: Double(exactly: number)
        default: nil
        }
    }
}
