/// A JSON text as a value, with exact integers and one canonical byte form.
///
/// Integers that fit 64 bits are kept exactly; every other number keeps the characters it was written with,
/// so that nothing is rounded on the way through. Object members are sorted by key in Unicode canonical order, which for ASCII keys is the order of their bytes.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number that is not a 64-bit integer, as its characters.
    case decimal(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// Object members in canonical order of their keys, each key once.
public struct JSONObject: Hashable, Sendable {
    public private(set) var members: [Member]

    public struct Member: Hashable, Sendable {
        public let key: String
        public var value: JSONValue
    }

    public init() { members = [] }

    /// Sorts the given members; a key given twice keeps its last value.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        members = []
        for (key, value) in pairs { self[key] = value }
    }

    /// Members in the order in which they were parsed, known to be distinct. O(n log n).
    init(distinct: [Member]) {
        members = distinct
        var sorted = true
        for index in members.indices.dropFirst() where !(members[index - 1].key < members[index].key) {
            sorted = false
            break
        }
        if !sorted { members.sort { $0.key < $1.key } }
    }

    /// The member's value; assigning nil removes it. O(log n) to read, O(n) to write.
    public subscript(key: String) -> JSONValue? {
        get {
            let index = lowerBound(key)
            // Not as `? … : nil`: a nil literal may stand for the value null, and a missing member is not one.
            guard index < members.count, members[index].key == key else { return nil }
            return members[index].value
        }
        set {
            let index = lowerBound(key)
            let found = index < members.count && members[index].key == key
            switch (found, newValue) {
            case (true, let value?): members[index].value = value
            case (true, nil): members.remove(at: index)
            case (false, let value?): members.insert(Member(key: key, value: value), at: index)
            case (false, nil): break
            }
        }
    }

    public var isEmpty: Bool { members.isEmpty }

    private func lowerBound(_ key: String) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension JSONValue {
    public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    public var integerValue: Int64? { if case .integer(let number) = self { number } else { nil } }
    public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    public var arrayValue: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    public var objectValue: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// Any number as a double, for measurements (never for money).
    public var doubleValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let text): Double(text)
        default: nil
        }
    }

    /// The member of an object; nil for a missing member and for anything that is not an object.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// A finite measurement in its shortest round-trip form; integers stay integers, and NaN or infinity become null.
    public static func measurement(_ value: Double) -> JSONValue {
        guard value.isFinite else { return .null }
        if value == value.rounded(), abs(value) < 1e15 { return .integer(Int64(value)) }
        return .decimal(value.description)
    }

    /// What the value is, in the words of an error message.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .decimal: "a fractional number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
    public init(nilLiteral: ()) { self = .null }
}
