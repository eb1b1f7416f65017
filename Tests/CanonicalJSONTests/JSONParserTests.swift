import CanonicalJSON
import Testing

@Suite("JSON parser") struct JSONParserTests {
    @Test(
        "Every valid text comes back as canonical bytes",
        arguments: [
            (#"{"b":1,"a":[true,false,null]}"#, #"{"a":[true,false,null],"b":1}"#), (" [ 1 , -0.5e3 ] ", "[1,-0.5e3]"),
            (#""A\n\u00e9""#, "\"A\\né\""),
            (#""\ud83d\ude00""#, "\"😀\""), ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "9223372036854775808"),
            ("{}", "{}"),
            (#""\/""#, #""/""#),
        ])
    func valid(text: String, canonical: String) throws {
        #expect(JSONWriter.text(try JSONParser.parse(text)) == canonical)
    }

    @Test(
        "Bad text names the reason and the byte",
        arguments: [
            ("", JSONSyntaxError.Reason.unexpectedEnd, 0), ("{", .unexpectedEnd, 1), ("[1,]", .unexpectedByte(0x5D, expected: "a value"), 3),
            ("01", .invalidNumber, 0), ("1.", .invalidNumber, 0), ("-", .invalidNumber, 0), (#""\x""#, .invalidEscape, 1),
            (#""\ud800""#, .unpairedSurrogate, 1), ("\"a\u{01}\"", .controlCharacterInString, 2), (#"{"a":1,"a":2}"#, .duplicateKey("a"), 7),
            ("1 2", .trailingBytes, 2), ("nul", .unexpectedEnd, 3), ("{1:2}", .unexpectedByte(0x31, expected: "a key in quotes"), 1),
        ] as [(String, JSONSyntaxError.Reason, Int)])
    func invalid(text: String, reason: JSONSyntaxError.Reason, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test("Bytes that are not UTF-8 are refused at the first wrong byte")
    func notUTF8() {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0x22, 0x61, 0xC3, 0x28, 0x22]) }
        #expect(error?.reason == .invalidUTF8)
        #expect(error?.offset == 2)
    }

    @Test("Nesting up to the limit is read, one level more is refused")
    func depth() throws {
        let limit = JSONParser.maximumDepth
        _ = try JSONParser.parse(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(String(repeating: "[", count: 1_000_000)) }
        #expect(error?.reason == .tooDeep(limit: limit))
    }

    @Test("A duplicate key is found in objects of every size")
    func wideDuplicates() {
        let members = (0..<100).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("{\(members),\"k50\":1}") }
    }

    @Test("The order in which members are written does not change the value")
    func order() throws {
        #expect(try JSONParser.parse(#"{"x":1,"y":{"b":2,"a":1}}"#) == JSONParser.parse(#"{"y":{"a":1,"b":2},"x":1}"#))
    }

    @Test("Whatever is written is read back", arguments: 0..<50)
    func roundTrip(seed: UInt64) throws {
        var random = Generator(state: seed)
        let value = random.value(depth: 0)
        #expect(try JSONParser.parse(JSONWriter.bytes(value)) == value)
        #expect(try JSONParser.parse(JSONWriter.indentedText(value)) == value)
    }

    @Test("A value's place in its text is found by its path")
    func locate() {
        let text = Array(#"{ "a" : [ 10, {"b\"": "x,}"} ], "c": 3 }"#.utf8)
        #expect(text[JSONLocator.offset(of: [.key("c")], in: text)] == UInt8(ascii: "3"))
        #expect(text[JSONLocator.offset(of: [.key("a"), .index(0)], in: text)] == UInt8(ascii: "1"))
        #expect(JSONLocator.offset(of: [.key("a"), .index(1), .key("b\"")], in: text) == 22)
        #expect(JSONLocator.offset(of: [.key("missing")], in: text) == 0)
    }
}

/// Random JSON values from a linear congruential generator; the seed is the test's argument.
private struct Generator {
    var state: UInt64

    mutating func next(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }

    mutating func value(depth: Int) -> JSONValue {
        switch next(depth > 4 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(next(2) == 0)
        case 2: return .integer(Int64(next(1 << 30)) - 500_000)
        case 3: return .measurement(Double(next(1000)) + 0.25)
        case 4: return .string(String((0..<next(12)).map { _ in Character(Unicode.Scalar(UInt8(next(127)))) }) + "é😀")
        case 5: return .array((0..<next(5)).map { _ in value(depth: depth + 1) })
        default: return .object(JSONObject((0..<next(5)).map { ("k\($0)", value(depth: depth + 1)) }))
        }
    }
}
