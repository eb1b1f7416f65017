/// The functions and operators of the language (CEL langdef, "List of Standard Definitions") on values that are all known.
enum ExpressionFunctions {
    struct Refusal: Error {
        let cause: String
        var hint: String?

        init(_ cause: String, hint: String? = nil) { (self.cause, self.hint) = (cause, hint) }
    }

    /// - Parameter values: The receiver first where there is one.
    static func apply(_ function: String, _ values: [ExpressionValue], isReceiver: Bool) throws(Refusal) -> ExpressionValue {
        if !isReceiver {
            switch values.count {
            case 1: if let made = try unary(function, values[0]) { return made }
            case 2: if let made = try binary(function, values[0], values[1]) { return made }
            default: break
            }
        }
        if isReceiver || function == "matches" || function == "size" {
            if let made = try member(function, values) { return made }
        }
        throw noOverload(function, values, isReceiver)
    }

    private static func noOverload(_ function: String, _ values: [ExpressionValue], _ isReceiver: Bool) -> Refusal {
        let types = values.map(\.typeName)
        if let symbol = operatorNames[function] { return Refusal("\(symbol) does not take \(types.joined(separator: " and "))") }
        let shown =
            isReceiver ? "\(types[0]).\(function)(\(types.dropFirst().joined(separator: ", ")))" : "\(function)(\(types.joined(separator: ", ")))"
        return Refusal("there is no function \(shown)")
    }

    static let operatorNames = [
        "_[_]": "[ ]", "-_": "-", "!_": "!", "+": "+", "-": "-", "*": "*", "/": "/", "%": "%", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "in": "in",
        "&&": "&&", "||": "||", "==": "==", "!=": "!=",
    ]

    private static func unary(_ function: String, _ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch (function, value) {
        case ("!_", .bool(let flag)): return .bool(!flag)
        case ("-_", .int(let number)):
            guard number != .min else { throw Refusal("the integer overflows") }
            return .int(-number)
        case ("-_", .double(let number)): return .double(-number)
        case ("-_", .duration(let nanos)):
            guard nanos != .min else { throw Refusal("the duration overflows") }
            return .duration(-nanos)
        default: return try conversion(function, value)
        }
    }

    private static func binary(_ function: String, _ left: ExpressionValue, _ right: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch function {
        case "==": return .bool(try equal { left.isEqual(to: right, within: &$0) })
        case "!=": return .bool(try !equal { left.isEqual(to: right, within: &$0) })
        case "<": return try compare(left, right) { $0 == .less }
        case "<=": return try compare(left, right) { $0 != .greater }
        case ">": return try compare(left, right) { $0 == .greater }
        case ">=": return try compare(left, right) { $0 != .less }
        case "in": return try contains(right, left)
        case "_[_]": return try element(of: left, at: right)
        case "+", "-", "*", "/", "%": return try arithmetic(function, left, right)
        default: return nil
        }
    }

    /// An answer that rests on comparing values, in a limited number of steps.
    private static func equal(_ compare: (inout Int) -> Bool) throws(Refusal) -> Bool {
        var steps = ExpressionLimits.visitedElements
        let found = compare(&steps)
        guard steps > 0 else { throw Refusal("the comparison visits more than \(ExpressionLimits.visitedElements) values") }
        return found
    }

    /// Nil where the kinds cannot be compared; NaN is in no order with anything.
    private static func compare(
        _ left: ExpressionValue, _ right: ExpressionValue, _ holds: (ExpressionValue.Order) -> Bool
    ) throws(Refusal) -> ExpressionValue? {
        guard left.isComparable(with: right) else { return nil }
        return .bool(left.order(right).map(holds) ?? false)
    }

    private static func contains(_ container: ExpressionValue, _ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch container {
        case .list(let list): .bool(try equal { steps in list.contains { $0.isEqual(to: value, within: &steps) } })
        case .map(let map): .bool(map[value] != nil)
        default: nil
        }
    }

