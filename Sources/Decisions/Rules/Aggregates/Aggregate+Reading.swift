internal import Configuration
internal import Contributions
internal import Diagnostics

extension Aggregate {
    /// The members of `aggregates:` in a rule file: `NAME: {count: assay.retrieval.v1, by: event.data.consumer, last: 1h}`.
    static func read(_ node: YAMLNode, eventTypes: [String]) throws(Diagnostic) -> [Aggregate] {
        guard case .mapping(let members) = node.value else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"aggregates\" is \(node.kindName), not a mapping of names",
                hint: "write aggregates: then NAME: {count: TYPE, by: event.data.FIELD, last: 1h}")
        }
        var found: [Aggregate] = []
        for member in members {
            try RuleVocabulary.checkName(member.key, of: "aggregates", at: member.keySpan)
            let fields = try MappingReader(member.value, as: "an aggregate")
            try fields.allowOnly(Kind.allCases.map(\.rawValue) + ["by", "value", "last"])
            let kinds = Kind.allCases.filter { fields.node($0.rawValue) != nil }
            guard let kind = kinds.first, kinds.count == 1, let typeNode = fields.node(kind.rawValue) else {
                throw Diagnostic(
                    code: "rules/bad-aggregate", at: member.keySpan, cause: "\"\(member.key)\" says \(kinds.count) things to count, not one",
                    hint: "write one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")), with the type of the events that count")
            }
            let type = try MappingReader.text(typeNode, kind.rawValue)
            guard eventTypes.contains(type) else {
                throw Diagnostic(
                    code: "rules/unknown-event-type", at: typeNode.span, cause: "there are no events of type \"\(type)\"",
                    hint: MappingReader.suggestion(type, from: eventTypes))
            }
            guard kind.needsValue == (fields.node("value") != nil) else {
                throw Diagnostic(
                    code: "rules/bad-aggregate", at: member.keySpan,
                    cause: kind.needsValue ? "\"\(kind.rawValue)\" needs the field that is looked at" : "\"\(kind.rawValue)\" looks at no field",
                    hint: kind.needsValue ? "add value: event.data.FIELD" : "leave value: out")
            }
            found.append(
                Aggregate(
                    name: member.key, kind: kind, eventType: type, key: try path(try fields.required("by"), "by"),
                    value: try fields.node("value").map { node throws(Diagnostic) in try path(node, "value") } ?? [],
                    windowSeconds: try window(fields, at: member)))
        }
        return found
    }

    /// Fields that the counted events do not declare: more often than not a name is misspelt, and then nothing counts.
    static func remarks(_ node: YAMLNode) -> [Diagnostic] {
        guard case .mapping(let members) = node.value else { return [] }
        return members.flatMap { member -> [Diagnostic] in
            guard let fields = try? MappingReader(member.value, as: "an aggregate"),
                let type = Kind.allCases.lazy.compactMap({ try? fields.optionalText($0.rawValue) }).first,
                let known = EventDescription.of(type)?.data.names
            else { return [] }
            return ["by", "value"].compactMap { key in
                guard let place = fields.node(key), let field = (try? path(place, key))?.first, !known.contains(field) else { return nil }
                return Diagnostic(
                    .warning, code: "rules/unknown-field", at: place.span, cause: "no event of \(type) declares the field \"\(field)\"",
                    hint: MappingReader.suggestion(field, from: known))
            }
        }
    }

    private static func path(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> [String] {
        let parts = try MappingReader.text(node, key).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == "event", parts[1] == "data", !parts.contains("") else {
            throw Diagnostic(
                code: "rules/bad-aggregate", at: node.span, cause: "\"\(key)\" names no field of the event's data", hint: "as in event.data.consumer")
        }
        return Array(parts.dropFirst(2))
    }

    /// The window in seconds: a number and s, m, h or d.
    private static func window(_ fields: MappingReader, at member: YAMLNode.Member) throws(Diagnostic) -> Int64 {
        guard let node = fields.node("last") else {
            throw Diagnostic(
                code: "rules/aggregate-window", at: member.keySpan,
                cause: "\"\(member.key)\" has no window: it would need every event there ever was",
                hint: "add last: 1h")
        }
        let text = try MappingReader.text(node, "last")
        let future = ["-", "+", "next"].contains(where: text.hasPrefix)
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if !future, let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number > 0,
            number <= Aggregate.maximumWindowDays * 86_400 / unit
        {
            return number * unit
        }
        throw Diagnostic(
            code: "rules/aggregate-window", at: node.span,
            cause: future ? "\"\(text)\" reaches into the future, which nobody knows when the event is decided" : "\"\(text)\" is no window",
            hint: "write a number and s, m, h or d, at most \(Aggregate.maximumWindowDays)d, as in last: 36h")
    }
}
