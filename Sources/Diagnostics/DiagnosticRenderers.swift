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
    public func sarif(tool: String, version: String) -> JSONValue {
        let results: [JSONValue] = map { diagnostic in
            let message = diagnostic.cause + (diagnostic.hint.map { " (\($0))" } ?? "")
            var result = JSONObject()
            result["ruleId"] = .string(diagnostic.code)
            result["level"] = .string(diagnostic.severity.rawValue)
            result["message"] = ["text": .string(message)]
            if let span = diagnostic.span {
                result["locations"] = [
                    [
                        "physicalLocation": [
                            "artifactLocation": ["uri": .string(span.file)],
                            "region": ["startLine": .integer(Int64(span.line)), "startColumn": .integer(Int64(span.column))],
                        ]
                    ]
                ]
            }
            return .object(result)
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [["tool": ["driver": ["name": .string(tool), "version": .string(version)]], "results": .array(results)]],
        ]
    }
}
