internal import CanonicalJSON
internal import Configuration
internal import Contributions
internal import Detection
public import Diagnostics
internal import Expressions
internal import Ledger

/// Reads files of rule tests: `tests:`, a list of cases; see docs/rules.md for the keys.
public struct RuleTestReader {
    /// Cases of all files together.
    public static let maximumTests = 20_000

    private let rules: [String: Rule]
    private let reader: RuleSetReader
    /// What a case may state: signals with their ranges, and aggregates.
    private let stated: [String: ClosedRange<Double>?]
    /// The rules with other lists, by what these hold.
    private var ruleSets: [[String: [Expression]]: RuleSet] = [:]
    public private(set) var tests: [RuleTest] = []
    public private(set) var diagnostics: [Diagnostic] = []

    /// - Parameter reader: It has read the rules that the cases may name.
    public init(of reader: RuleSetReader) {
        self.reader = reader
        rules = Dictionary(reader.rules.map { ($0.id, $0) }) { first, _ in first }
        var stated = reader.declared.mapValues(\.range)
        for aggregate in reader.aggregates { stated[aggregate.signal] = .some(nil) }
        self.stated = stated
    }

    /// Ids of the rules with at least one case of each kind.
    public var tested: Set<String> {
        func named(_ kind: RuleTest.Kind) -> Set<String> { Set(tests.filter { $0.kind == kind }.map(\.rule)) }
        return named(.malicious).intersection(named(.benign))
    }

    /// Takes in one file; mistakes are collected.
    ///
    /// - Parameter load: Reads a file of events that a case names, relative to the test file.
    public mutating func read(_ bytes: [UInt8], file: String, load: (String) throws(Diagnostic) -> [UInt8]) {
        do throws(Diagnostic) {
            let top = try MappingReader(try YAMLParser.parse(bytes, file: file), as: "a test file")
            try top.allowOnly(["tests"])
            for node in try top.sequence("tests") {
                do throws(Diagnostic) {
                    guard tests.count < Self.maximumTests else {
                        throw Diagnostic(code: "rules/too-many", at: node.span, cause: "more than \(Self.maximumTests) tests")
                    }
                    tests.append(try test(node, load))
                } catch { diagnostics.append(error) }
            }
        } catch { diagnostics.append(error) }
    }

    private mutating func test(_ node: YAMLNode, _ load: (String) throws(Diagnostic) -> [UInt8]) throws(Diagnostic) -> RuleTest {
        let fields = try MappingReader(node, as: "a test")
        try fields.allowOnly([
            "name", "rule", "kind", "on", "signals", "event", "events", "events_file", "judge", "lists", "verdict", "discount", "labels", "fires",
            "reasons", "undecided",
        ])
        let ruleNode = try fields.required("rule")
        let id = try MappingReader.text(ruleNode, "rule")
        guard let rule = rules[id] else { throw unknownRule(id, at: ruleNode.span) }
        let kind: RuleTest.Kind = try fields.choice("kind")
        return RuleTest(
            name: try fields.text("name"), rule: id, kind: kind, given: try given(fields, rule, load),
            verdict: try fields.choice("verdict", default: kind == .malicious ? rule.outcome.verdict : .clear),
            effects: try RuleTest.Effects(fields, kind, rule), fires: try fires(fields),
            reasons: fields.node("reasons") == nil ? nil : try fields.texts("reasons").sorted(), isUndecided: try isUndecided(fields, kind),
            rules: try ruleSet(fields), span: node.span)
    }

    private enum Flag: String, CaseIterable { case yes = "true", no = "false" }

    private func isUndecided(_ fields: MappingReader, _ kind: RuleTest.Kind) throws(Diagnostic) -> Bool {
        guard let node = fields.node("undecided") else { return false }
        let flag: Flag = try fields.choice("undecided")
        guard flag == .no || kind == .malicious else {
            throw Diagnostic(
                code: "rules/bad-test", at: node.span, cause: "honest work that a rule cannot decide on is held, and no case may ask for that",
                hint: "give the rule \"unknown: skip\", or make the case malicious")
        }
        return flag == .yes
    }

