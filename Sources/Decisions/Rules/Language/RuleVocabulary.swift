internal import Configuration
internal import Detection
internal import Diagnostics
internal import Expressions

/// What the conditions of one file may name: signals and fields of the event, and the file's own `lists` and `macros`.
struct RuleVocabulary {
    private var types: [String: ExpressionType]
    /// What stands for each list and macro.
    private var meanings: [String: Expression] = [:]
    private let bytes: [UInt8]
    private let lines: [Int]
    /// What some lists hold instead of what is written.
    private let lists: [String: [Expression]]

    init(signals: some Sequence<String>, bytes: [UInt8], lists: [String: [Expression]] = [:]) {
        types = EventFacts.fields
        for name in signals {
            types[name] = .double
            types[name + EventFacts.pValueSuffix] = .double
        }
        self.bytes = bytes
        self.lists = lists
        lines = ExpressionPlace.lines(bytes)
    }

    mutating func add(_ aggregate: Aggregate) { types[aggregate.signal] = .double }

    /// The members of `lists:`; conditions name them `lists.NAME`.
    mutating func addLists(_ node: YAMLNode) throws(Diagnostic) {
        guard case .mapping(let members) = node.value else { throw Self.notAMapping("lists", node) }
        for member in members {
            try Self.checkName(member.key, of: "lists", at: member.keySpan)
            let written = try Self.elements(member)
            try define("lists." + member.key, Expression(list: lists[member.key] ?? written), at: member.keySpan)
        }
    }

    /// What one member of `lists:` holds.
    static func elements(_ member: YAMLNode.Member) throws(Diagnostic) -> [Expression] {
        guard case .sequence(let items) = member.value.value else {
            throw Diagnostic(
                code: "config/wrong-type", at: member.value.span, cause: "the list \"\(member.key)\" is \(member.value.kindName), not a list",
                hint: "write \(member.key): [a, b]")
        }
        var elements: [Expression] = []
        for item in items {
            guard case .scalar(let text, let isPlain) = item.value else {
                throw Diagnostic(code: "config/wrong-type", at: item.span, cause: "a list holds texts and numbers, this is \(item.kindName)")
            }
            elements.append(Expression(listElement: text, isPlain: isPlain))
        }
        return elements
    }

    /// The lists that the file defines.
    var listNames: [String] { meanings.keys.filter { $0.hasPrefix("lists.") }.map { String($0.dropFirst("lists.".count)) } }

    /// The members of `macros:`, each an expression that may use those above it; conditions name them `macros.NAME`.
    mutating func addMacros(_ node: YAMLNode) throws(Diagnostic) {
        guard case .mapping(let members) = node.value else { throw Self.notAMapping("macros", node) }
        for member in members { try Self.checkName(member.key, of: "macros", at: member.keySpan) }
        for member in members { try define("macros." + member.key, try expression(member.value, member.key), at: member.keySpan) }
    }

    /// The same for one macro from its text alone, its name written `macros.NAME`; false where it is no expression.
    mutating func addMacro(_ name: String, _ text: String) -> Bool {
        guard let expression = try? Expression(parsing: text), expression.check(ExpressionDeclarations(types)).faults.isEmpty else { return false }
        let whole = expression.replacing(meanings)
        guard whole.isWithinDepth, types[name] == nil else { return false }
        types[name] = whole.check(ExpressionDeclarations(types)).type
        meanings[name] = whole
        return true
    }

