// What is canonical here, `JSONWriter` would write in the same bytes; what is not may still be JSON. Keys must be plain ASCII, because the
// order of others is that of characters and not of bytes. That the text is UTF-8 is for the caller to see to.

extension JSONCursor {
    /// Levels of arrays and objects that one value may open here; deeper ones are left to the parser.
    public static let canonicalDepth = JSONParser.maximumDepth / 2

    /// A string in canonical form.
    @frozen public struct Text: Hashable, Sendable {
        /// Its content, without quotes.
        public let range: Range<Int>
        public let hasEscapes: Bool

        @inlinable init(range: Range<Int>, hasEscapes: Bool) {
            self.range = range
            self.hasEscapes = hasEscapes
        }
    }

    /// Steps over a string in which nothing is escaped that need not be, and everything as `JSONWriter` does it.
    @inlinable public mutating func canonicalString() -> Text? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        var hasEscapes = false
        while true {
            position = endOfPlainRun(from: position)
            if take(UInt8(ascii: "\"")) { return Text(range: start..<position - 1, hasEscapes: hasEscapes) }
            guard canonicalEscape() != nil else { return nil }
            hasEscapes = true
        }
    }

    /// Steps over a backslash and what belongs to it; the byte that they stand for.
    @inlinable mutating func canonicalEscape() -> UInt8? {
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\") else { return nil }
        let mark = bytes[position + 1]
        position += 2
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return mark
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "u"):
            // Other control characters, in small hexadecimal digits.
            guard let code = hex4(at: position), code < 0x20, bytes[position + 3] < UInt8(ascii: "A") || bytes[position + 3] >= UInt8(ascii: "a")
            else { return nil }
            switch code {
            case 0x08, 0x09, 0x0A, 0x0C, 0x0D: return nil
            default:
                position += 4
                return UInt8(code)
            }
        default: return nil
        }
    }

    /// The characters of a string that `canonicalString()` found. O(bytes), one allocation.
    public func string(_ text: Text) -> String {
        guard text.hasEscapes else { return self.text(text.range) }
        return String(unsafeUninitializedCapacity: text.range.count) { out in
            var inside = JSONCursor(UnsafeRawBufferPointer(rebasing: bytes[..<text.range.upperBound]), at: text.range.lowerBound)
            var count = 0
            while !inside.isAtEnd {
                let start = inside.position
                inside.position = inside.endOfPlainRun(from: start)
                for index in start..<inside.position {
                    out[count] = bytes[index]
                    count += 1
                }
                guard let byte = inside.canonicalEscape() else { break }
                out[count] = byte
                count += 1
            }
            return count
        }
    }

    /// Steps over a key of plain ASCII without escapes, and the colon behind it; the key.
    @inlinable @inline(__always) public mutating func canonicalKey() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20, bytes[position] < 0x80, bytes[position] != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        let end = position
        guard take(UInt8(ascii: "\"")), take(UInt8(ascii: ":")) else { return nil }
        return start..<end
    }

    /// True where the first of two keys stands before the second.
    @inlinable public func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        for index in 0..<min(left.count, right.count) {
            let (a, b) = (bytes[left.lowerBound + index], bytes[right.lowerBound + index])
            if a != b { return a < b }
        }
        return left.count < right.count
    }

    /// Steps over a number as `JSONWriter` writes it: as it was read, but an integer never as minus zero.
    @inlinable public mutating func canonicalNumber() -> Number? {
        guard let number = number(),
            !(number.isInteger && number.range.count == 2 && bytes[number.range.lowerBound] == UInt8(ascii: "-")
                && bytes[number.range.lowerBound + 1] == 0x30)
        else { return nil }
        return number
    }

    /// Steps over one value in canonical form; what passes, parser and writer would give back in the same bytes. O(bytes).
    public mutating func skipCanonicalValue() -> Bool { skipCanonicalValue(Self.canonicalDepth) }

    private mutating func skipCanonicalValue(_ levels: Int) -> Bool {
        guard let first = next else { return false }
        switch first {
        case UInt8(ascii: "\""): return canonicalString() != nil
        case UInt8(ascii: "{"): return levels > 0 && skipCanonicalObject(levels)
        case UInt8(ascii: "["): return levels > 0 && skipCanonicalArray(levels)
        case UInt8(ascii: "t"): return take("true")
        case UInt8(ascii: "f"): return take("false")
        case UInt8(ascii: "n"): return take("null")
        default: return canonicalNumber() != nil
        }
    }

    private mutating func skipCanonicalObject(_ levels: Int) -> Bool {
        position += 1
        if take(UInt8(ascii: "}")) { return true }
        var previous: Range<Int>?
        repeat {
            guard let key = canonicalKey(), previous.map({ precedes($0, key) }) ?? true, skipCanonicalValue(levels - 1) else { return false }
            previous = key
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    private mutating func skipCanonicalArray(_ levels: Int) -> Bool {
        position += 1
        if take(UInt8(ascii: "]")) { return true }
        repeat {
            guard skipCanonicalValue(levels - 1) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// True where all bytes are UTF-8 (Unicode, table 3-7). O(bytes), no allocation.
    public static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { index += 8 }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        guard index < bytes.count else { return true }
        // From the first byte that is not ASCII the standard library decides.
        return (try? UTF8Span(validating: Span(_unsafeElements: UnsafeRawBufferPointer(rebasing: bytes[index...]).bindMemory(to: UInt8.self)))) != nil
    }
}
