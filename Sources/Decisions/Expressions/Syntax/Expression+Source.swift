extension Expression {
    /// The expression written anew: one space round operators, only the parentheses it needs, macros as they are written by people.
    /// Two expressions with the same source mean the same. O(size).
    public var source: String { SourceWriter.text(self, inside: 0) }
}

private enum SourceWriter {
    /// How tightly an operator binds; more is tighter.
    private static let binding: [String: Int] = [
        "_?_:_": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4, "in": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "!_": 7,
        "-_": 7,
    ]
    private static let memberBinding = 8

    static func text(_ expression: Expression, inside outer: Int) -> String {
        switch expression.kind {
        case .literal(let literal): return self.literal(literal, inside: outer)
        case .identifier(let name, let isAbsolute): return (isAbsolute ? "." : "") + name
        case .select(let operand, let field, let isTest):
            let path = text(operand, inside: memberBinding) + "." + self.field(field)
            return isTest ? "has(\(path))" : path
        case .call(nil, let function, let arguments): return call(function, arguments, inside: outer)
        case .call(let target?, let function, let arguments): return text(target, inside: memberBinding) + "." + function + "(\(list(arguments)))"
        case .list(let elements): return "[\(list(elements))]"
        case .map(let entries): return "{" + entries.map { text($0.key, inside: 0) + ": " + text($0.value, inside: 0) }.joined(separator: ", ") + "}"
        case .record(let name, let fields):
            return name + "{" + fields.map { field($0.name) + ": " + text($0.value, inside: 0) }.joined(separator: ", ") + "}"
        case .comprehension(let loop): return comprehension(loop)
        }
    }

    private static func list(_ parts: [Expression]) -> String { parts.map { text($0, inside: 0) }.joined(separator: ", ") }

    private static func call(_ function: String, _ arguments: [Expression], inside outer: Int) -> String {
        guard let own = binding[function] else {
            if function == "_[_]" { return text(arguments[0], inside: memberBinding) + "[" + text(arguments[1], inside: 0) + "]" }
            return function + "(\(list(arguments)))"
        }
        let written: String
        switch arguments.count {
        case 1: written = String(function.prefix(1)) + text(arguments[0], inside: own)
        case 3: written = "\(text(arguments[0], inside: own + 1)) ? \(text(arguments[1], inside: own + 1)) : \(text(arguments[2], inside: own))"
        default:
            // && and || are the same whichever way they are joined; the others join from the left.
            let right = function == "&&" || function == "||" ? own : own + 1
            written = "\(text(arguments[0], inside: own)) \(function) \(text(arguments[1], inside: right))"
        }
        return own < outer ? "(\(written))" : written
    }

    private static func comprehension(_ loop: Expression.Comprehension) -> String {
        let name: String
        let isTwoNamed = loop.names.count == 2
        switch loop.outcome {
        case .all: name = "all"
        case .exists: name = "exists"
        case .existsOne: name = isTwoNamed ? "existsOne" : "exists_one"
        case .map: name = "transformMap"
        case .list:
            if isTwoNamed {
                name = "transformList"
            } else if loop.body?.kind == .identifier(loop.names[0], isAbsolute: false), loop.condition != nil {
                name = "filter"
            } else {
                name = "map"
            }
        }
        let parts = loop.names + [loop.condition, name == "filter" ? nil : loop.body].compactMap { $0.map { text($0, inside: 0) } }
        return text(loop.range, inside: memberBinding) + "." + name + "(" + parts.joined(separator: ", ") + ")"
    }

    private static func field(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F || (0x30...0x39).contains($0) }
        return isPlain && name.utf8.first.map { !(0x30...0x39).contains($0) } == true ? name : "`\(name)`"
    }

    private static func literal(_ literal: Literal, inside outer: Int) -> String {
        switch literal {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return number < 0 && outer > 6 ? "(\(number))" : "\(number)"
        case .uint(let number): return "\(number)u"
        case .double(let number): return number < 0 && outer > 6 ? "(\(double(number)))" : double(number)
        case .string(let text): return quoted(text.unicodeScalars.map(escaped).joined())
        case .bytes(let bytes): return "b" + quoted(bytes.map { $0 < 0x80 ? escaped(Unicode.Scalar($0)) : octal($0) }.joined())
        }
    }

    /// With a point or an exponent, so that it is read back as a double.
    private static func double(_ number: Double) -> String { number.isInfinite ? (number < 0 ? "-1e999" : "1e999") : "\(number)" }

    private static func quoted(_ text: String) -> String { "'\(text)'" }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "'": "\\'"
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: scalar.value < 0x20 || scalar.value == 0x7F ? octal(UInt8(scalar.value)) : String(scalar)
        }
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
