/// A value of the rule language (CEL langdef, "Values").
public enum ExpressionValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([ExpressionValue])
    case map(ExpressionMap)
    case timestamp(ExpressionTimestamp)
    /// Nanoseconds.
    case duration(Int64)
    case type(String)

    /// What `type()` calls it.
    public var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        }
    }

    init(_ literal: Literal) {
        switch literal {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .bytes(let value): self = .bytes(value)
        }
    }
}

/// A map in the order in which it was written, each key once. Keys are bools, integers and strings; integers of both kinds are one.
public struct ExpressionMap: Sendable {
    /// Integers as int where they fit, as uint beyond; strings by their code points, without normalisation.
    enum Key: Hashable {
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case string([UInt8])

        /// Nil for a value that no key can be. A double stands for the integer that it is.
        init?(_ value: ExpressionValue) {
            switch value {
            case .bool(let flag): self = .bool(flag)
            case .int(let number): self = .int(number)
            case .uint(let number): self = Int64(exactly: number).map(Key.int) ?? .uint(number)
            case .double(let number):
                if let whole = Int64(exactly: number) {
                    self = .int(whole)
                } else if let whole = UInt64(exactly: number) {
                    self = .uint(whole)
                } else {
                    return nil
                }
            case .string(let text): self = .string(Array(text.utf8))
            default: return nil
            }
        }
    }

    public private(set) var entries: [(key: ExpressionValue, value: ExpressionValue)] = []
    private var places: [Key: Int] = [:]

    public init() {}

    /// Enters a key once; false for one that is there already and for a value that cannot be a key.
    public mutating func insert(_ value: ExpressionValue, for key: ExpressionValue) -> Bool {
        if case .double = key { return false }
        guard let place = Key(key), places[place] == nil else { return false }
        places[place] = entries.count
        entries.append((key, value))
        return true
    }

    public var count: Int { entries.count }

    /// O(key).
    public subscript(_ key: ExpressionValue) -> ExpressionValue? {
        guard let key = Key(key), let place = places[key] else { return nil }
        return entries[place].value
    }
}
