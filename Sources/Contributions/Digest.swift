internal import CLibCrypto

/// A SHA-256 digest (FIPS 180-4), computed by OpenSSL's libcrypto.
public struct Digest: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    public static let byteCount = 32
    public static let zero = Digest(unchecked: [UInt8](repeating: 0, count: byteCount))

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Nil unless there are exactly 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
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
        bytes = out
    }

    public static func sha256(_ data: some Collection<UInt8>) -> Digest {
        sha256(parts: [Array(data)])
    }

    /// The digest of the parts one after the other.
    public static func sha256(parts: [[UInt8]]) -> Digest {
        var out = [UInt8](repeating: 0, count: byteCount)
        if parts.count == 1 {
            _ = SHA256(parts[0], parts[0].count, &out)
        } else {
            let joined = Array(parts.joined())
            _ = SHA256(joined, joined.count, &out)
        }
        return Digest(unchecked: out)
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
