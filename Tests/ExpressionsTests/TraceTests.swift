import Expressions
import Testing

@Suite("Traces of expressions") struct TraceTests {
    private func trace(_ source: String) throws -> ExpressionTrace {
        try Expression(parsing: source).trace { name in
            switch name {
            case "x": .value(.double(0.5))
            case "t": .value(.string("a'b"))
            case "l": .value(.list([.int(1), .int(2)]))
            case "missing.value": .unknown
            default: nil
            }
        }
    }

    @Test("Every part that was asked stands with its value, constants aside")
    func parts() throws {
        let trace = try trace("x > 0.25 && t == 'b'")
        #expect(trace.outcome == .value("false") && trace.parts.map(\.source) == ["x > 0.25", "t == 'b'"])
        #expect(trace.parts.map(\.outcome) == [.value("true"), .value("false")])
        #expect(trace.parts[0].parts.map(\.source) == ["x"] && trace.parts[0].parts[0].outcome == .value("0.5"))
        #expect(trace.parts[1].parts[0].outcome == .value("'a\\'b'"))
        #expect(
            trace.lines == ["x > 0.25 && t == 'b' = false", "  x > 0.25 = true   (x = 0.5)", "  t == 'b' = false   (t = 'a\\'b')"])
    }

    @Test(
        "What was not asked is left out",
        arguments: [
            ("x > 1.0 && t == 'b'", ["x > 1.0"]), ("x < 1.0 || t == 'b'", ["x < 1.0"]), ("x < 1.0 ? t : l", ["x < 1.0", "t"]),
            ("x > 1.0 ? t : l", ["x > 1.0", "l"]), ("missing.value > 1.0 && x > 1.0", ["missing.value > 1.0", "x > 1.0"]),
            ("l.all(e, e > 1)", ["l"]), ("x in [0.5]", ["x"]), ("[1].all(e, e > 0)", []), ("missing.value", []),
        ])
    func unasked(source: String, parts: [String]) throws {
        #expect(try trace(source).parts.map(\.source) == parts)
    }

    @Test("Unknown values and errors are named as such")
    func failures() throws {
        #expect(try trace("missing.value > 1.0").outcome == .unknown)
        #expect(try trace("missing.value > 1.0").lines == ["missing.value > 1.0 = unknown   (missing.value = unknown)"])
        guard case .error = try trace("1 / 0 > 1").outcome else {
            Issue.record("a division by zero is an error")
            return
        }
        #expect(try trace("nobody").outcome.text.hasPrefix("error: "))
    }

    @Test("Values are written like literals, long ones cut")
    func written() throws {
        #expect(try trace("l").outcome.text == "[1, 2]")
        #expect(try trace("{'k': 1u}").outcome.text == "{'k': 1u}")
        #expect(try trace("timestamp('2026-03-01T00:00:00Z')").outcome.text == "timestamp('2026-03-01T00:00:00Z')")
        #expect(try trace("duration('90s')").outcome.text == "90.0s")
        let long = try Expression(parsing: "s").trace { _ in .value(.string(String(repeating: "x", count: 10_000))) }
        #expect(long.outcome.text.count == 121 && long.outcome.text.hasSuffix("…"))
    }
}
