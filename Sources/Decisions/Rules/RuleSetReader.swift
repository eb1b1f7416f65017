internal import Configuration
internal import Contributions
public import Detection
public import Diagnostics
internal import Expressions
internal import Ledger

/// Where the parts of a rule stand in its file.
public struct RulePlaces: Hashable, Sendable {
    public let rule: SourceSpan
    public let condition: SourceSpan
    public let reviewBy: SourceSpan

    init(_ node: YAMLNode) throws(Diagnostic) {
        let fields = try MappingReader(node, as: "a rule")
        rule = node.span
        condition = fields.node("when")?.span ?? node.span
        reviewBy = fields.node("review_by")?.span ?? node.span
    }
}

/// Reads rule files and checks them against the signals that the detectors declare.
///
/// A file holds `rules:`, a list of mappings; see docs/rules.md for the keys.
public struct RuleSetReader {
    /// Rules in one set.
    public static let maximumRules = 1000
    /// Bytes of a rule's id.
    public static let maximumIDBytes = 80

    let declared: [String: SignalDeclaration]
    private let eventTypesMeasured: Set<String>
    /// Those that could be read, in the order of the files.
    public private(set) var rules: [Rule] = []
    /// What is odd about conditions, though they can be read.
    private(set) var remarks: [Diagnostic] = []
    /// Where each rule, its condition and its review date stand.
    public private(set) var places: [String: RulePlaces] = [:]
    /// What conditions name `aggregates.NAME`, in the order of the files.
    private(set) var aggregates: [Aggregate] = []
    /// The files as they came, to be read again with other lists.
    private var files: [(bytes: [UInt8], name: String)] = []
    /// What some lists hold instead of what is written.
    private let lists: [String: [Expression]]
    private(set) var listNames: Set<String> = []
    private var appeals: AppealAddress?
    /// Everything found wrong so far, in the order of the files.
    public private(set) var diagnostics: [Diagnostic] = []

    public init(declared: [SignalDeclaration]) { self.init(declared: declared, lists: [:]) }

    private init(declared: [SignalDeclaration], lists: [String: [Expression]]) {
        self.lists = lists
        self.declared = Dictionary(declared.map { ($0.name, $0) }) { first, _ in first }
        eventTypesMeasured = Set(declared.flatMap(\.eventTypes))
    }

    /// Takes in one file. Mistakes are collected, so that an author sees them all at once.
    public mutating func read(_ bytes: [UInt8], file: String) {
        files.append((bytes, file))
        do throws(Diagnostic) {
            let top = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a rule file")
            try top.allowOnly(["rules", "lists", "macros", "aggregates", "appeals"])
            var vocabulary = RuleVocabulary(signals: declared.keys, bytes: bytes, lists: lists)
            if let node = top.node("aggregates") { try add(node, to: &vocabulary) }
            if let node = top.node("appeals") { try addAppeals(node) }
            if let lists = top.node("lists") { try vocabulary.addLists(lists) }
            listNames.formUnion(vocabulary.listNames)
            if let macros = top.node("macros") { try vocabulary.addMacros(macros) }
            for node in try top.sequence("rules") {
                do throws(Diagnostic) { try add(node, vocabulary) } catch { diagnostics.append(error) }
            }
        } catch { diagnostics.append(error) }
    }

    /// The same files, read anew with other contents of some lists.
    func reading(lists: [String: [Expression]]) -> RuleSetReader {
        var other = RuleSetReader(declared: Array(declared.values), lists: lists)
        for file in files { other.read(file.bytes, file: file.name) }
        return other
    }

    /// The set, or nil where something was wrong.
    public func ruleSet() -> RuleSet? {
        diagnostics.contains { $0.severity == .error } ? nil : RuleSet(rules, aggregates: aggregates, appeals: appeals)
    }

    /// Aggregates are names of the whole set, since verdicts record them.
    private mutating func add(_ node: YAMLNode, to vocabulary: inout RuleVocabulary) throws(Diagnostic) {
        for aggregate in try Aggregate.read(node, eventTypes: eventTypesMeasured.sorted()) {
            if let other = aggregates.first(where: { $0.name == aggregate.name }) {
                guard other == aggregate else {
                    throw Diagnostic(
                        code: "rules/duplicate-name", at: node.span, cause: "\"\(aggregate.signal)\" has another meaning in another file",
                        hint: "give one of them another name")
                }
            } else {
                aggregates.append(aggregate)
            }
            vocabulary.add(aggregate)
        }
        remarks += Aggregate.remarks(node)
    }

