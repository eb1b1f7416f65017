/// Rewrites JSON text in canonical form without building a value: what hot paths use in place of `JSONParser` and `JSONWriter`.
///
/// It takes what emitters usually write: any white space and order of members, every escape, keys of plain ASCII. Whatever else it meets,
/// faults included, it gives up on, and the parser decides; what it takes, parser and writer would have written in the same bytes.
/// O(bytes), with one copy more for each object whose members are not in order.
public struct JSONCanonicalizer {
    /// Members of one object that are put in order here; longer objects are left to the parser.
    static let maximumMembers = 64
    /// Members of all open objects together.
    private static let maximumOpenMembers = 256

    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// As long as the text: no value is longer in canonical form than as it was written.
    private let out: UnsafeMutablePointer<UInt8>
    private var count = 0
    private let members: UnsafeMutablePointer<Member>
    private var memberCount = 0

    private struct Member {
        var key: Range<Int>
        var whole: Range<Int>
    }

    private init(_ text: UnsafeBufferPointer<UInt8>, _ out: UnsafeMutablePointer<UInt8>, _ members: UnsafeMutablePointer<Member>) {
        self.text = text
        self.out = out
        self.members = members
    }

    /// Appends the canonical form of one value; false, and nothing appended, where it leaves the text to the parser.
    public static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { room in
            withUnsafeTemporaryAllocation(of: Member.self, capacity: maximumOpenMembers) { members in
                guard let start = room.baseAddress, let first = members.baseAddress else { return false }
                var canonicalizer = JSONCanonicalizer(text, start, first)
                canonicalizer.skipWhitespace()
                guard canonicalizer.value(0) else { return false }
                canonicalizer.skipWhitespace()
                let written = UnsafeRawBufferPointer(start: start, count: canonicalizer.count)
                guard canonicalizer.position == text.count, isValidUTF8(written) else { return false }
                out.append(contentsOf: written)
                return true
            }
        }
    }

    @inline(__always) private mutating func write(_ byte: UInt8) {
        out[count] = byte
        count += 1
    }

    /// Copies a piece of the text.
    @inline(__always) private mutating func copy(_ range: Range<Int>) {
        guard let start = text.baseAddress else { return }
        (out + count).update(from: start + range.lowerBound, count: range.count)
        count += range.count
    }

    private static func isValidUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { index += 8 }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        // From the first bytes that are not ASCII the standard library decides.
        return index == bytes.count || String(validating: bytes[index...], as: UTF8.self) != nil
    }

    @inline(__always) private mutating func skipWhitespace() {
        while position < text.count, text[position] <= 0x20 {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func value(_ depth: Int) -> Bool {
        guard position < text.count else { return false }
        switch text[position] {
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "{"): return depth < JSONParser.maximumDepth && object(depth)
        case UInt8(ascii: "["): return depth < JSONParser.maximumDepth && array(depth)
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position + length <= text.count else { return false }
        for index in 0..<length where text[position + index] != word.utf8Start[index] { return false }
        copy(position..<position + length)
        position += length
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func array(_ depth: Int) -> Bool {
        position += 1
        write(UInt8(ascii: "["))
        skipWhitespace()
        if take(UInt8(ascii: "]")) {
            write(UInt8(ascii: "]"))
            return true
        }
        while true {
            skipWhitespace()
            guard value(depth + 1) else { return false }
            skipWhitespace()
            if take(UInt8(ascii: ",")) {
                write(UInt8(ascii: ","))
                continue
            }
            write(UInt8(ascii: "]"))
            return take(UInt8(ascii: "]"))
        }
    }

    private mutating func object(_ depth: Int) -> Bool {
        position += 1
        write(UInt8(ascii: "{"))
        skipWhitespace()
        if take(UInt8(ascii: "}")) {
            write(UInt8(ascii: "}"))
            return true
        }
        let base = memberCount
        let start = count
        var inOrder = true
        while true {
            skipWhitespace()
            let whole = count
            guard memberCount - base < Self.maximumMembers, memberCount < Self.maximumOpenMembers, let key = key() else { return false }
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { return false }
            write(UInt8(ascii: ":"))
            // Held before its value is read, so that objects inside it stand behind it.
            let place = memberCount
            members[place] = Member(key: key, whole: whole..<whole)
            memberCount += 1
            skipWhitespace()
            guard value(depth + 1) else { return false }
            skipWhitespace()
            if inOrder, place > base, !precedes(members[place - 1].key, key) { inOrder = false }
            members[place].whole = whole..<count
            if take(UInt8(ascii: ",")) {
                write(UInt8(ascii: ","))
                continue
            }
            guard take(UInt8(ascii: "}")), inOrder || sort(from: base, at: start) else { return false }
            memberCount = base
            write(UInt8(ascii: "}"))
            return true
        }
    }

    /// Puts the members of one object in order; false where a key stands twice.
    private mutating func sort(from base: Int, at start: Int) -> Bool {
        for index in base + 1..<memberCount {
            let moved = members[index]
            var place = index
            while place > base, precedes(moved.key, members[place - 1].key) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = moved
        }
        for index in base + 1..<memberCount where !precedes(members[index - 1].key, members[index].key) { return false }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count - start) { sorted in
            guard let first = sorted.baseAddress else { return }
            var length = 0
            for index in base..<memberCount {
                if index > base {
                    first[length] = UInt8(ascii: ",")
                    length += 1
                }
                let whole = members[index].whole
                (first + length).update(from: out + whole.lowerBound, count: whole.count)
                length += whole.count
            }
            (out + start).update(from: first, count: length)
        }
        return true
    }

    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        for index in 0..<min(left.count, right.count) {
            let (a, b) = (out[left.lowerBound + index], out[right.lowerBound + index])
            if a != b { return a < b }
        }
        return left.count < right.count
    }

    /// A key of plain ASCII, written out with its quotes; its place in `out` without them.
    private mutating func key() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            guard text[position] >= 0x20, text[position] < 0x7F, text[position] != UInt8(ascii: "\\") else { return nil }
            position += 1
        }
        guard position < text.count else { return nil }
        copy(start - 1..<position + 1)
        position += 1
        return count - 1 - (position - 1 - start)..<count - 1
    }

    /// Characters that end a run of plain ones: quote, backslash, control characters.
    @inline(__always) private func endOfRun(_ from: Int) -> Int {
        var index = from
        let raw = UnsafeRawBufferPointer(text)
        while index + 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let ones: UInt64 = 0x0101_0101_0101_0101
            // A byte of a word is zero, or below 0x20, exactly where these have its high bit set first (Warren, Hacker's Delight, 6-1).
            let found = ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | ((word &- (ones &* 0x20)) & ~word)
            guard found & 0x8080_8080_8080_8080 == 0 else { break }
            index += 8
        }
        while index < text.count, text[index] != UInt8(ascii: "\""), text[index] != UInt8(ascii: "\\"), text[index] >= 0x20 { index += 1 }
        return index
    }

    private mutating func string() -> Bool {
        write(UInt8(ascii: "\""))
        position += 1
        while true {
            let end = endOfRun(position)
            copy(position..<end)
            position = end
            guard position < text.count else { return false }
            if text[position] == UInt8(ascii: "\"") {
                position += 1
                write(UInt8(ascii: "\""))
                return true
            }
            guard text[position] == UInt8(ascii: "\\"), escape() else { return false }
        }
    }

    private mutating func escape() -> Bool {
        guard position + 1 < text.count else { return false }
        let byte = text[position + 1]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            write(UInt8(ascii: "\\"))
            write(byte)
            position += 2
            return true
        case UInt8(ascii: "/"):
            write(byte)
            position += 2
            return true
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return false
        }
    }

    private mutating func unicodeEscape() -> Bool {
        guard var code = hex4(position + 2) else { return false }
        position += 6
        if code >= 0xD800, code < 0xDC00 {
            guard position + 1 < text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u"),
                let low = hex4(position + 2), low >= 0xDC00, low < 0xE000
            else { return false }
            position += 6
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { return false }
        if code < 0x20 || scalar == "\"" || scalar == "\\" {
            var written: [UInt8] = []
            JSONWriter.appendEscape(UInt8(code), to: &written)
            for byte in written { write(byte) }
        } else {
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { write(byte) }
        }
        return true
    }

    private func hex4(_ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var code: UInt32 = 0
        for byte in text[start..<start + 4] {
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: code = code << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: code = code << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return code
    }

    private mutating func number() -> Bool {
        let start = position
        func digits(_ from: Int) -> Int {
            var index = from
            while index < text.count, text[index] >= 0x30, text[index] <= 0x39 { index += 1 }
            return index
        }
        var index = start
        if text[index] == UInt8(ascii: "-") { index += 1 }
        let whole = index
        index = digits(index)
        // No digits, a leading zero, or minus zero, which has another canonical form: all for the parser.
        guard index > whole, index == whole + 1 || text[whole] != 0x30, !(text[whole] == 0x30 && whole > start) else { return false }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            let end = digits(index + 1)
            guard end > index + 1 else { return false }
            index = end
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            let end = digits(index)
            guard end > index else { return false }
            index = end
        }
        copy(start..<index)
        position = index
        return true
    }
}