    private static func element(of container: ExpressionValue, at index: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch container {
        case .list(let list):
            let place: Int?
            switch index {
            case .int(let number): place = Int(exactly: number)
            case .uint(let number): place = Int(exactly: number)
            case .double(let number):
                guard number == number.rounded(.towardZero) else { throw Refusal("a list has no element \(number)") }
                place = Int(exactly: number)
            default: return nil
            }
            guard let place, list.indices.contains(place) else { throw Refusal("the list has \(list.count) elements and none there") }
            return list[place]
        case .map(let map):
            guard let found = map[index] else { throw Refusal("the map has no such key") }
            return found
        default: return nil
        }
    }

    private static func arithmetic(_ sign: String, _ left: ExpressionValue, _ right: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try integer(sign, left, right))
        case (.uint(let left), .uint(let right)): return .uint(try integer(sign, left, right))
        case (.double(let left), .double(let right)):
            switch sign {
            case "+": return .double(left + right)
            case "-": return .double(left - right)
            case "*": return .double(left * right)
            case "/": return .double(left / right)
            default: return nil
            }
        case (.string(let left), .string(let right)): return sign == "+" ? .string(left + right) : nil
        case (.bytes(let left), .bytes(let right)): return sign == "+" ? .bytes(left + right) : nil
        case (.list(let left), .list(let right)): return sign == "+" ? .list(left + right) : nil
        default: return try timeArithmetic(sign, left, right)
        }
    }

    /// Checked arithmetic: an overflow is an error, never another number.
    private static func integer<Number: FixedWidthInteger>(_ sign: String, _ left: Number, _ right: Number) throws(Refusal) -> Number {
        let made: (partialValue: Number, overflow: Bool)
        switch sign {
        case "+": made = left.addingReportingOverflow(right)
        case "-": made = left.subtractingReportingOverflow(right)
        case "*": made = left.multipliedReportingOverflow(by: right)
        default:
            guard right != 0 else { throw Refusal(sign == "/" ? "division by zero" : "remainder by zero") }
            made = sign == "/" ? left.dividedReportingOverflow(by: right) : left.remainderReportingOverflow(dividingBy: right)
        }
        guard !made.overflow else { throw Refusal("the integer overflows") }
        return made.partialValue
    }

    private static func member(_ function: String, _ values: [ExpressionValue]) throws(Refusal) -> ExpressionValue? {
        switch (function, values.count) {
        case ("size", 1):
            switch values[0] {
            case .string(let text): return .int(Int64(text.unicodeScalars.count))
            case .bytes(let bytes): return .int(Int64(bytes.count))
            case .list(let list): return .int(Int64(list.count))
            case .map(let map): return .int(Int64(map.count))
            default: return nil
            }
        case ("contains", 2), ("startsWith", 2), ("endsWith", 2), ("matches", 2):
            guard case .string(let text) = values[0], case .string(let other) = values[1] else { return nil }
            return .bool(try holds(function, text, other))
        default: return try timeMember(function, values)
        }
    }

    private static func holds(_ function: String, _ text: String, _ other: String) throws(Refusal) -> Bool {
        switch function {
        case "startsWith": return text.utf8.starts(with: other.utf8)
        case "endsWith": return text.utf8.reversed().starts(with: other.utf8.reversed())
        case "contains": return ByteSearch.contains(Array(text.utf8), Array(other.utf8))
        default:
            do throws(RegularExpression.Fault) { return try RegularExpression.shared(other).matches(text) } catch {
                throw Refusal("the regular expression is refused: \(error.reason)")
            }
        }
    }
}

/// Looks for bytes in bytes.
enum ByteSearch {
    /// O(text × needle) at worst; needles of rules are short.
    static func contains(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard text.count >= needle.count else { return false }
        for start in 0...text.count - needle.count where text[start] == first {
            if text[start..<start + needle.count].elementsEqual(needle) { return true }
        }
        return false
    }
}