    /// Reads and checks an expression that must be true or false, and puts lists and macros in for their names.
    func condition(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> Condition { Condition(try expression(node, key, mustBe: .bool)) }

    /// What is odd about a condition that can be read.
    func remarks(_ node: YAMLNode, _ remarks: ConditionRemarks) -> [Diagnostic] {
        guard case .scalar(let text, _) = node.value, let expression = try? Expression(parsing: text) else { return [] }
        return remarks.diagnostics(expression, at: ExpressionPlace(bytes: bytes, start: node.span, text: text, lines: lines))
    }

    /// The same from its text alone; nil where it is no condition.
    func condition(_ text: String) -> Condition? {
        guard let expression = try? Expression(parsing: text), expression.check(ExpressionDeclarations(types)).faults.isEmpty else { return nil }
        let whole = expression.replacing(meanings)
        return whole.isWithinDepth && whole.isWithinSize ? Condition(whole) : nil
    }

    private func expression(_ node: YAMLNode, _ key: String, mustBe wanted: ExpressionType? = nil) throws(Diagnostic) -> Expression {
        guard case .scalar(let text, _) = node.value else {
            throw Diagnostic(
                code: "rules/not-an-expression", at: node.span, cause: "\"\(key)\" is \(node.kindName), not an expression",
                hint: "write it on one line, as in \(key): near_duplicate.jaccard >= 0.8")
        }
        let place = ExpressionPlace(bytes: bytes, start: node.span, text: text, lines: lines)
        let expression: Expression
        do throws(ExpressionFault) { expression = try Expression(parsing: text) } catch { throw place.diagnostic(error) }
        let (type, faults) = expression.check(ExpressionDeclarations(types))
        if let first = faults.first { throw place.diagnostic(explained(first, in: expression)) }
        if let wanted, type != wanted, type != .any {
            throw place.diagnostic(
                ExpressionFault("expression/type", at: 0, "the condition is \(type.named), not true or false", hint: "compare it with something"))
        }
        let whole = expression.replacing(meanings)
        guard whole.isWithinDepth else {
            throw place.diagnostic(
                ExpressionFault("expression/too-deep", at: 0, "with its macros the expression is nested more than \(ExpressionLimits.depth) deep"))
        }
        guard whole.isWithinSize else {
            throw place.diagnostic(
                ExpressionFault(
                    "expression/too-long", at: 0, "with its lists and macros the expression has more than \(ExpressionLimits.parts) parts",
                    hint: "macros that name macros multiply: name what is meant once"))
        }
        if let fault = whole.listedPatternFault { throw place.diagnostic(fault) }
        return whole
    }

    /// A fault that has no hint, with one where a name of the file's own is missing.
    private func explained(_ fault: ExpressionFault, in expression: Expression) -> ExpressionFault {
        guard fault.code == "expression/unknown-name", fault.hint == nil else { return fault }
        for name in expression.readNames where fault.cause.hasSuffix(" \(name)") {
            let own = name.split(separator: ".").dropFirst().first ?? ""
            let hint: String? =
                switch name.split(separator: ".").first {
                case "lists": "define it at the top of the file: lists: {\(own): [a, b]}"
                case "macros": "a macro may name those above it, and not itself: define macros: {\(own): …} before it is used"
                case "aggregates": "define it at the top of the file: aggregates: {\(own): {count: TYPE, by: event.data.FIELD, last: 1h}}"
                case "event": "an event has \(EventFacts.fields.keys.sorted().joined(separator: ", "))"
                default: nil
                }
            return ExpressionFault(fault.code, at: fault.offset, fault.cause, hint: hint)
        }
        return fault
    }

    /// Refuses what no condition could name.
    static func checkName(_ name: String, of kind: String, at span: SourceSpan) throws(Diagnostic) {
        guard !Expression.isPlainName(name) else { return }
        throw Diagnostic(
            code: "config/bad-value", at: span, cause: "\"\(name)\" is no name that a condition could write as \(kind).NAME",
            hint: "letters, digits and _, no digit first")
    }

    private mutating func define(_ name: String, _ meaning: Expression, at span: SourceSpan) throws(Diagnostic) {
        guard types[name] == nil else { throw Diagnostic(code: "rules/duplicate-name", at: span, cause: "\"\(name)\" is already a name") }
        types[name] = meaning.check(ExpressionDeclarations(types)).type
        meanings[name] = meaning
    }

    private static func notAMapping(_ key: String, _ node: YAMLNode) -> Diagnostic {
        Diagnostic(
            code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a mapping of names",
            hint: "write \(key): then NAME: …")
    }
}