    private func unknownRule(_ id: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            code: "rules/unknown-rule", at: span, cause: "no rule is called \"\(id)\"", hint: MappingReader.suggestion(id, from: rules.keys.sorted()))
    }

    private func fires(_ fields: MappingReader) throws(Diagnostic) -> [String]? {
        guard fields.node("fires") != nil else { return nil }
        for item in try fields.sequence("fires") {
            let id = try MappingReader.text(item, "fires")
            if rules[id] == nil { throw unknownRule(id, at: item.span) }
        }
        return try fields.texts("fires").sorted()
    }

    /// The rules with the lists of the case; nil where it has none.
    private mutating func ruleSet(_ fields: MappingReader) throws(Diagnostic) -> RuleSet? {
        guard let node = fields.node("lists") else { return nil }
        guard case .mapping(let members) = node.value else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"lists\" is \(node.kindName), not a mapping of names",
                hint: "write lists: {NAME: [a, b]}")
        }
        var lists: [String: [Expression]] = [:]
        for member in members {
            guard reader.listNames.contains(member.key) else {
                throw Diagnostic(
                    code: "rules/unknown-list", at: member.keySpan, cause: "no rule file defines a list \"\(member.key)\"",
                    hint: reader.listNames.isEmpty ? nil : MappingReader.suggestion(member.key, from: reader.listNames.sorted()))
            }
            lists[member.key] = try RuleVocabulary.elements(member)
        }
        if let known = ruleSets[lists] { return known }
        let other = reader.reading(lists: lists)
        if let fault = other.diagnostics.first {
            throw Diagnostic(
                code: "rules/bad-test", at: node.span, cause: "with these lists the rules cannot be read: \(fault.cause)",
                hint: fault.span.map { "it stands at \($0)" })
        }
        let rules = other.ruleSet()
        ruleSets[lists] = rules
        return rules
    }

    // MARK: What is given

    private func given(_ fields: MappingReader, _ rule: Rule, _ load: (String) throws(Diagnostic) -> [UInt8]) throws(Diagnostic) -> RuleTest.Given {
        let (inline, path) = (fields.node("events"), fields.node("events_file"))
        guard inline != nil || path != nil else {
            if let judge = fields.node("judge") {
                throw Diagnostic(code: "rules/bad-test", at: judge.span, cause: "\"judge\" goes with events", hint: "leave it out, or give events:")
            }
            return .facts(try facts(fields, rule))
        }
        if inline != nil && path != nil || fields.node("signals") != nil || fields.node("event") != nil || fields.node("on") != nil {
            throw Diagnostic(
                code: "rules/bad-test", at: fields.span, cause: "a case gives events or signals, and not both",
                hint: "events go through the detectors, which measure the signals")
        }
        var events: [ContributionEvent] = []
        if let inline {
            events = try self.events(Array(try MappingReader.text(inline, "events").utf8), from: inline.span)
        } else if let path {
            let name = try MappingReader.text(path, "events_file")
            events = try self.events(try load(name), from: path.span)
        }
        guard let last = events.last else {
            throw Diagnostic(code: "rules/bad-test", at: fields.span, cause: "the case has no events", hint: "write one event per line")
        }
        guard let judge = fields.node("judge") else { return .events(events, judged: last.key) }
        let name = try MappingReader.text(judge, "judge")
        guard let judged = events.first(where: { $0.key.description == name }) else {
            throw Diagnostic(
                code: "rules/bad-test", at: judge.span, cause: "none of the events is \"\(name)\"",
                hint: MappingReader.suggestion(name, from: events.map { $0.key.description }))
        }
        return .events(events, judged: judged.key)
    }

    private func events(_ bytes: [UInt8], from span: SourceSpan) throws(Diagnostic) -> [ContributionEvent] {
        var events: [ContributionEvent] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            func fault(_ cause: String, _ hint: String?) -> Diagnostic {
                Diagnostic(code: "rules/bad-test", at: span, cause: "event line \(index + 1): \(cause)", hint: hint)
            }
            let json: JSONValue
            do throws(JSONSyntaxError) { json = try JSONParser.parse(Array(line)) } catch { throw fault(error.cause, nil) }
            do throws(EventError) { events.append(try ContributionEvent(decoding: json)) } catch { throw fault(error.cause, error.hint) }
        }
        return events
    }

    private func facts(_ fields: MappingReader, _ rule: Rule) throws(Diagnostic) -> EventFacts {
        var type = rule.eventTypes[0]
        if let node = fields.node("on") {
            type = try MappingReader.text(node, "on")
            guard rule.eventTypes.contains(type) else {
                throw Diagnostic(
                    code: "rules/bad-test", at: node.span, cause: "the rule \"\(rule.id)\" does not look at \(type)",
                    hint: "one of \(rule.eventTypes.joined(separator: ", "))")
            }
        }
        return EventFacts(eventType: type, signals: try signals(fields), body: try body(fields, type: type))
    }

    /// `NAME: value`, `NAME: {value, p_value}` or `NAME: unknown`.
    private func signals(_ fields: MappingReader) throws(Diagnostic) -> EventSignals {
        guard let node = fields.node("signals") else { return EventSignals([]) }
        guard case .mapping(let members) = node.value else {
            throw Diagnostic(code: "config/wrong-type", at: node.span, cause: "\"signals\" is \(node.kindName), not a mapping of signals to values")
        }
        var measured: [Signal] = []
        var abstained: Set<String> = []
        for member in members {
            guard let range = stated[member.key] else {
                throw Diagnostic(
                    code: "rules/unknown-signal", at: member.keySpan, cause: "no signal is called \"\(member.key)\"",
                    hint: MappingReader.suggestion(member.key, from: stated.keys.sorted()))
            }
            if case .scalar("unknown", _) = member.value.value {
                abstained.insert(member.key)
            } else {
                measured.append(try signal(member.key, range, member.value))
            }
        }
        return EventSignals(measured, abstained: abstained)
    }

    private func signal(_ name: String, _ range: ClosedRange<Double>?, _ node: YAMLNode) throws(Diagnostic) -> Signal {
        var value = node
        var pValue: Double?
        if case .mapping = node.value {
            let fields = try MappingReader(node, as: "a signal")
            try fields.allowOnly(["value", "p_value"])
            value = try fields.required("value")
            if let p = fields.node("p_value") { pValue = try Self.number(p, "p_value", in: 0...1) }
        }
        return Signal(
            name: name, value: try Self.number(value, name, in: range), pValue: pValue, evidence: .note("given by a test"))
    }

    private static func number(_ node: YAMLNode, _ key: String, in range: ClosedRange<Double>?) throws(Diagnostic) -> Double {
        let number = try MappingReader.number(node, key)
        guard range?.contains(number) ?? true else {
            throw Diagnostic(
                code: "config/out-of-range", at: node.span, cause: "\"\(key)\" is \(number)",
                hint: range.map { "its values go from \($0.lowerBound) to \($0.upperBound)" })
        }
        return number
    }

    /// The envelope of the event that is judged; its time is the case's own, so that no clock is asked.
    private func body(_ fields: MappingReader, type: String) throws(Diagnostic) -> [UInt8] {
        var envelope = JSONObject([
            ("specversion", "1.0"), ("id", "test"), ("source", "test"), ("type", .string(type)), ("time", "2026-01-01T00:00:00Z"),
            ("data", .object(JSONObject())),
        ])
        if let node = fields.node("event") {
            let event = try MappingReader(node, as: "the event of a test")
            try event.allowOnly(["id", "source", "time", "data"])
            for key in ["id", "source", "time"] { if let text = try event.optionalText(key) { envelope[key] = .string(text) } }
            if let time = event.node("time"), Timestamp(rfc3339: try MappingReader.text(time, "time")) == nil {
                throw Diagnostic(code: "config/bad-value", at: time.span, cause: "\"time\" is no time", hint: "write it like 2026-03-01T09:15:02Z")
            }
            if let data = event.node("data") {
                guard case .mapping = data.value else {
                    throw Diagnostic(code: "config/wrong-type", at: data.span, cause: "\"data\" is \(data.kindName), not a mapping of fields")
                }
                envelope["data"] = data.json
            }
        }
        return JSONWriter.bytes(.object(envelope))
    }
}
