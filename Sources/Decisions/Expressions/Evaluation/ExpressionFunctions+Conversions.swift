extension ExpressionFunctions {
    /// `int(x)`, `string(x)` and their like; nil where the function or the kind is another.
    static func conversion(_ function: String, _ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch function {
        case "dyn": return value
        case "type": return .type(value.typeName)
        case "bool": return try toBool(value)
        case "int": return try toInt(value)
        case "uint": return try toUInt(value)
        case "double": return try toDouble(value)
        case "string": return try toString(value)
        case "bytes":
            switch value {
            case .bytes: return value
            case .string(let text): return .bytes(Array(text.utf8))
            default: return nil
            }
        case "timestamp": return try toTimestamp(value)
        case "duration": return try toDuration(value)
        default: return nil
        }
    }

    private static func toBool(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .bool: return value
        case .string(let text):
            if ["1", "t", "T", "true", "TRUE", "True"].contains(text) { return .bool(true) }
            if ["0", "f", "F", "false", "FALSE", "False"].contains(text) { return .bool(false) }
            throw Refusal("the string is neither true nor false")
        default: return nil
        }
    }

    private static func toInt(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let whole = Int64(exactly: number) else { throw Refusal("the number does not fit an int") }
            return .int(whole)
        case .double(let number):
            // The bounds themselves are out: as doubles they also stand for integers beyond.
            guard number > Double(Int64.min), number < Double(Int64.max) else { throw Refusal("the number does not fit an int") }
            return .int(Int64(number))
        case .string(let text):
            guard let number = Int64(text) else { throw Refusal("the string is no int") }
            return .int(number)
        case .timestamp(let time): return .int(time.seconds)
        default: return nil
        }
    }

    private static func toUInt(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let whole = UInt64(exactly: number) else { throw Refusal("a negative number is no uint") }
            return .uint(whole)
        case .double(let number):
            guard number >= 0, number < Double(UInt64.max) else { throw Refusal("the number does not fit a uint") }
            return .uint(UInt64(number))
        case .string(let text):
            guard let number = UInt64(text), text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-") else {
                throw Refusal("the string is no uint")
            }
            return .uint(number)
        default: return nil
        }
    }

    private static func toDouble(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let number = Double(text) else { throw Refusal("the string is no double") }
            guard !number.isInfinite || !text.contains(where: \.isNumber) else { throw Refusal("the number does not fit a double") }
            return .double(number)
        default: return nil
        }
    }

    private static func toString(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .string: return value
        case .bool(let flag): return .string(flag ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(DoubleText.shortest(number))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Refusal("the bytes are no UTF-8") }
            return .string(text)
        case .timestamp(let time): return .string(time.rfc3339)
        case .duration(let nanos): return .string(DurationText.seconds(nanos))
        default: return nil
        }
    }

    private static func toTimestamp(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .timestamp: return value
        case .int(let seconds):
            guard let time = ExpressionTimestamp(seconds: seconds) else { throw Refusal("the time is outside the years 1 to 9999") }
            return .timestamp(time)
        case .string(let text):
            guard let time = ExpressionTimestamp(rfc3339: text) else {
                throw Refusal("the string is no time of the years 1 to 9999", hint: "written as 2026-03-01T09:15:02Z (RFC 3339)")
            }
            return .timestamp(time)
        default: return nil
        }
    }

    private static func toDuration(_ value: ExpressionValue) throws(Refusal) -> ExpressionValue? {
        switch value {
        case .duration: return value
        case .string(let text):
            guard let nanos = DurationText.nanoseconds(text) else {
                throw Refusal("the string is no duration within 292 years", hint: "written as 1h30m or 90s; units are h, m, s, ms, us, ns")
            }
            return .duration(nanos)
        default: return nil
        }
    }
}

/// Doubles as the language writes them: the fewest digits that read back, with an exponent beyond 10^21 and below 10^-4.
enum DoubleText {
    static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "+Infinity" }
        guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
        let text = value.magnitude.description
        let parts = text.split(separator: "e")
        var exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".")
        var digits = mantissa.joined()
        exponent += mantissa[0].count - 1
        let zeros = digits.prefix { $0 == "0" }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        while digits.last == "0" { digits.removeLast() }
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 21 {
            let rest = digits.dropFirst()
            let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e" + (exponent < 0 ? "-" : "+") + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 { return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }
}

/// Durations as the language writes them.
enum DurationText {
    private static let units: [(name: String, nanos: Int64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// `1h2m3.5s`, each part a decimal number with a unit; nil for anything else and beyond 64 bits of nanoseconds.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            rest = rest.dropFirst(name.count)
            guard let unit = units.first(where: { $0.name == name }), let part = scaled(number, unit.nanos) else { return nil }
            // Counted downwards, because there is one more negative number than positive ones.
            let (sum, overflow) = total.subtractingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        return isNegative ? total : total == .min ? nil : -total
    }

    private static func scaled(_ number: Substring, _ unit: Int64) -> Int64? {
        let parts = number.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, !number.isEmpty, number != ".", let whole = parts[0].isEmpty ? 0 : Int64(parts[0]) else { return nil }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        var fraction: Int64 = 0
        var place = unit
        for digit in parts.count == 2 ? parts[1] : "" {
            guard let value = digit.wholeNumberValue else { return nil }
            place /= 10
            fraction += Int64(value) * place
        }
        let (sum, carry) = scaled.addingReportingOverflow(fraction)
        return carry ? nil : sum
    }

    /// `90.5s`
    static func seconds(_ nanos: Int64) -> String {
        let magnitude = nanos.magnitude
        return (nanos < 0 ? "-" : "") + "\(magnitude / 1_000_000_000)" + ExpressionTimestamp.fraction(Int64(magnitude % 1_000_000_000)) + "s"
    }
}
