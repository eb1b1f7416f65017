internal import CanonicalJSON
internal import Configuration

extension YAMLNode {
    /// The node as JSON: what is written without quotes and reads as a number, a boolean or null is one.
    var json: JSONValue {
        switch value {
        case .scalar(let text, plain: false): return .string(text)
        case .scalar(let text, plain: true): return Self.plain(text)
        case .sequence(let items): return .array(items.map(\.json))
        case .mapping(let members): return .object(JSONObject(members.map { ($0.key, $0.value.json) }))
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "null", "~": return .null
        case "true": return true
        case "false": return false
        default: break
        }
        if let whole = Int64(text) { return .integer(whole) }
        if let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first), let number = Double(text), number.isFinite,
            !text.lowercased().hasPrefix("0x")
        {
            return .measurement(number)
        }
        return .string(text)
    }
}
