internal import CanonicalJSON

/// Appends the pieces of one JSON line to bytes; members are written in the order of their keys, so a line is its own canonical form.
struct LineBuilder {
    var bytes: [UInt8] = []

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }
    mutating func raw(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    mutating func string(_ text: String) { JSONWriter.appendString(text, to: &bytes) }

    mutating func number(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let rest = value.magnitude
        var divisor: UInt = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(rest / divisor % 10))
            divisor /= 10
        }
    }

    /// Ten-thousandths as a decimal fraction: 1234 becomes 0.1234.
    mutating func fraction(tenThousandths: Int) {
        if tenThousandths < 0 { bytes.append(UInt8(ascii: "-")) }
        let value = abs(tenThousandths)
        number(value / 10_000)
        guard value % 10_000 != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = value % 10_000
        var divisor = 1000
        while rest > 0 {
            bytes.append(0x30 + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    mutating func padded(_ value: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// A moment of March 2026 in RFC 3339.
    mutating func time(_ moment: Town.Moment) {
        let milliseconds = Int(moment)
        raw("\"2026-03-")
        padded(1 + milliseconds / Town.millisecondsPerDay, digits: 2)
        raw("T")
        padded(milliseconds / 3_600_000 % 24, digits: 2)
        raw(":")
        padded(milliseconds / 60_000 % 60, digits: 2)
        raw(":")
        padded(milliseconds / 1000 % 60, digits: 2)
        raw(".")
        padded(milliseconds % 1000, digits: 3)
        raw("Z\"")
    }
}