    /// Objections go to one place, whichever file names it.
    private mutating func addAppeals(_ node: YAMLNode) throws(Diagnostic) {
        let read = try AppealAddress(node)
        guard appeals == nil || appeals == read else {
            throw Diagnostic(
                code: "rules/duplicate-name", at: node.span, cause: "another file names another address for appeals",
                hint: "name one address, in one file")
        }
        appeals = read
    }

    private mutating func add(_ node: YAMLNode, _ vocabulary: RuleVocabulary) throws(Diagnostic) {
        guard rules.count < Self.maximumRules else {
            throw Diagnostic(code: "rules/too-many", at: node.span, cause: "more than \(Self.maximumRules) rules in one set")
        }
        let rule = try self.rule(node, vocabulary)
        if let first = places[rule.id]?.rule {
            throw Diagnostic(
                code: "rules/duplicate-id", at: node.span, cause: "the rule \"\(rule.id)\" already stands at \(first)",
                hint: "give one of them another id")
        }
        places[rule.id] = try RulePlaces(node)
        rules.append(rule)
    }

    private mutating func rule(_ node: YAMLNode, _ vocabulary: RuleVocabulary) throws(Diagnostic) -> Rule {
        let fields = try MappingReader(node, as: "a rule")
        try fields.allowOnly(
            [
                "id", "version", "status", "outcome", "on", "when", "except", "unknown", "reason", "owner", "false_positives", "references",
            ] + RuleOutcome.keys + RuleUpkeep.keys)
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
        var condition = try vocabulary.condition(try fields.required("when"), "when")
        let looks = ConditionRemarks(eventTypes: eventTypes, range: range)
        for key in ["when", "except"] { if let node = fields.node(key) { remarks += vocabulary.remarks(node, looks) } }
        if let except = fields.node("except") { condition = condition.except(try vocabulary.condition(except, "except")) }
        for name in condition.signals {
            guard let signal = declared[name], Set(signal.eventTypes).isDisjoint(with: eventTypes) else { continue }
            throw Diagnostic(
                code: "rules/never-measured", at: fields.node("when")?.span ?? fields.span,
                cause: "\"\(name)\" is never measured on \(eventTypes.joined(separator: ", "))",
                hint: "it is measured on \(signal.eventTypes.joined(separator: ", "))")
        }
        remarks += try unknowableAggregates(condition, fields, eventTypes)
        return Rule(
            id: try Self.id(fields), version: Int(try fields.integer("version", in: 1...1_000_000)),
            status: try fields.choice("status", default: .draft), outcome: try RuleOutcome(fields), eventTypes: eventTypes, condition: condition,
            unknown: try fields.choice("unknown", default: .hold), reason: try Self.sentence(fields, "reason"),
            owner: try Self.sentence(fields, "owner"),
            falsePositives: try fields.texts("false_positives"), references: try fields.texts("references"),
            upkeep: try RuleUpkeep(fields))
    }

    /// Ids stand in verdicts, in reports and on command lines.
    private static func id(_ fields: MappingReader) throws(Diagnostic) -> String {
        let node = try fields.required("id")
        let id = try MappingReader.text(node, "id")
        let isPlain = id.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x5F].contains($0) }
        guard isPlain, (1...maximumIDBytes).contains(id.utf8.count) else {
            throw Diagnostic(
                code: "config/bad-value", at: node.span, cause: "\"id\" is no id",
                hint: "1 to \(maximumIDBytes) letters, digits, and - _ . between them")
        }
        return id
    }

    private static func sentence(_ fields: MappingReader, _ key: String) throws(Diagnostic) -> String {
        let text = try fields.text(key)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Diagnostic(
                code: "config/bad-value", at: fields.node(key)?.span ?? fields.span, cause: "\"\(key)\" is blank",
                hint: "somebody will read it: write it out")
        }
        return text
    }

    /// Aggregates that a rule reads though its events lack the field by which they are counted: they are never known there.
    private func unknowableAggregates(_ condition: Condition, _ fields: MappingReader, _ types: [String]) throws(Diagnostic) -> [Diagnostic] {
        aggregates.filter { condition.signals.contains($0.signal) }.compactMap { aggregate in
            let read = [aggregate.key.first, aggregate.kind == .share ? aggregate.value.first : nil].compactMap { $0 }
            let lacking = types.filter { type in
                guard let declared = EventDescription.of(type)?.data.names else { return false }
                return read.contains { !declared.contains($0) }
            }
            guard !lacking.isEmpty else { return nil }
            return Diagnostic(
                .warning, code: "rules/unknown-field", at: fields.node("when")?.span ?? fields.span,
                cause:
                    "\(aggregate.signal) is never known for \(lacking.joined(separator: ", ")), which declares no \(read.joined(separator: " or "))",
                hint: "count by a field that the rule's own events have too")
        }
    }
}
