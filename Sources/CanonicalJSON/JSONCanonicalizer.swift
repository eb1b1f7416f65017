/// Rewrites JSON text in canonical form without building a value: what hot paths use in place of `JSONParser` and `JSONWriter`.
///
/// It takes what emitters usually write: any white space and order of members, every escape, keys of plain ASCII. Whatever else it meets,
/// faults included, it gives up on, and the parser decides; what it takes, parser and writer would have written in the same bytes.
/// O(bytes), with one copy more for each object whose members are not in order.
public struct JSONCanonicalizer {
    /// Members of one object that are put in order here; longer objects are left to the parser.
    static let maximumMembers = 64

    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var out: [UInt8]
    private var members: [Member] = []
    private var scratch: [UInt8] = []

    private struct Member {
        var key: Range<Int>
        var whole: Range<Int>
    }

    private init(_ text: UnsafeBufferPointer<UInt8>, _ out: [UInt8]) {
        self.text = text
        self.out = out
    }

    /// Appends the canonical form of one value; false, and nothing appended, where it leaves the text to the parser.
    public static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Bool {
        let start = out.count
        var canonicalizer = JSONCanonicalizer(text, [])
        swap(&canonicalizer.out, &out)
        canonicalizer.skipWhitespace()
        var sound = canonicalizer.value(0)
        canonicalizer.skipWhitespace()
        if canonicalizer.position != text.count { sound = false }
        swap(&canonicalizer.out, &out)
        if sound { sound = isValidUTF8(out, from: start) }
        if !sound { out.removeSubrange(start...) }
        return sound
    }

    private static func isValidUTF8(_ bytes: [UInt8], from start: Int) -> Bool {
        bytes.withUnsafeBytes { all in
            var index = start
            while index + 8 <= all.count, all.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { index += 8 }
            // From the first bytes that are not ASCII the standard library decides.
            return String(validating: all[index...], as: UTF8.self) != nil
        }
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
        let count = word.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for index in 0..<count where text[position + index] != word.utf8Start[index] { return false }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<position + count]))
        position += count
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func array(_ depth: Int) -> Bool {
        position += 1
        out.append(UInt8(ascii: "["))
        skipWhitespace()
        if take(UInt8(ascii: "]")) {
            out.append(UInt8(ascii: "]"))
            return true
        }
        while true {
            skipWhitespace()
            guard value(depth + 1) else { return false }
            skipWhitespace()
            if take(UInt8(ascii: ",")) {
                out.append(UInt8(ascii: ","))
                continue
            }
            out.append(UInt8(ascii: "]"))
            return take(UInt8(ascii: "]"))
        }
    }

    private mutating func object(_ depth: Int) -> Bool {
        position += 1
        out.append(UInt8(ascii: "{"))
        skipWhitespace()
        if take(UInt8(ascii: "}")) {
            out.append(UInt8(ascii: "}"))
            return true
        }
        let base = members.count
        let start = out.count
        var inOrder = true
        while true {
            skipWhitespace()
            let whole = out.count
            guard members.count - base < Self.maximumMembers, let key = key() else { return false }
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { return false }
            out.append(UInt8(ascii: ":"))
            skipWhitespace()
            guard value(depth + 1) else { return false }
            skipWhitespace()
            if inOrder, members.count > base, !precedes(members[members.count - 1].key, key) { inOrder = false }
            members.append(Member(key: key, whole: whole..<out.count))
            if take(UInt8(ascii: ",")) {
                out.append(UInt8(ascii: ","))
                continue
            }
            guard take(UInt8(ascii: "}")), inOrder || sort(from: base, at: start) else { return false }
            members.removeLast(members.count - base)
            out.append(UInt8(ascii: "}"))
            return true
        }
    }

    /// Puts the members of one object in order; false where a key stands twice.
    private mutating func sort(from base: Int, at start: Int) -> Bool {
        for index in base + 1..<members.count {
            let moved = members[index]
            var place = index
            while place > base, precedes(moved.key, members[place - 1].key) {
                members[place] = members[place - 1]
                place -= 1
            }
            members[place] = moved
        }
        for index in base + 1..<members.count where !precedes(members[index - 1].key, members[index].key) { return false }
        scratch.removeAll(keepingCapacity: true)
        for index in base..<members.count {
            if index > base { scratch.append(UInt8(ascii: ",")) }
            scratch.append(contentsOf: out[members[index].whole])
        }
        out.replaceSubrange(start..., with: scratch)
        return true
    }

    private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        out.withUnsafeBufferPointer { bytes in
            let count = min(left.count, right.count)
            for index in 0..<count {
                let (a, b) = (bytes[left.lowerBound + index], bytes[right.lowerBound + index])
                if a != b { return a < b }
            }
            return left.count < right.count
        }
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
        out.append(contentsOf: UnsafeBufferPointer(rebasing: text[start - 1...position]))
        position += 1
        return out.count - 1 - (position - 1 - start)..<out.count - 1
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
        out.append(UInt8(ascii: "\""))
        position += 1
        while true {
            let end = endOfRun(position)
            out.append(contentsOf: UnsafeBufferPointer(rebasing: text[position..<end]))
            position = end
            guard position < text.count else { return false }
            if text[position] == UInt8(ascii: "\"") {
                position += 1
                out.append(UInt8(ascii: "\""))
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
            out.append(UInt8(ascii: "\\"))
            out.append(byte)
            position += 2
            return true
        case UInt8(ascii: "/"):
            out.append(byte)
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
            JSONWriter.appendEscape(UInt8(code), to: &out)
        } else {
            out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
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
        out.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        position = index
        return true
    }
}
