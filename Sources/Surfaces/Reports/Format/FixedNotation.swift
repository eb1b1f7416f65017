internal import Contributions

/// Numbers as people read them, the same on every machine: no locale, a point for decimals, a narrow space between thousands.
enum FixedNotation {
    /// Separates thousands without breaking a line (U+202F).
    static let thousandsSeparator: Character = "\u{202F}"

    /// `1 234 567`
    static func integer(_ value: Int) -> String { (value < 0 ? "-" : "") + grouped(String(value.magnitude)) }

    /// A count with its noun: `1 event`, `2 events`.
    static func count(_ value: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(integer(value)) \(value == 1 ? singular : plural ?? singular + "s")"
    }

    /// Rounded half away from zero to `digits` decimals (at most 9); values beyond 10^12 and non-finite ones in Swift's shortest form.
    static func decimal(_ value: Double, digits: Int) -> String {
        guard value.isFinite, value.magnitude < 1e12, (0...9).contains(digits) else { return value.description }
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int64((value.magnitude * Double(scale)).rounded())
        let whole = grouped(String(scaled / scale))
        let sign = value < 0 && scaled != 0 ? "-" : ""
        guard digits > 0 else { return sign + whole }
        return sign + whole + "." + String(String(scale + scaled % scale).dropFirst())
    }

    /// A measurement with about four significant digits and no needless zeros: `0.8312`, `12.5`, `3 400`, `1.2e-09`.
    static func measurement(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "-infinity" : "infinity" }
        let size = value.magnitude
        if size != 0, size < 0.0001 { return scientific(value) }
        if size >= 1e12 { return value.description }
        var text = decimal(value, digits: size < 1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : size < 1000 ? 1 : 0)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A share of 1 in per cent with one decimal: `93.1 %`.
    static func percent(_ share: Double) -> String { decimal(share * 100, digits: 1) + "\u{202F}%" }

    /// A probability of chance: `p = 0.012`, `p = 3.1e-09`, `p < 1e-300` where it is too small to tell.
    static func pValue(_ value: Double) -> String { value < 1e-300 ? "p < 1e-300" : "p = " + measurement(value) }

    /// Credits, exact: all six decimals unless they are zeros, but at least two.
    static func credits(_ amount: MicroCredits) -> String {
        var text = amount.description
        for _ in 0..<4 where text.hasSuffix("0") { text.removeLast() }
        return text
    }

    /// Credits with two decimals for labels that need not be exact; amounts below one credit in full.
    static func creditsBrief(_ amount: MicroCredits) -> String {
        amount.micros.magnitude < 1_000_000 ? credits(amount) : decimal(Double(amount.micros) / 1_000_000, digits: 2)
    }

    /// A duration as two units at most: `45 s`, `10 min`, `1 h 30 min`, `2 d`.
    static func duration(seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
        var rest = seconds.magnitude
        var parts: [String] = []
        for (size, name) in units where rest >= UInt64(size) && parts.count < 2 {
            parts.append("\(rest / UInt64(size)) \(name)")
            rest %= UInt64(size)
        }
        return (seconds < 0 ? "-" : "") + (parts.isEmpty ? "0 s" : parts.joined(separator: " "))
    }

    private static func scientific(_ value: Double) -> String {
        var exponent = 0
        var mantissa = value.magnitude
        while mantissa < 1, exponent > -400 {
            mantissa *= 10
            exponent -= 1
        }
        if decimal(mantissa, digits: 1) == "10.0" {
            mantissa /= 10
            exponent += 1
        }
        let digits = exponent > -10 ? "0\(-exponent)" : "\(-exponent)"
        return (value < 0 ? "-" : "") + decimal(mantissa, digits: 1) + "e-" + digits
    }

    private static func grouped(_ digits: String) -> String {
        var out = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { out.append(thousandsSeparator) }
            out.append(digit)
        }
        return out
    }
}
