internal import CLibCrypto

/// Base64 with padding (RFC 4648, section 4), by OpenSSL's libcrypto: how digests, keys and bytes stand in text.
public enum Base64 {
    /// Bytes that one call of libcrypto encodes: whole groups of three, and not too many for its 32-bit counts.
    static let pieceBytes = 3 << 14

    /// Four digits for every three bytes begun; O(bytes).
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Four digits for every three bytes begun; O(bytes).
    public static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        // One place more, because libcrypto puts a NUL behind the digits.
        String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4 + 1) { digits in
            bytes.withUnsafeBufferPointer { bytes in
                stride(from: 0, to: bytes.count, by: pieceBytes).reduce(0) { written, start in
                    let piece = UnsafeBufferPointer(rebasing: bytes[start..<min(bytes.count, start + pieceBytes)])
                    return written + Int(EVP_EncodeBlock(digits.baseAddress?.advanced(by: written), piece.baseAddress, Int32(piece.count)))
                }
            }
        }
    }

    /// Nil unless the text is what `encode` writes, so that there is one text for each list of bytes; O(digits).
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8
        guard digits.count % 4 == 0, let digitCount = Int32(exactly: digits.count) else { return nil }
        let paddingCount = digits.suffix(2).count { $0 == UInt8(ascii: "=") }
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 4 * 3) { place, byteCount in
            byteCount = max(0, Int(EVP_DecodeBlock(place.baseAddress, String(text), digitCount)) - paddingCount)
        }
        // libcrypto passes over white space at both ends, padding in the middle and bits behind the last byte.
        return encode(bytes).utf8.elementsEqual(digits) ? bytes : nil
    }
}
