internal import Configuration
public import Detection
public import Diagnostics
internal import Expressions

/// A number in a rule's condition that a measurement is compared with, and where it stands.
public struct RuleLiteral: Hashable, Sendable {
    /// The signal, or its p-value, on the other side of the comparison.
    public let measurement: String
    public let value: Double
    /// As it is written.
    public let text: String
    public let span: SourceSpan
    /// Bytes of the file.
    public let range: Range<Int>
    /// Bytes of the condition's text.
    let rangeInCondition: Range<Int>
}

/// A rule as a file holds it, with the numbers of its condition that can be changed in place.
///
/// Numbers inside macros and lists serve several rules and are left alone.
public struct TunableRule: Sendable {
    /// As `RuleSetReader` reads it.
    public let rule: Rule
    public let literals: [RuleLiteral]
    private let text: String
    private let except: Condition?
    private let vocabulary: RuleVocabulary

    /// The live rules among those of the set that stand in this file. The file has been read without a fault before.
    public static func read(_ bytes: [UInt8], file: String, declared: [SignalDeclaration], ruleSet: RuleSet) throws(Diagnostic) -> [TunableRule] {
        let top = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a rule file")
        var vocabulary = RuleVocabulary(signals: declared.map(\.name), bytes: bytes)
        for aggregate in ruleSet.aggregates { vocabulary.add(aggregate) }
        if let lists = top.node("lists") { try vocabulary.addLists(lists) }
        if let macros = top.node("macros") { try vocabulary.addMacros(macros) }
        var found: [TunableRule] = []
        for node in try top.sequence("rules") {
            let fields = try MappingReader(node, as: "a rule")
            let id = try fields.text("id")
            guard let rule = ruleSet.rules.first(where: { $0.id == id && $0.status == .live }) else { continue }
            let when = try fields.required("when")
            guard case .scalar(let text, _) = when.value else { continue }
            let place = ExpressionPlace(bytes: bytes, start: when.span, text: text)
            var literals: [RuleLiteral] = []
            if let expression = try? Expression(parsing: text) { collect(expression, Array(text.utf8), place, into: &literals) }
            var except: Condition?
            if let node = fields.node("except") { except = try vocabulary.condition(node, "except") }
            found.append(TunableRule(rule: rule, literals: literals, text: text, except: except, vocabulary: vocabulary))
        }
        return found
    }

    /// The rule with other numbers; nil where that is no condition.
    public func rule(with texts: [String]) -> Rule? {
        var source = Array(text.utf8)
        for (literal, text) in zip(literals, texts).sorted(by: { $0.0.rangeInCondition.lowerBound > $1.0.rangeInCondition.lowerBound }) {
            source.replaceSubrange(literal.rangeInCondition, with: text.utf8)
        }
        guard var condition = vocabulary.condition(String(decoding: source, as: UTF8.self)) else { return nil }
        if let except { condition = condition.except(except) }
        return rule.with(condition)
    }

    private static func collect(_ expression: Expression, _ text: [UInt8], _ place: ExpressionPlace, into found: inout [RuleLiteral]) {
        guard case .call(nil, let function, let sides) = expression.kind, sides.count == 2 else {
            if case .call(nil, "!_", let sides) = expression.kind, let inner = sides.first { collect(inner, text, place, into: &found) }
            return
        }
        if function == "&&" || function == "||" {
            for side in sides { collect(side, text, place, into: &found) }
        } else if ["<", "<=", ">", ">=", "==", "!="].contains(function) {
            for (name, number) in [(sides[0], sides[1]), (sides[1], sides[0])] {
                guard let measurement = name.measurementNames.first, name.isName, let value = number.plainNumber,
                    let literal = literal(measurement, value, at: number.offset, text, place)
                else { continue }
                found.append(literal)
            }
        }
    }

    private static func literal(
        _ measurement: String, _ value: Double, at offset: Int, _ text: [UInt8], _ place: ExpressionPlace
    ) -> RuleLiteral? {
        var end = offset
        while end < text.count, isNumeral(text, end) { end += 1 }
        let written = Array(text[offset..<end])
        let span = place.span(ofByte: offset)
        guard !written.isEmpty, let start = place.position(of: span), place.bytes[start...].starts(with: written),
            let read = Double(String(decoding: written, as: UTF8.self)), read == value
        else { return nil }
        return RuleLiteral(
            measurement: measurement, value: value, text: String(decoding: written, as: UTF8.self), span: span, range: start..<start + written.count,
            rangeInCondition: offset..<end)
    }

    private static func isNumeral(_ text: [UInt8], _ index: Int) -> Bool {
        let byte = text[index]
        if (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") { return true }
        return (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && index > 0 && (text[index - 1] | 0x20) == UInt8(ascii: "e")
    }
}

extension Rule {
    fileprivate func with(_ condition: Condition) -> Rule {
        Rule(
            id: id, version: version, status: status, outcome: outcome, eventTypes: eventTypes, condition: condition, unknown: unknown,
            reason: reason,
            owner: owner, falsePositives: falsePositives, references: references, upkeep: upkeep)
    }
}

extension Expression {
    fileprivate var isName: Bool {
        switch kind {
        case .identifier, .select(_, _, isTest: false): true
        default: false
        }
    }

    /// The number of a literal without a sign; nil for anything else.
    fileprivate var plainNumber: Double? {
        switch kind {
        case .literal(.double(let number)): number
        case .literal(.int(let number)): Double(exactly: number)
        default: nil
        }
    }
}
