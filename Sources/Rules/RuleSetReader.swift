internal import Configuration
public import Detection
public import Diagnostics

/// Reads rule files and checks them against the signals that the detectors declare.
///
/// A file holds `rules:`, a list of mappings; see docs/rules.md for the keys.
public struct RuleSetReader {
    /// Rules in one set.
    public static let maximumRules = 1000
    /// Levels of all, any and not.
    public static let maximumNesting = 16

    private let declared: [String: SignalDeclaration]
    private let eventTypesMeasured: Set<String>
    private var rules: [Rule] = []
    private var spans: [String: SourceSpan] = [:]
    /// Everything found wrong so far, in the order of the files.
    public private(set) var diagnostics: [Diagnostic] = []

    public init(declared: [SignalDeclaration]) {
        self.declared = Dictionary(declared.map { ($0.name, $0) }) { first, _ in first }
        eventTypesMeasured = Set(declared.flatMap(\.eventTypes))
    }

    /// Takes in one file. Mistakes are collected, so that an author sees them all at once.
    public mutating func read(_ bytes: [UInt8], file: String) {
        do throws(Diagnostic) {
            let top = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a rule file")
            try top.allowOnly(["rules"])
            for node in try top.sequence("rules") {
                do throws(Diagnostic) { try add(node) } catch { diagnostics.append(error) }
            }
        } catch { diagnostics.append(error) }
    }

    /// The set, or nil where something was wrong.
    public func ruleSet() -> RuleSet? {
        diagnostics.contains { $0.severity == .error } ? nil : RuleSet(rules)
    }

    private mutating func add(_ node: YAMLNode) throws(Diagnostic) {
        guard rules.count < Self.maximumRules else {
            throw Diagnostic(code: "rules/too-many", at: node.span, cause: "more than \(Self.maximumRules) rules in one set")
        }
        let rule = try self.rule(node)
        if let first = spans[rule.id] {
            throw Diagnostic(
                code: "rules/duplicate-id", at: node.span, cause: "the rule \"\(rule.id)\" already stands at \(first)",
                hint: "give one of them another id")
        }
        spans[rule.id] = node.span
        rules.append(rule)
    }

    private func rule(_ node: YAMLNode) throws(Diagnostic) -> Rule {
        let fields = try MappingReader(node, as: "a rule")
        try fields.allowOnly([
            "id", "version", "status", "outcome", "on", "when", "unknown", "reason", "owner", "false_positives", "references",
        ])
        let eventTypes = try fields.texts("on")
        guard !eventTypes.isEmpty else {
            throw Diagnostic(
                code: "config/missing-key", at: fields.span, cause: "a rule lacks the key \"on\"", hint: "name event types: on: [assay.submission.v1]"
            )
        }
        for item in try fields.sequence("on") {
            let type = try MappingReader.text(item, "on")
            guard eventTypesMeasured.contains(type) else {
                throw Diagnostic(
                    code: "rules/unknown-event-type", at: item.span, cause: "no detector looks at events of type \"\(type)\"",
                    hint: MappingReader.suggestion(type, from: eventTypesMeasured.sorted()))
            }
        }
        let condition = try self.condition(try fields.required("when"), nesting: 0)
        for name in condition.signals {
            guard let signal = declared[name], Set(signal.eventTypes).isDisjoint(with: eventTypes) else { continue }
            throw Diagnostic(
                code: "rules/never-measured", at: fields.span, cause: "\"\(name)\" is never measured on \(eventTypes.joined(separator: ", "))",
                hint: "it is measured on \(signal.eventTypes.joined(separator: ", "))")
        }
        return Rule(
            id: try fields.text("id"), version: Int(try fields.integer("version", in: 1...1_000_000)),
            status: try fields.choice("status", default: .draft), outcome: try fields.choice("outcome"), eventTypes: eventTypes, condition: condition,
            unknown: try fields.choice("unknown", default: .hold), reason: try fields.text("reason"), owner: try fields.text("owner"),
            falsePositives: try fields.texts("false_positives"), references: try fields.texts("references"))
    }

    private func condition(_ node: YAMLNode, nesting: Int) throws(Diagnostic) -> Condition {
        guard nesting < Self.maximumNesting else {
            throw Diagnostic(code: "rules/too-deep", at: node.span, cause: "conditions nested deeper than \(Self.maximumNesting) levels")
        }
        let fields = try MappingReader(node, as: "a condition")
        for key in ["all", "any"] where fields.node(key) != nil {
            try fields.allowOnly([key])
            var parts: [Condition] = []
            for item in try fields.sequence(key) { parts.append(try condition(item, nesting: nesting + 1)) }
            guard !parts.isEmpty else {
                throw Diagnostic(code: "rules/empty-condition", at: node.span, cause: "\"\(key)\" joins no conditions", hint: "list at least one")
            }
            return key == "all" ? .all(parts) : .any(parts)
        }
        if let inner = fields.node("not") {
            try fields.allowOnly(["not"])
            return .not(try condition(inner, nesting: nesting + 1))
        }
        return try threshold(fields)
    }

    private func threshold(_ fields: MappingReader) throws(Diagnostic) -> Condition {
        let comparisons = Condition.Comparison.allCases.map(\.rawValue)
        try fields.allowOnly(["signal", "measure"] + comparisons)
        let nameNode = try fields.required("signal")
        let name = try MappingReader.text(nameNode, "signal")
        guard declared[name] != nil else {
            throw Diagnostic(
                code: "rules/unknown-signal", at: nameNode.span, cause: "no detector measures \"\(name)\"",
                hint: MappingReader.suggestion(name, from: declared.keys.sorted()))
        }
        let measure: Condition.Measure
        switch try fields.optionalText("measure") {
        case nil, "value": measure = .value
        case "p_value": measure = .pValue
        case let other?:
            throw Diagnostic(
                code: "config/bad-choice", at: fields.node("measure")?.span, cause: "\"\(other)\" is not a measure", hint: "one of value, p_value")
        }
        let given = comparisons.filter { fields.node($0) != nil }
        guard given.count == 1, let comparison = Condition.Comparison(rawValue: given[0]), let bound = fields.node(given[0]) else {
            throw Diagnostic(
                code: "rules/comparison", at: fields.span, cause: "a threshold has \(given.count) comparisons",
                hint: "give exactly one of \(comparisons.joined(separator: ", "))")
        }
        return .threshold(signal: name, measure: measure, comparison: comparison, bound: try MappingReader.number(bound, given[0]))
    }
}
