/// Cuts a source into tokens (CEL langdef, "Syntax"). O(source).
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ source: [UInt8]) { bytes = source }

    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void",
        "while",
    ]
    private static let symbols: [StaticString] = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", ".", "(", ")", "[", "]", "{", "}",
    ]

    mutating func tokens() throws(ExpressionFault) -> [Token] {
        var tokens: [Token] = []
        while true {
            skipSpace()
            guard position < bytes.count else { break }
            let start = position
            tokens.append(Token(kind: try next(), offset: start))
        }
        tokens.append(Token(kind: .end, offset: bytes.count))
        return tokens
    }

    private func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < bytes.count ? bytes[position + ahead] : nil }

    private mutating func skipSpace() {
        while let byte = peek() {
            if byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B {
                position += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while let byte = peek(), byte != 0x0A, byte != 0x0D { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func next() throws(ExpressionFault) -> Token.Kind {
        let byte = bytes[position]
        if let literal = try stringLiteral() { return .literal(literal) }
        if Self.isLetter(byte) { return word() }
        if Self.isDigit(byte) || byte == UInt8(ascii: ".") && peek(1).map(Self.isDigit) == true { return try number() }
        if byte == UInt8(ascii: "`") { return try quotedIdentifier() }
        for symbol in Self.symbols where starts(with: symbol) {
            position += symbol.utf8CodeUnitCount
            return .symbol(symbol.description)
        }
        throw meaningless(byte)
    }

    /// The refusal of a character, with what may have been meant.
    private func meaningless(_ byte: UInt8) -> ExpressionFault {
        let scalar = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self).unicodeScalars.first ?? " "
        let isVisible = !scalar.properties.isWhitespace && scalar.value > 0x20 && scalar.properties.generalCategory != .format
        let shown = isVisible ? "'\(scalar)'" : "the invisible character U+\(String(scalar.value, radix: 16, uppercase: true))"
        let hint: String?
        switch scalar {
        case "=":
            switch peek(1) {
            case UInt8(ascii: ">"): hint = "at least is written >="
            case UInt8(ascii: "<"): hint = "at most is written <="
            default: hint = "equality is =="
            }
        case "&": hint = "and is &&"
        case "|": hint = "or is ||"
        case "≥": hint = "at least is written >="
        case "≤": hint = "at most is written <="
        case "≠": hint = "unequal is written !="
        case "“", "”", "„", "‘", "’", "‚", "«", "»": hint = "texts stand in straight quotes: 'text'"
        case "–", "—", "−": hint = "minus is -"
        case "×": hint = "times is *"
        default: hint = isVisible ? nil : "write a plain space"
        }
        return ExpressionFault(at: position, "\(shown) has no meaning here", hint: hint)
    }

    private func starts(with symbol: StaticString) -> Bool {
        let count = symbol.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != symbol.utf8Start[index] { return false }
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHexDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x66).contains(byte | 0x20) }

    private mutating func word() -> Token.Kind {
        let start = position
        while let byte = peek(), Self.isLetter(byte) || Self.isDigit(byte) { position += 1 }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        case "in": return .symbol("in")
        default: return Self.reserved.contains(name) ? .reserved(name) : .identifier(name)
        }
    }

    private mutating func quotedIdentifier() throws(ExpressionFault) -> Token.Kind {
        let start = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "`") {
            guard Self.isLetter(byte) || Self.isDigit(byte) || [0x2E, 0x2D, 0x2F, 0x20].contains(byte) else {
                throw ExpressionFault(at: position, "a name in back quotes holds letters, digits and . - / and spaces only")
            }
            position += 1
        }
        guard position < bytes.count, position > start + 1 else {
            throw ExpressionFault(at: start, "a name in back quotes has no end, or nothing in it")
        }
        position += 1
        return .quotedIdentifier(String(decoding: bytes[start + 1..<position - 1], as: UTF8.self))
    }

    private mutating func number() throws(ExpressionFault) -> Token.Kind {
        let start = position
        if bytes[position] == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x"), let digit = peek(2), Self.isHexDigit(digit) {
            position += 2
            while let byte = peek(), Self.isHexDigit(byte) { position += 1 }
            return try integer(String(decoding: bytes[start + 2..<position], as: UTF8.self), radix: 16, at: start)
        }
        while let byte = peek(), Self.isDigit(byte) { position += 1 }
        var isDouble = false
        if peek() == UInt8(ascii: "."), let digit = peek(1), Self.isDigit(digit) {
            isDouble = true
            position += 1
            while let byte = peek(), Self.isDigit(byte) { position += 1 }
        }
        if let mark = peek(), mark | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if let digit = peek(1 + sign), Self.isDigit(digit) {
                isDouble = true
                position += 1 + sign
                while let byte = peek(), Self.isDigit(byte) { position += 1 }
            }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard isDouble else { return try integer(text, radix: 10, at: start) }
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text) else { throw ExpressionFault(at: start, "'\(text)' is no number") }
        guard value.isFinite else { throw ExpressionFault(at: start, "the number does not fit a double") }
        return .literal(.double(value))
    }

    private mutating func integer(_ digits: String, radix: Int, at start: Int) throws(ExpressionFault) -> Token.Kind {
        let isUnsigned = peek().map { $0 | 0x20 == UInt8(ascii: "u") } == true
        if isUnsigned { position += 1 }
        if let byte = peek(), Self.isLetter(byte) { throw ExpressionFault(at: position, "a number runs into a name") }
        guard let magnitude = UInt64(digits, radix: radix) else { throw ExpressionFault(at: start, "the integer does not fit 64 bits") }
        if isUnsigned { return .literal(.uint(magnitude)) }
        if magnitude == UInt64(Int64.max) + 1 { return .intMagnitudeOfMinimum }
        guard let value = Int64(exactly: magnitude) else {
            throw ExpressionFault(at: start, "the integer does not fit 64 bits with a sign", hint: "an unsigned integer ends with u")
        }
        return .literal(.int(value))
    }

    /// Nil where no string or bytes literal begins here.
    private mutating func stringLiteral() throws(ExpressionFault) -> Literal? {
        var ahead = 0
        var isBytes = false
        var isRaw = false
        if let byte = peek(ahead), byte | 0x20 == UInt8(ascii: "b") { (isBytes, ahead) = (true, ahead + 1) }
        if let byte = peek(ahead), byte | 0x20 == UInt8(ascii: "r") { (isRaw, ahead) = (true, ahead + 1) }
        guard let quote = peek(ahead), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let start = position
        position += ahead
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        let content = position
        while true {
            guard let byte = peek(), isTriple || byte != 0x0A && byte != 0x0D else {
                throw ExpressionFault(at: start, "the string has no end", hint: "it ends with the quote that it begins with")
            }
            if byte == quote, !isTriple || peek(1) == quote && peek(2) == quote { break }
            position += byte == UInt8(ascii: "\\") && !isRaw ? 2 : 1
            if position > bytes.count {
                throw ExpressionFault(at: start, "the string has no end", hint: "it ends with the quote that it begins with")
            }
        }
        let body = bytes[content..<position]
        position += isTriple ? 3 : 1
        if isRaw { return isBytes ? .bytes(Array(body)) : .string(String(decoding: body, as: UTF8.self)) }
        var escapes = EscapeReader(bytes: body, isBytes: isBytes)
        let plain = try escapes.plain()
        return isBytes ? .bytes(plain) : .string(String(decoding: plain, as: UTF8.self))
    }
}
