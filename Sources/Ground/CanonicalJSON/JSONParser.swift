/// Why a text is not JSON, and the byte where that shows.
public struct JSONSyntaxError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case invalidUTF8
        case unexpectedEnd
        case unexpectedByte(UInt8, expected: String)
        case invalidNumber
        case invalidEscape
        case controlCharacterInString
        case unpairedSurrogate
        case duplicateKey(String)
        case tooDeep(limit: Int)
        case trailingBytes
    }
    public let reason: Reason
    /// Offset in bytes from the start of the text.
    public let offset: Int

    /// The cause in words, for a diagnostic.
    public var cause: String {
        switch reason {
        case .invalidUTF8: "these bytes are not UTF-8"
        case .unexpectedEnd: "the text ends inside a value"
        case .unexpectedByte(let byte, let expected):
            byte >= 0x20 && byte < 0x7F
                ? "expected \(expected), found '\(Character(Unicode.Scalar(byte)))'"
                : "expected \(expected), found byte 0x\(String(byte, radix: 16))"
        case .invalidNumber: "this is not a JSON number"
        case .invalidEscape: "unknown escape sequence in a string"
        case .controlCharacterInString: "a control character stands unescaped in a string"
        case .unpairedSurrogate: "a \\u escape names half of a surrogate pair"
        case .duplicateKey(let key): "the key \"\(key)\" appears twice in one object"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .trailingBytes: "something follows after the value's end"
        }
    }
}

/// A strict RFC 8259 parser over bytes: UTF-8 only, no duplicate keys, a limit on nesting. O(n).
public struct JSONParser {
    /// Levels of arrays and objects that a text may open.
    public static let maximumDepth = 64

    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> JSONValue {
        let text = UnsafeRawBufferPointer(bytes)
        var parser = JSONParser(cursor: JSONCursor(text), isUTF8: JSONCursor.isUTF8(text))
        parser.cursor.skipWhitespace()
        let value = try parser.value(depth: 0)
        parser.cursor.skipWhitespace()
        guard parser.cursor.isAtEnd else { throw parser.failure(.trailingBytes) }
        return value
    }

