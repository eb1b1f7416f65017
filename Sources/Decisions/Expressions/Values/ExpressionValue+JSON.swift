public import CanonicalJSON

extension ExpressionValue {
    /// The value with its kind, so that nothing is lost: `{"int64":"1"}`, `{"double":"1.5"}`, `{"bytes":"c3bf"}`, `{"map":[[key,value],…]}`,
    /// `{"timestamp":[seconds,nanoseconds]}`.
    public var typedJSON: JSONValue {
        switch self {
        case .null: ["null": nil]
        case .bool(let flag): ["bool": .bool(flag)]
        case .int(let number): ["int64": .string(String(number))]
        case .uint(let number): ["uint64": .string(String(number))]
        case .double(let number):
            ["double": .string(number.isNaN ? "NaN" : number.isInfinite ? (number < 0 ? "-Infinity" : "Infinity") : "\(number)")]
        case .string(let text): ["string": .string(text)]
        case .bytes(let bytes): ["bytes": .string(bytes.map(Self.hexDigits).joined())]
        case .list(let list): ["list": .array(list.map(\.typedJSON))]
        case .map(let map): ["map": .array(map.entries.map { .array([$0.key.typedJSON, $0.value.typedJSON]) })]
        case .timestamp(let time): ["timestamp": [.integer(time.seconds), .integer(Int64(time.nanoseconds))]]
        case .duration(let nanos): ["duration": [.integer(nanos / 1_000_000_000), .integer(nanos % 1_000_000_000)]]
        case .type(let name): ["type": .string(name)]
        }
    }

    private static func hexDigits(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// Reads the form that `typedJSON` writes; nil for anything else.
    public init?(typedJSON json: JSONValue) {
        guard let members = json.objectValue?.members, members.count == 1 else { return nil }
        let content = members[0].value
        switch (members[0].key, content) {
        case ("null", _): self = .null
        case ("bool", .bool(let flag)): self = .bool(flag)
        case ("int64", _):
            guard let number = content.integerValue ?? content.stringValue.flatMap({ Int64($0) }) else { return nil }
            self = .int(number)
        case ("uint64", _):
            guard let number = content.integerValue.flatMap({ UInt64(exactly: $0) }) ?? content.stringValue.flatMap({ UInt64($0) }) else {
                return nil
            }
            self = .uint(number)
        case ("double", _):
            guard let number = content.doubleValue ?? content.stringValue.flatMap({ Double($0) }) else { return nil }
            self = .double(number)
        case ("string", .string(let text)): self = .string(text)
        case ("bytes", .string(let hex)):
            guard let bytes = Self.bytes(hex: hex) else { return nil }
            self = .bytes(bytes)
        case ("type", .string(let name)): self = .type(name)
        case ("list", .array(let items)):
            let values = items.compactMap(ExpressionValue.init(typedJSON:))
            guard values.count == items.count else { return nil }
            self = .list(values)
        case ("map", .array(let pairs)):
            var map = ExpressionMap()
            for pair in pairs {
                guard let sides = pair.arrayValue, sides.count == 2, let key = ExpressionValue(typedJSON: sides[0]),
                    let value = ExpressionValue(typedJSON: sides[1]), map.insert(value, for: key)
                else { return nil }
            }
            self = .map(map)
        case ("timestamp", .array(let parts)):
            guard parts.count == 2, let seconds = parts[0].integerValue, let nanos = parts[1].integerValue.flatMap({ Int32(exactly: $0) }),
                let time = ExpressionTimestamp(seconds: seconds, nanoseconds: nanos)
            else { return nil }
            self = .timestamp(time)
        case ("duration", .array(let parts)):
            guard parts.count == 2, let seconds = parts[0].integerValue, let nanos = parts[1].integerValue else { return nil }
            let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, carry) = scaled.addingReportingOverflow(nanos)
            guard !overflow, !carry else { return nil }
            self = .duration(sum)
        default: return nil
        }
    }

    private static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.utf8.compactMap { UInt8(String(Unicode.Scalar($0)), radix: 16) }
        guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// A JSON value as the language sees event data: integers are int, other numbers double, objects maps with string keys.
    public init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .decimal(let text): self = .double(Double(text) ?? .nan)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map(ExpressionValue.init))
        case .object(let object):
            var map = ExpressionMap()
            for member in object.members { _ = map.insert(ExpressionValue(member.value), for: .string(member.key)) }
            self = .map(map)
        }
    }
}
