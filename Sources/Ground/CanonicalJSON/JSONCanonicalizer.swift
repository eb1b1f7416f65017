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

    private var cursor: JSONCursor
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
        cursor = JSONCursor(UnsafeRawBufferPointer(text))
        self.out = out
        self.members = members
    }

    /// Appends the canonical form of one value; false, and nothing appended, where it leaves the text to the parser.
    public static func append(_ text: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { room in
            withUnsafeTemporaryAllocation(of: Member.self, capacity: maximumOpenMembers) { members in
                guard let start = room.baseAddress, let first = members.baseAddress else { return false }
                var canonicalizer = JSONCanonicalizer(text, start, first)
                canonicalizer.cursor.skipWhitespace()
                guard canonicalizer.value(0) else { return false }
                canonicalizer.cursor.skipWhitespace()
                let written = UnsafeRawBufferPointer(start: start, count: canonicalizer.count)
                guard canonicalizer.cursor.isAtEnd, JSONCursor.isUTF8(written) else { return false }
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
        guard let start = cursor.bytes.baseAddress else { return }
        UnsafeMutableRawPointer(out + count).copyMemory(from: start + range.lowerBound, byteCount: range.count)
        count += range.count
    }

    private mutating func value(_ depth: Int) -> Bool {
        switch cursor.next {
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
        let start = cursor.position
        guard cursor.take(word) else { return false }
        copy(start..<cursor.position)
        return true
    }

    private mutating func array(_ depth: Int) -> Bool {
        cursor.position += 1
        write(UInt8(ascii: "["))
        cursor.skipWhitespace()
        if cursor.take(UInt8(ascii: "]")) {
            write(UInt8(ascii: "]"))
            return true
        }
        while true {
            cursor.skipWhitespace()
            guard value(depth + 1) else { return false }
            cursor.skipWhitespace()
            if cursor.take(UInt8(ascii: ",")) {
                write(UInt8(ascii: ","))
                continue
            }
            write(UInt8(ascii: "]"))
            return cursor.take(UInt8(ascii: "]"))
        }
    }

    private mutating func object(_ depth: Int) -> Bool {
        cursor.position += 1
        write(UInt8(ascii: "{"))
        cursor.skipWhitespace()
        if cursor.take(UInt8(ascii: "}")) {
            write(UInt8(ascii: "}"))
            return true
        }
        let base = memberCount
        let start = count
        var inOrder = true
        while true {
            cursor.skipWhitespace()
            let whole = count
            guard memberCount - base < Self.maximumMembers, memberCount < Self.maximumOpenMembers, let key = key() else { return false }
            cursor.skipWhitespace()
            guard cursor.take(UInt8(ascii: ":")) else { return false }
            write(UInt8(ascii: ":"))
            // Held before its value is read, so that objects inside it stand behind it.
            let place = memberCount
            members[place] = Member(key: key, whole: whole..<whole)
            memberCount += 1
            cursor.skipWhitespace()
            guard value(depth + 1) else { return false }
            cursor.skipWhitespace()
            if inOrder, place > base, !precedes(members[place - 1].key, key) { inOrder = false }
            members[place].whole = whole..<count
            if cursor.take(UInt8(ascii: ",")) {
                write(UInt8(ascii: ","))
                continue
            }
            guard cursor.take(UInt8(ascii: "}")), inOrder || sort(from: base, at: start) else { return false }
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
        guard cursor.take(UInt8(ascii: "\"")) else { return nil }
        let start = cursor.position
        while let next = cursor.next, next != UInt8(ascii: "\"") {
            guard next >= 0x20, next < 0x7F, next != UInt8(ascii: "\\") else { return nil }
            cursor.position += 1
        }
        let length = cursor.position - start
        guard cursor.take(UInt8(ascii: "\"")) else { return nil }
        copy(start - 1..<cursor.position)
        return count - 1 - length..<count - 1
    }

    private mutating func string() -> Bool {
        write(UInt8(ascii: "\""))
        cursor.position += 1
        while true {
            let end = cursor.endOfPlainRun(from: cursor.position)
            copy(cursor.position..<end)
            cursor.position = end
            if cursor.take(UInt8(ascii: "\"")) {
                write(UInt8(ascii: "\""))
                return true
            }
            guard cursor.take(UInt8(ascii: "\\")), escape() else { return false }
        }
    }

    /// Behind a backslash.
    private mutating func escape() -> Bool {
        guard let mark = cursor.next else { return false }
        cursor.position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            write(UInt8(ascii: "\\"))
            write(mark)
            return true
        case UInt8(ascii: "/"):
            write(mark)
            return true
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return false
        }
    }

    private mutating func unicodeEscape() -> Bool {
        guard var code = hex4() else { return false }
        if code >= 0xD800, code < 0xDC00 {
            guard cursor.take("\\u"), let low = hex4(), low >= 0xDC00, low < 0xE000 else { return false }
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

    private mutating func hex4() -> UInt32? {
        guard let code = cursor.hex4(at: cursor.position) else { return nil }
        cursor.position += 4
        return code
    }

    private mutating func number() -> Bool {
        guard let number = cursor.canonicalNumber() else { return false }
        copy(number.range)
        return true
    }
}
