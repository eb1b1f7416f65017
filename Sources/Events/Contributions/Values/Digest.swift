internal import CLibCrypto

/// A SHA-256 digest (FIPS 180-4), computed by OpenSSL's libcrypto.
public struct Digest: Hashable, Sendable {
    // Four words rather than an array: a ledger holds two digests for each entry, and an array would cost an allocation each.
    // They hold the 32 bytes in memory order, whatever the machine's byte order.
    @usableFromInline var words: SIMD4<UInt64>

    public static let byteCount = 32
    public static let zero = Digest(words: SIMD4(repeating: 0))

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// Nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { Digest(copying: $0) }
    }

    /// Copies 32 bytes.
    /// - Precondition: there are exactly 32.
    public init(copying bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a SHA-256 digest has 32 bytes")
        words = bytes.loadUnaligned(as: SIMD4<UInt64>.self)
    }

    /// Nil unless the text is 64 hexadecimal digits, with or without the prefix `sha256:`.
    public init?(hex text: String) {
        let digits = Array((text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]).utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var out: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16), digits[index] != 0x2B else { return nil }
            out.append(byte)
        }
        self.init(bytes: out)
    }

    /// 32 bytes.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// Lends the 32 bytes without copying them to an array.
    @inlinable public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words) { body($0) }
    }

    /// Writes the 32 bytes to this place.
    @inlinable public func copy(to place: UnsafeMutableRawPointer) { place.storeBytes(of: words, as: SIMD4<UInt64>.self) }

    public static func sha256(_ data: some Collection<UInt8>) -> Digest {
        sha256(Array(data))
    }

    public static func sha256(_ bytes: [UInt8]) -> Digest { bytes.withUnsafeBytes { sha256($0) } }

    public static func sha256(_ bytes: ArraySlice<UInt8>) -> Digest { bytes.withUnsafeBytes { sha256($0) } }

    /// The digest of the bytes lent. The context lives on the stack: nothing is allocated or fetched for a call.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        var context = SHA256_CTX()
        _ = SHA256_Init(&context)
        _ = SHA256_Update(&context, bytes.baseAddress, bytes.count)
        return finish(&context)
    }

    /// The digest of two pieces one after the other.
    public static func sha256(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Digest {
        var context = SHA256_CTX()
        _ = SHA256_Init(&context)
        _ = SHA256_Update(&context, first.baseAddress, first.count)
        _ = SHA256_Update(&context, second.baseAddress, second.count)
        return finish(&context)
    }

    /// The digest of the parts one after the other.
    public static func sha256(parts: [[UInt8]]) -> Digest {
        var context = SHA256_CTX()
        _ = SHA256_Init(&context)
        for part in parts { _ = SHA256_Update(&context, part, part.count) }
        return finish(&context)
    }

    private static func finish(_ context: inout SHA256_CTX) -> Digest {
        var words = SIMD4<UInt64>(repeating: 0)
        withUnsafeMutableBytes(of: &words) { out in
            _ = SHA256_Final(out.bindMemory(to: UInt8.self).baseAddress, &context)
        }
        return Digest(words: words)
    }

    public static func sha256(_ text: String) -> Digest { sha256(Array(text.utf8)) }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(64)
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The first eight digits, for people.
    public var short: String { String(hex.prefix(8)) }
}

extension Digest: CustomStringConvertible {
    public var description: String { "sha256:" + hex }
}
