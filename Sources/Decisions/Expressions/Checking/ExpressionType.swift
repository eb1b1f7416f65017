/// The type of an expression before it runs.
public indirect enum ExpressionType: Hashable, Sendable {
    /// Anything: known only when it runs.
    case any
    case null, bool, int, uint, double, string, bytes, timestamp, duration, type
    case list(ExpressionType)
    case map(ExpressionType, ExpressionType)

    /// As people write it.
    public var name: String {
        switch self {
        case .any: "any"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): element == .any ? "list" : "list of \(element.name)"
        case .map: "map"
        }
    }

    /// The same behind its article.
    public var named: String { ([.any, .int].contains(self) ? "an " : "a ") + name }

    var isNumber: Bool { [.any, .int, .uint, .double].contains(self) }

    /// True where a value of one type may be one of the other.
    func overlaps(_ other: ExpressionType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any): true
        case (.list(let left), .list(let right)): left.overlaps(right)
        case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)): leftKey.overlaps(rightKey) && leftValue.overlaps(rightValue)
        default: self == other
        }
    }

    /// The one type that both are; `any` where they differ.
    func joined(_ other: ExpressionType) -> ExpressionType { self == other ? self : .any }
}

/// The names that an expression may use, with their types.
public struct ExpressionDeclarations: Sendable {
    private var types: [String: ExpressionType]

    /// - Parameter types: Names may be qualified: `near_duplicate.jaccard`.
    public init(_ types: [String: ExpressionType]) { self.types = types }

    public subscript(_ name: String) -> ExpressionType? { types[name] }

    /// Sorted.
    public var names: [String] { types.keys.sorted() }
}
