/// A parsed expression of the rule language: the Common Expression Language (github.com/google/cel-spec, doc/langdef.md).
///
/// Macros are expanded while parsing, so that what is left are literals, names, calls and comprehensions over finite collections: no loops
/// without an end and no recursion.
public struct Expression: Hashable, Sendable {
    public let kind: Kind
    /// Byte of the source at which the part begins that an error would point at.
    public let offset: Int
    /// Parts within parts below this one, itself included.
    let height: Int
    /// How many parts there are, itself included.
    let size: Int

    public indirect enum Kind: Hashable, Sendable {
        case literal(Literal)
        /// A variable or a type's name; with a leading dot nothing local hides it.
        case identifier(String, isAbsolute: Bool)
        /// `operand.field`; `isTest` for `has(operand.field)`.
        case select(Expression, field: String, isTest: Bool)
        case call(target: Expression?, function: String, arguments: [Expression])
        case list([Expression])
        case map([Entry])
        /// `Name{field: value}`.
        case record(String, [Field])
        case comprehension(Comprehension)
    }

    public struct Entry: Hashable, Sendable {
        public let key: Expression
        public let value: Expression
    }

    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: Expression
    }

    /// What a macro stands for: each element (or key) of `range` under one name, or each index (or key) and element under two.
    public struct Comprehension: Hashable, Sendable {
        public enum Outcome: Hashable, Sendable { case all, exists, existsOne, list, map }

        public let outcome: Outcome
        public let range: Expression
        public let names: [String]
        /// Which elements count; for all, exists and existsOne the predicate itself.
        public let condition: Expression?
        /// What is made of each element; nil for all, exists and existsOne.
        public let body: Expression?
    }

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        let parts = kind.parts
        height = 1 + (parts.map(\.height).max() ?? 0)
        size = parts.reduce(1) { $0.addingReportingOverflow($1.size).overflow ? Int.max : $0 + $1.size }
    }
}

extension Expression {
    /// A list written out.
    public init(list elements: [Expression]) { self.init(.list(elements), at: 0) }

    /// An element of a list in a rule file: a number or a boolean where it is written as one without quotes, else a text.
    public init(listElement text: String, isPlain: Bool) {
        var literal = Literal.string(text)
        if isPlain {
            if let number = Int64(text) { literal = .int(number) } else if let number = Double(text), number.isFinite { literal = .double(number) }
            if text == "true" || text == "false" { literal = .bool(text == "true") }
        }
        self.init(.literal(literal), at: 0)
    }

    public func and(_ other: Expression) -> Expression { Expression(.call(target: nil, function: "&&", arguments: [self, other]), at: offset) }

    public var negated: Expression { Expression(.call(target: nil, function: "!_", arguments: [self]), at: offset) }

    /// True where the expression could have been written without passing the limit on depth; putting in macros may take it beyond.
    public var isWithinDepth: Bool { height <= ExpressionLimits.depth }

    /// True where it has no more parts than are allowed; putting in lists and macros may take it beyond. O(1).
    public var isWithinSize: Bool { size <= ExpressionLimits.parts }

    /// True for a name that can stand in an expression without back quotes.
    public static func isPlainName(_ name: String) -> Bool {
        var lexer = Lexer(Array(name.utf8))
        return (try? lexer.tokens())?.first?.kind == .identifier(name)
    }
}

extension Expression.Kind {
    /// What the part is made of, in the order of the source.
    public var parts: [Expression] {
        switch self {
        case .literal, .identifier: []
        case .select(let operand, _, _): [operand]
        case .call(let target, _, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .record(_, let fields): fields.map(\.value)
        case .comprehension(let loop): [loop.range] + [loop.condition, loop.body].compactMap { $0 }
        }
    }
}

/// A literal as it was written.
public enum Literal: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
}

/// Why a text is no expression, or why it does not fit what it is used on.
public struct ExpressionFault: Error, Hashable, Sendable {
    /// Stable slug, such as `expression/syntax`.
    public let code: String
    /// Byte of the source.
    public let offset: Int
    public let cause: String
    public let hint: String?

    public init(_ code: String = "expression/syntax", at offset: Int, _ cause: String, hint: String? = nil) {
        self.code = code
        self.offset = offset
        self.cause = cause
        self.hint = hint
    }
}

/// Bounds on what is taken as an expression, so that reading and running one takes time and memory that are known beforehand.
public enum ExpressionLimits {
    /// Bytes of source.
    public static let sourceBytes = 64 << 10
    /// Parts within parts.
    public static let depth = 200
    /// Parts of a condition once its lists and macros are put in.
    public static let parts = 200_000
    /// Program memory of one regular expression.
    public static let regularExpressionBytes: Int64 = 1 << 20
    /// Elements that all comprehensions of one evaluation visit together.
    public static let visitedElements = 1_000_000
    /// Bytes of text and elements of lists that `+` joins in one evaluation.
    public static let producedUnits = 16 << 20
}
