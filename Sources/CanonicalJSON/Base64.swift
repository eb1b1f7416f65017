/// RFC 4648, section 4: how bytes stand in a JSON string, with padding.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Four digits for every three bytes begun; O(bytes).
    public static func encode(_ bytes: [UInt8]) -> String { encode(bytes[...]) }

    /// Four digits for every three bytes begun; O(bytes).
    public static func encode(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 3) {
            let count = min(3, bytes.endIndex - start)
            var bits: UInt32 = 0
            for offset in 0..<3 { bits = bits << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 { out.append(place <= count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : padding) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes again, nil where the text is not base64; O(digits).
    public static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 4 == 0 else { return nil }
        var values = [UInt8](repeating: 255, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        let padded = digits.suffix(2).filter { $0 == padding }.count
        var out: [UInt8] = []
        out.reserveCapacity(digits.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            var bits: UInt32 = 0
            for offset in 0..<4 {
                let isPadding = start + offset >= digits.count - padded
                let value = isPadding ? 0 : values[Int(digits[start + offset])]
                guard value < 64 else { return nil }
                bits = bits << 6 | UInt32(value)
            }
            out.append(UInt8(truncatingIfNeeded: bits >> 16))
            out.append(UInt8(truncatingIfNeeded: bits >> 8))
            out.append(UInt8(truncatingIfNeeded: bits))
        }
        out.removeLast(padded)
        return out
    }
}
