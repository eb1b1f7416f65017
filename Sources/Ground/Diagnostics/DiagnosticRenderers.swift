public import CanonicalJSON

extension Diagnostic {
    /// `file:line:col: error[code]: cause` and, on a second line, the hint.
    public func text(colour: Bool = false) -> String {
        func paint(_ text: String, _ code: String) -> String { colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        let tone = severity == .error ? "1;31" : severity == .warning ? "1;33" : "1;36"
        var line = span.map { paint("\($0)", "1") + ": " } ?? ""
        line += paint("\(severity.rawValue)[\(code)]", tone) + ": " + cause
        if let hint { line += "\n  " + paint("hint:", "36") + " " + hint }
        return line
    }

    public var json: JSONValue {
        var object: JSONObject = JSONObject([("severity", .string(severity.rawValue)), ("code", .string(code)), ("cause", .string(cause))])
        if let span {
            object["file"] = .string(span.file)
            object["line"] = .integer(Int64(span.line))
            object["column"] = .integer(Int64(span.column))
        }
        if let hint { object["hint"] = .string(hint) }
        return .object(object)
    }
}

extension Sequence<Diagnostic> {
    /// A SARIF 2.1.0 log (OASIS) with one run; what code hosts and editors read.
    ///
    /// Our columns count bytes, SARIF's here code points (section 3.14.17).
    ///
    /// - Parameter line: The bytes of the line on which a span stands; where they are not to be had, the region is the whole line.
    public func sarif(tool: String, version: String, line: (SourceSpan) -> ArraySlice<UInt8>?) -> JSONValue {
        let results: [JSONValue] = map { diagnostic in
            let message = diagnostic.cause + (diagnostic.hint.map { " (\($0))" } ?? "")
            var result = JSONObject()
            result["ruleId"] = .string(diagnostic.code)
            result["level"] = .string(diagnostic.severity.rawValue)
            result["message"] = ["text": .string(message)]
            if let span = diagnostic.span {
                var region = JSONObject([("startLine", .integer(Int64(span.line)))])
                if let bytes = line(span) { region["startColumn"] = .integer(Int64(1 + codePoints(in: bytes.prefix(Swift.max(0, span.column - 1))))) }
                result["locations"] = [
                    ["physicalLocation": ["artifactLocation": ["uri": .string(uriReference(span.file))], "region": .object(region)]]
                ]
            }
            return .object(result)
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": ["name": .string(tool), "version": .string(version)]], "columnKind": "unicodeCodePoints",
                    "results": .array(results),
                ]
            ],
        ]
    }

    /// All bytes but those that continue a character of UTF-8.
    private func codePoints(in bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

    /// A path as RFC 3986 writes it: every byte but letters, digits, `-._~` and `/` as `%` and two digits.
    private func uriReference(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
