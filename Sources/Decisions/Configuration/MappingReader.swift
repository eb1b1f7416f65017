public import Diagnostics

/// Reads typed members out of a YAML mapping; every mistake names its place, and keys that nobody asked for are refused.
public struct MappingReader {
    public let span: SourceSpan
    private let members: [YAMLNode.Member]
    /// What the mapping describes, e.g. `rule`.
    private let what: String

    public init(_ node: YAMLNode, as what: String) throws(Diagnostic) {
        guard case .mapping(let members) = node.value else {
            throw Diagnostic(code: "config/wrong-type", at: node.span, cause: "\(what) is \(node.kindName), not a mapping of keys to values")
        }
        self.members = members
        self.what = what
        span = node.span
    }

    public func node(_ key: String) -> YAMLNode? { members.first { $0.key == key }?.value }

    public func required(_ key: String) throws(Diagnostic) -> YAMLNode {
        guard let node = node(key) else {
            throw Diagnostic(code: "config/missing-key", at: span, cause: "\(what) lacks the key \"\(key)\"", hint: "add \(key): …")
        }
        return node
    }

    /// Refuses keys outside `known`, with the nearest known one as the hint.
    public func allowOnly(_ known: [String]) throws(Diagnostic) {
        for member in members where !known.contains(member.key) {
            throw Diagnostic(
                code: "config/unknown-key", at: member.keySpan, cause: "\(what) has no key \"\(member.key)\"",
                hint: Self.suggestion(member.key, from: known))
        }
    }

    public func text(_ key: String) throws(Diagnostic) -> String { try Self.text(try required(key), key) }

    public func optionalText(_ key: String) throws(Diagnostic) -> String? {
        guard let node = node(key) else { return nil }
        return try Self.text(node, key)
    }

    public static func text(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> String {
        guard case .scalar(let text, let plain) = node.value, !(plain && (text.isEmpty || text == "null" || text == "~")) else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a text", hint: "write \(key): and its value")
        }
        return text
    }

    public func integer(_ key: String, in range: ClosedRange<Int64>) throws(Diagnostic) -> Int64 {
        let node = try required(key)
        guard case .scalar(let text, let plain) = node.value else {
            throw Diagnostic(code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a whole number")
        }
        guard plain, let number = Int64(text) else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(text.isEmpty ? "empty" : "\"\(text)\""), not a whole number",
                hint: "write digits alone, without quotes or a point: \(range.lowerBound) to \(range.upperBound)")
        }
        guard range.contains(number) else {
            throw Diagnostic(
                code: "config/out-of-range", at: node.span, cause: "\"\(key)\" is \(number)",
                hint: "allowed: \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    public func optionalInteger(_ key: String, in range: ClosedRange<Int64>) throws(Diagnostic) -> Int64? {
        node(key) == nil ? nil : try integer(key, in: range)
    }

    /// A finite number, for thresholds (never for money).
    public static func number(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> Double {
        guard case .scalar(let text, let plain) = node.value else {
            throw Diagnostic(code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a number")
        }
        guard plain, let number = Double(text), number.isFinite, !text.lowercased().hasPrefix("0x") else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is the text \"\(text)\", not a number",
                hint: "write the number without quotes")
        }
        return number
    }

    public func choice<Value: RawRepresentable & CaseIterable>(_ key: String, default fallback: Value? = nil) throws(Diagnostic) -> Value
    where Value.RawValue == String {
        guard let node = node(key) else {
            if let fallback { return fallback }
            _ = try required(key)
            throw Diagnostic(code: "config/missing-key", at: span, cause: "\(what) lacks the key \"\(key)\"")
        }
        let text = try Self.text(node, key)
        guard let value = Value(rawValue: text) else {
            throw Diagnostic(
                code: "config/bad-choice", at: node.span, cause: "\"\(text)\" is not a known \(key)",
                hint: Self.suggestion(text, from: Value.allCases.map(\.rawValue)))
        }
        return value
    }

    public func texts(_ key: String) throws(Diagnostic) -> [String] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let items) = node.value else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a list", hint: Self.listHint(key, node))
        }
        var texts: [String] = []
        for item in items { texts.append(try Self.text(item, key)) }
        return texts
    }

    public func sequence(_ key: String) throws(Diagnostic) -> [YAMLNode] {
        let node = try required(key)
        guard case .sequence(let items) = node.value else {
            throw Diagnostic(
                code: "config/wrong-type", at: node.span, cause: "\"\(key)\" is \(node.kindName), not a list", hint: Self.listHint(key, node))
        }
        return items
    }

    private static func listHint(_ key: String, _ node: YAMLNode) -> String {
        if case .scalar(let text, _) = node.value, !text.isEmpty { return "write \(key): [\(text)]" }
        return "write \(key): [a, b], or one item a line, each behind a dash"
    }

    /// "did you mean" where one candidate is near, else the whole list.
    public static func suggestion(_ text: String, from known: [String]) -> String {
        if let near = EditDistance.nearest(to: text, among: known) { return "did you mean \"\(near)\"?" }
        return "one of \(known.joined(separator: ", "))"
    }
}
