/// Takes the escapes out of a string or bytes literal (CEL langdef, "String and Bytes Values").
struct EscapeReader {
    let bytes: ArraySlice<UInt8>
    /// In bytes `\x` and octal escapes name bytes, and `\u` has no meaning; in strings they name code points.
    let isBytes: Bool

    mutating func plain() throws(ExpressionFault) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            guard bytes[position] == UInt8(ascii: "\\") else {
                out.append(bytes[position])
                position += 1
                continue
            }
            let start = position
            position += 1
            let mark = bytes[position]
            position += 1
            switch mark {
            case UInt8(ascii: "a"): out.append(0x07)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "v"): out.append(0x0B)
            case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): out.append(mark)
            case UInt8(ascii: "x"), UInt8(ascii: "X"): append(try number(&position, digits: 2, radix: 16, from: start), to: &out)
            case UInt8(ascii: "u") where !isBytes:
                let unit = try number(&position, digits: 4, radix: 16, from: start)
                try appendScalar(try paired(unit, &position, from: start), from: start, to: &out)
            case UInt8(ascii: "U") where !isBytes: try appendScalar(try number(&position, digits: 8, radix: 16, from: start), from: start, to: &out)
            case UInt8(ascii: "0")...UInt8(ascii: "3"):
                position -= 1
                append(try number(&position, digits: 3, radix: 8, from: start), to: &out)
            default:
                throw ExpressionFault(
                    at: start, "the escape \\\(Unicode.Scalar(mark)) is unknown\(isBytes ? " in bytes" : "")",
                    hint: "a raw string, r'…', has no escapes; a backslash is \\\\")
            }
        }
        return out
    }

    private func number(_ position: inout Int, digits: Int, radix: UInt32, from start: Int) throws(ExpressionFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard position < bytes.endIndex, let digit = Self.digit(bytes[position]), digit < radix
            else { throw ExpressionFault(at: start, "the escape needs \(digits) \(radix == 16 ? "hexadecimal" : "octal") digits") }
            value = value &* radix &+ digit
            position += 1
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte | 0x20) - 0x61 + 10
        default: nil
        }
    }

    private func append(_ value: UInt32, to out: inout [UInt8]) {
        // Two hexadecimal or three octal digits up to 377 are below 256.
        if isBytes {
            out.append(UInt8(truncatingIfNeeded: value))
        } else {
            out.append(contentsOf: Array(String(Unicode.Scalar(UInt8(truncatingIfNeeded: value))).utf8))
        }
    }

    /// A code point beyond the first plane, where the unit is the first of a surrogate pair; else the unit itself.
    private func paired(_ unit: UInt32, _ position: inout Int, from start: Int) throws(ExpressionFault) -> UInt32 {
        guard (0xD800...0xDBFF).contains(unit), bytes[position...].starts(with: "\\u".utf8) else { return unit }
        position += 2
        let second = try number(&position, digits: 4, radix: 16, from: start)
        guard (0xDC00...0xDFFF).contains(second) else { return unit }
        return 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)
    }

    private func appendScalar(_ value: UInt32, from start: Int, to out: inout [UInt8]) throws(ExpressionFault) {
        guard let scalar = Unicode.Scalar(value) else { throw ExpressionFault(at: start, "the escape names no Unicode code point") }
        out.append(contentsOf: Array(String(scalar).utf8))
    }
}
