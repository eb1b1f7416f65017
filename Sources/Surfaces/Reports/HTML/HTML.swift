/// Markup that is safe to put on a page: literals are trusted, every interpolated string is escaped.
///
/// There is no way to interpolate a string unescaped, so text of contributors can't become markup whatever it holds.
/// Characters that would hide or reorder text are shown by their code point (see `VisibleText`).
struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    private(set) var markup: String

    /// A `StaticString`, so that only text that stands in the sources can become markup.
    init(stringLiteral value: StaticString) { markup = value.description }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    static let empty: HTML = ""

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity + 16 * interpolationCount) }

        mutating func appendLiteral(_ literal: StaticString) { markup += literal.description }
        mutating func appendInterpolation(_ text: String) { HTML.appendEscaped(text, to: &markup) }
        /// A count or coordinate, ungrouped.
        mutating func appendInterpolation(_ number: Int) { markup += String(number) }
        /// A coordinate with at most one decimal.
        mutating func appendInterpolation(at coordinate: Double) {
            let tenths = Int((coordinate * 10).rounded())
            markup += tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
        }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        mutating func appendInterpolation(_ parts: some Sequence<HTML>) { for part in parts { markup += part.markup } }
    }

    static func + (left: HTML, right: HTML) -> HTML {
        var out = left
        out.markup += right.markup
        return out
    }

    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

    /// O(bytes). Escapes the five characters of markup and reveals hidden ones, so the result is safe in text and in quoted attributes.
    private static func appendEscaped(_ text: String, to out: inout String) {
        for scalar in VisibleText.revealed(text).unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Sequence<HTML> {
    func joined(separator: HTML = .empty) -> HTML {
        var out = HTML.empty
        for (index, part) in enumerated() {
            if index > 0 { out += separator }
            out += part
        }
        return out
    }
}