    public static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        let result: Result<JSONValue, JSONSyntaxError> = bytes.withUnsafeBufferPointer { buffer in
            do throws(JSONSyntaxError) { return .success(try parse(buffer)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    public static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue { try parse(Array(text.utf8)) }

    private var cursor: JSONCursor
    /// Known of the whole text, so that strings need not be looked at one by one.
    private let isUTF8: Bool

    private func failure(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(reason: reason, offset: offset ?? cursor.position)
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        switch cursor.next {
        case nil: throw failure(.unexpectedEnd)
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
        case let byte?: throw failure(.unexpectedByte(byte, expected: "a value"))
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard !cursor.take(word) else { return value }
        for index in 0..<word.utf8CodeUnitCount where cursor.position + index < cursor.bytes.count {
            let byte = cursor.bytes[cursor.position + index]
            guard byte == word.utf8Start[index] else {
                throw failure(.unexpectedByte(byte, expected: "\(word)"), at: cursor.position + index)
            }
        }
        throw failure(.unexpectedEnd, at: cursor.bytes.count)
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure(.tooDeep(limit: Self.maximumDepth)) }
        cursor.position += 1
        var members: [JSONObject.Member] = []
        cursor.skipWhitespace()
        if cursor.take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        while true {
            cursor.skipWhitespace()
            guard let next = cursor.next else { throw failure(.unexpectedEnd) }
            guard next == UInt8(ascii: "\"") else { throw failure(.unexpectedByte(next, expected: "a key in quotes")) }
            let keyOffset = cursor.position
            let key = try string()
            // Objects are small; a linear look is faster than hashing up to a few dozen members.
            if members.count < 32 {
                if members.contains(where: { $0.key == key }) { throw failure(.duplicateKey(key), at: keyOffset) }
            }
            cursor.skipWhitespace()
            try expect(UInt8(ascii: ":"), "':'")
            cursor.skipWhitespace()
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
            cursor.skipWhitespace()
            if cursor.take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "}"), "',' or '}'")
            break
        }
        let object = JSONObject(distinct: members)
        if members.count > 32 {
            for index in object.members.indices.dropFirst() where object.members[index - 1].key == object.members[index].key {
                throw failure(.duplicateKey(object.members[index].key))
            }
        }
        return .object(object)
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw failure(.tooDeep(limit: Self.maximumDepth)) }
        cursor.position += 1
        var items: [JSONValue] = []
        cursor.skipWhitespace()
        if cursor.take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            cursor.skipWhitespace()
            items.append(try value(depth: depth + 1))
            cursor.skipWhitespace()
            if cursor.take(UInt8(ascii: ",")) { continue }
            try expect(UInt8(ascii: "]"), "',' or ']'")
            return .array(items)
        }
    }

    private mutating func expect(_ byte: UInt8, _ name: String) throws(JSONSyntaxError) {
        guard let next = cursor.next else { throw failure(.unexpectedEnd) }
        guard cursor.take(byte) else { throw failure(.unexpectedByte(next, expected: name)) }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        guard let number = cursor.number() else { throw failure(.invalidNumber) }
        if number.isInteger, let value = cursor.integer(number) { return .integer(value) }
        return .decimal(cursor.text(number.range))
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        let start = cursor.position + 1
        cursor.position = cursor.endOfPlainRun(from: start)
        switch cursor.next {
        case nil: throw failure(.unexpectedEnd)
        case UInt8(ascii: "\""):
            let range = start..<cursor.position
            guard isUTF8 || JSONCursor.isUTF8(cursor.slice(range)) else { throw invalidUTF8(range) }
            cursor.position += 1
            return cursor.text(range)
        case UInt8(ascii: "\\"): return try escapedString(from: start)
        default: throw failure(.controlCharacterInString)
        }
    }

    /// At the first backslash of a string.
    private mutating func escapedString(from start: Int) throws(JSONSyntaxError) -> String {
        var out = Array(cursor.bytes[start..<cursor.position])
        out.reserveCapacity(64 + out.count * 2)
        while let next = cursor.next {
            switch next {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else { throw invalidUTF8(start..<cursor.position) }
                cursor.position += 1
                return text
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw failure(.controlCharacterInString)
            default:
                let end = cursor.endOfPlainRun(from: cursor.position)
                out.append(contentsOf: cursor.bytes[cursor.position..<end])
                cursor.position = end
            }
        }
        throw failure(.unexpectedEnd)
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONSyntaxError) {
        let start = cursor.position
        cursor.position += 1
        guard let mark = cursor.next else { throw failure(.unexpectedEnd) }
        cursor.position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(mark)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hex4(start)
            if code >= 0xD800 && code < 0xDC00 {
                guard cursor.take("\\u") else { throw failure(.unpairedSurrogate, at: start) }
                let low = try hex4(start)
                guard low >= 0xDC00 && low < 0xE000 else { throw failure(.unpairedSurrogate, at: start) }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure(.unpairedSurrogate, at: start) }
            out.append(contentsOf: String(scalar).utf8)
        default: throw failure(.invalidEscape, at: start)
        }
    }

    private mutating func hex4(_ start: Int) throws(JSONSyntaxError) -> UInt32 {
        guard cursor.position + 4 <= cursor.bytes.count else { throw failure(.unexpectedEnd, at: cursor.bytes.count) }
        guard let code = cursor.hex4(at: cursor.position) else { throw failure(.invalidEscape, at: start) }
        cursor.position += 4
        return code
    }

    private func invalidUTF8(_ range: Range<Int>) -> JSONSyntaxError {
        // The longest valid prefix ends where the fault is.
        var low = range.lowerBound
        var decoder = UTF8()
        var iterator = cursor.bytes[range].makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): low += UTF8.width(scalar)
            case .emptyInput, .error: return failure(.invalidUTF8, at: low)
            }
        }
    }
}
