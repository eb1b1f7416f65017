/// Walks over JSON text, byte by byte: the one set of hands for whatever reads JSON without building a value of it.
///
/// Every step says whether it could be taken. What a step returns are places in the bytes, so that nothing is copied or allocated. After a step
/// that could not be taken the position says nothing.
///
/// The bytes must outlive the cursor. Frozen and inlinable because other rooms walk millions of events with it.
@frozen public struct JSONCursor {
    public let bytes: UnsafeRawBufferPointer
    /// The byte that is looked at next.
    public var position: Int

    @inlinable public init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    @inlinable public var isAtEnd: Bool { position >= bytes.count }

    /// The next byte; nil at the end.
    @inlinable public var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The bytes at a place.
    @inlinable public func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    /// The characters at a place, which somebody knows to be UTF-8. O(bytes).
    @inlinable public func text(_ range: Range<Int>) -> String { String(decoding: slice(range).bindMemory(to: UInt8.self), as: UTF8.self) }

    /// Steps over this byte.
    @inlinable @inline(__always) public mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Steps over these bytes, such as `null`.
    @inlinable public mutating func take(_ word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, Self.equal(slice(position..<end), word) else { return false }
        position = end
        return true
    }

    @inlinable @inline(__always) public mutating func skipWhitespace() {
        while position < bytes.count, bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// True where the bytes are these.
    @inlinable @inline(__always) public static func equal(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where bytes[index] != text.utf8Start[index] { return false }
        return true
    }
}

// MARK: Strings

extension JSONCursor {
    /// The first quote, backslash or control character from a place on, eight bytes at a time; the end where there is none. O(bytes).
    @inlinable @inline(__always) public func endOfPlainRun(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            // The lowest byte that is zero, or below 0x20, has its high bit set in this (Warren, Hacker's Delight, 6-1).
            let found = (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | ((word &- (ones &* 0x20)) & ~word)) & 0x8080_8080_8080_8080
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"), bytes[index] >= 0x20 { index += 1 }
        return min(index, bytes.count)
    }

    /// Steps over a string without escapes; its content.
    @inlinable @inline(__always) public mutating func plainString() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        position = endOfPlainRun(from: start)
        return take(UInt8(ascii: "\"")) ? start..<position - 1 : nil
    }

    /// Steps over a string of any kind, whatever stands behind its backslashes; its content.
    @inlinable public mutating func anyString() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        guard let end = endOfString(from: start) else { return nil }
        position = end + 1
        return start..<end
    }

    /// The place of the quote that closes the string whose content begins, or goes on, at a place.
    @inlinable public func endOfString(from start: Int) -> Int? {
        var index = start
        while true {
            index = endOfPlainRun(from: index)
            guard index < bytes.count else { return nil }
            if bytes[index] == UInt8(ascii: "\"") { return index }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
    }

    /// The value of four hexadecimal digits at a place.
    @inlinable public func hex4(at place: Int) -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        var code: UInt32 = 0
        for byte in bytes[place..<place + 4] {
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: code = code << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: code = code << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return code
    }
}

// MARK: Whole values

extension JSONCursor {
    /// Steps over one value by counting brackets outside strings, and stops at the comma or bracket behind it. False where there is none, or
    /// where the text ends in it. What it steps over need not be JSON in every detail.
    @inlinable public mutating func skipValue() -> Bool {
        var depth = 0
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): guard anyString() != nil else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0: return position > start
            default: position += 1
            }
        }
        return depth == 0 && position > start
    }
}
