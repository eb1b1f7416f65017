/// How an expression came to its value: what it is made of, as far as it was evaluated, each with its own value.
public struct ExpressionTrace: Hashable, Sendable {
    public enum Outcome: Hashable, Sendable {
        /// Written like a literal; long ones are cut.
        case value(String)
        case unknown
        case error(String)

        /// `true`, `0.93`, `unknown` or `error: …`.
        public var text: String {
            switch self {
            case .value(let text): text
            case .unknown: "unknown"
            case .error(let cause): "error: \(cause)"
            }
        }
    }

    /// The part as `Expression.source` writes it.
    public let source: String
    public let outcome: Outcome
    /// Without constants, which say nothing more than their source.
    public let parts: [ExpressionTrace]

    /// The lines of a tree for people, each `source = value`; a part that is a comparison or a name stands on one line with its names.
    public var lines: [String] {
        let inner = parts.filter { !$0.parts.isEmpty || $0.isLogic }
        let names = parts.filter { $0.parts.isEmpty && !$0.isLogic && $0.source != source }
        let known = names.isEmpty ? "" : "   (" + names.map { "\($0.source) = \($0.outcome.text)" }.joined(separator: ", ") + ")"
        return ["\(source) = \(outcome.text)\(known)"] + inner.flatMap { $0.lines.map { "  " + $0 } }
    }

    /// True for a part that stands for a truth value of its own.
    private var isLogic: Bool { outcome == .value("true") || outcome == .value("false") }
}

extension Expression {
    /// Evaluates the expression and says how it came about: of `&&`, `||` and `?:` only the sides that were asked. O(size × depth).
    public func trace(_ bindings: (String) -> ExpressionBinding?) -> ExpressionTrace {
        ExpressionTrace(source: source, outcome: .init(evaluate(bindings)), parts: partsToTrace(bindings).map { $0.trace(bindings) })
    }

    private func partsToTrace(_ bindings: (String) -> ExpressionBinding?) -> [Expression] {
        if qualifiedName != nil { return [] }
        switch kind {
        case .call(nil, "&&", let sides) where sides.count == 2: return sides[0].truth(bindings) == .no ? [sides[0]] : sides
        case .call(nil, "||", let sides) where sides.count == 2: return sides[0].truth(bindings) == .yes ? [sides[0]] : sides
        case .call(nil, "_?_:_", let sides) where sides.count == 3:
            switch sides[0].truth(bindings) {
            case .yes: return [sides[0], sides[1]]
            case .no: return [sides[0], sides[2]]
            case .unknown: return [sides[0]]
            }
        // What a comprehension asks of its elements has no one value.
        case .comprehension(let loop): return [loop.range].filter { !$0.isConstant }
        default: return kind.parts.filter { !$0.isConstant }
        }
    }

    private var isConstant: Bool {
        switch kind {
        case .literal: true
        case .list, .map: kind.parts.allSatisfy(\.isConstant)
        default: false
        }
    }
}

extension ExpressionTrace.Outcome {
    init(_ outcome: ExpressionOutcome) {
        switch outcome {
        case .value(let value): self = .value(value.written(limit: Self.textBytes))
        case .unknown: self = .unknown
        case .error(let fault): self = .error(fault.cause)
        }
    }

    /// Characters of a value that are shown.
    private static let textBytes = 120
}

extension ExpressionValue {
    /// The value as a literal of the language, where there is one; what is longer than `limit` characters is cut.
    func written(limit: Int) -> String {
        let text: String
        switch self {
        case .null: text = "null"
        case .bool(let flag): text = "\(flag)"
        case .int(let number): text = "\(number)"
        case .uint(let number): text = "\(number)u"
        case .double(let number): text = number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
        // No more of a long text is written than is shown.
        case .string(let string): text = Expression(.literal(.string(String(string.prefix(limit + 1)))), at: 0).source
        case .bytes(let bytes): text = "\(bytes.count) bytes"
        case .list(let list): text = "[" + list.prefix(limit).map { $0.written(limit: limit) }.joined(separator: ", ") + "]"
        case .map(let map):
            text =
                "{" + map.entries.prefix(limit).map { "\($0.key.written(limit: limit)): \($0.value.written(limit: limit))" }.joined(separator: ", ")
                + "}"
        case .timestamp(let time): text = "timestamp('\(time.rfc3339)')"
        case .duration(let nanoseconds): text = "\(Double(nanoseconds) / 1e9)s"
        case .type(let name): text = name
        }
        return text.count <= limit ? text : text.prefix(limit) + "…"
    }
}
