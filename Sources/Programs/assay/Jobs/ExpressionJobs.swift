import CanonicalJSON
import Corpora
import Diagnostics
import Expressions

/// Evaluates expressions of the rule language from the command line, for people who try a condition and for conformance cases.
enum ExpressionJobs {
    static func evaluate(_ options: RulesEvalOptions, _ terminal: Terminal) throws -> ExitCode {
        switch (options.expression.count, options.cases) {
        case (1, nil): return try one(options.expression[0], options.bindings, terminal)
        case (0, let cases?):
            guard options.bindings == nil else {
                throw UsageFault("usage/bindings", "--bindings goes with an expression; a case carries its own")
            }
            return try all(cases, terminal)
        default:
            throw UsageFault(
                "usage/expression", "give one expression, or --cases FILE", hint: "put the expression in quotes: assay rules eval '1 + 1'")
        }
    }

    private static func one(_ source: String, _ bindings: String?, _ terminal: Terminal) throws -> ExitCode {
        let object = try bindings.map(self.bindings) ?? JSONObject()
        let rows = terminal.rows(["value", "error"])
        let (row, fault) = self.row(evaluate(source, object))
        if let fault { terminal.report(fault.diagnostic(in: source)) }
        rows.write(row)
        rows.finish()
        return fault == nil ? .clean : .findings
    }

    private static func bindings(_ text: String) throws -> JSONObject {
        do throws(JSONSyntaxError) {
            if case .object(let object) = try JSONParser.parse(text) { return object }
        } catch {
            throw UsageFault(
                "usage/bindings", "--bindings is no JSON: \(error.cause), at byte \(error.offset + 1)",
                hint: "write an object: --bindings '{\"x\":3}'")
        }
        throw UsageFault("usage/bindings", "--bindings is no JSON object", hint: "write names and values: --bindings '{\"x\":3}'")
    }

    private static func all(_ cases: String, _ terminal: Terminal) throws -> ExitCode {
        let rows = terminal.rows(["file", "section", "name", "value", "error"])
        let records = try RecordReader(paths: [cases]) { record throws(Diagnostic) in
            guard let source = record.object["expr"]?.stringValue else {
                throw record.fault("expression/malformed-case", cause: "a case needs the text \"expr\"")
            }
            var row = Self.row(Self.evaluate(source, record.object["bindings"]?.objectValue ?? JSONObject())).row
            for key in ["file", "section", "name"] { row[key] = record.object[key] }
            return row
        }.readAll()
        for record in records { rows.write(record.item) }
        rows.finish()
        return .clean
    }

    private static func evaluate(_ source: String, _ bindings: JSONObject) -> ExpressionOutcome {
        do throws(ExpressionFault) {
            return try Expression(parsing: source).evaluate { name in
                bindings[name].map { .value(ExpressionValue(typedJSON: $0) ?? ExpressionValue($0)) }
            }
        } catch { return .error(error) }
    }

    private static func row(_ outcome: ExpressionOutcome) -> (row: JSONObject, fault: ExpressionFault?) {
        switch outcome {
        case .value(let value): (JSONObject([("value", value.typedJSON)]), nil)
        case .unknown: (JSONObject([("error", "unknown")]), nil)
        case .error(let fault): (JSONObject([("error", .string(fault.cause))]), fault)
        }
    }
}

extension ExpressionFault {
    /// The fault with its place in an expression that was typed on the command line.
    fileprivate func diagnostic(in source: String) -> Diagnostic {
        let before = Array(source.utf8.prefix(offset))
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        return Diagnostic(code: code, at: SourceSpan(file: "expression", line: line, column: column), cause: cause, hint: hint)
    }
}
