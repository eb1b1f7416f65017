import Expressions
import Testing

@Suite("Expressions as they are written")
struct SourceTests {
    @Test(
        "what is written anew reads back as the same, with no parenthesis too many",
        arguments: [
            "a && b || c", "a && (b || c)", "!(a && b)", "(a ? b : c) ? d : e", "a ? b : c ? d : e", "1 - (2 - 3)", "1 - 2 - 3", "-x.y", "-(1 + 2)",
            "a < (b == c)", "a < b == c", "a.b[1].c", "[1, 2u, 1.5, 'x\\'y', b'\\377']", "{'a': 1, true: 2}", "has(a.b)", "a.b.all(x, x > 1)",
            "a.exists_one(x, x)",
            "a.map(x, x + 1)", "a.map(x, x > 1, x + 1)", "a.filter(x, x > 1)", "a.transformMap(k, v, v > 1, k)", "a.`b-c`", "f(1, g())", "'\\n\\\\'",
            "(-1).f()", ".a.b", "T{x: 1}",
        ])
    func roundTrip(source: String) throws {
        let once = try Expression(parsing: source)
        #expect(once.source == source)
        #expect(try Expression(parsing: once.source).source == once.source)
    }

    @Test(
        "each mistake is named where it stands",
        arguments: [
            ("", 0), ("a and b", 2), ("a = b", 2), ("(a", 2), ("'abc", 0), ("'\\q'", 1), ("1 +", 3), ("9223372036854775808", 0),
            ("99999999999999999999", 0),
            ("a.", 2), ("[1,", 3), ("while", 0), ("a.all(1, true)", 6), ("has(a)", 4), ("3x", 1), ("#", 0), ("'a\nb'", 0), ("'\\ud800'", 1),
            ("b'\\u0041'", 2),
        ])
    func mistakes(source: String, offset: Int) {
        let fault = #expect(throws: ExpressionFault.self) { try Expression(parsing: source) }
        #expect(fault?.offset == offset)
    }

    @Test("depth and length have limits that are named, whatever is nested", arguments: ["(", "[", "!", "-", "{1:", "a?b:", "f("])
    func limits(opening: String) {
        let deep = #expect(throws: ExpressionFault.self) { try Expression(parsing: String(repeating: opening, count: 5000) + "1") }
        #expect(deep?.code == "expression/too-deep")
        let long = #expect(throws: ExpressionFault.self) { try Expression(parsing: String(repeating: "x", count: 70_000)) }
        #expect(long?.code == "expression/too-long")
    }

    @Test("a long chain is no deep one")
    func chains() throws {
        let source = Array(repeating: "true", count: 5000).joined(separator: " && ")
        guard case .value(.bool(true)) = try Expression(parsing: source).evaluate({ _ in nil }) else {
            Issue.record("a chain of 5,000 terms")
            return
        }
    }

    @Test("names of comprehensions hide what stands outside, also where names are replaced")
    func scope() throws {
        let expression = try Expression(parsing: "[1, 2].exists(x, x == y) && x == 5")
        #expect(expression.readNames == ["y", "x"])
        #expect(
            expression.replacing(["x": try Expression(parsing: "a + b"), "y": try Expression(parsing: "2")]).source
                == "[1, 2].exists(x, x == 2) && a + b == 5")
    }
}

@Suite("The type check")
struct TypeCheckTests {
    static let names = ExpressionDeclarations([
        "s.jaccard": .double, "n": .int, "event.data": .map(.string, .any), "event.time": .timestamp, "lists.names": .list(.string), "flag": .bool,
    ])

    @Test(
        "what can go well passes",
        arguments: [
            "s.jaccard >= 1", "s.jaccard * 2.0 > 1.0", "event.data.fee > 10", "event.data.name in lists.names",
            "event.time - duration('1h') < event.time",
            "flag ? n > 1 : s.jaccard > 0.5", "lists.names.exists(x, x.startsWith('a'))", "size(lists.names) > 2",
            "event.time.getHours('Europe/Berlin') < 6",
            "int(event.data.x) + n == 3", "type(n) == int",
        ])
    func passes(source: String) throws {
        let (type, faults) = try Expression(parsing: source).check(Self.names)
        #expect(faults == [] && type == .bool)
    }

    @Test(
        "what cannot is named",
        arguments: [
            ("s.jaccard >= '0.8'", "expression/type", 10), ("s.jacard > 1", "expression/unknown-name", 0), ("n + 1.0 > 2", "expression/type", 2),
            ("flag && n", "expression/type", 8), ("n.contains('a')", "expression/type", 1), ("contians('a', 'b')", "expression/type", 0),
            ("n.all(x, x)", "expression/type", 1), ("!n", "expression/type", 1), ("n in lists.names", "expression/type", 2),
            ("T{x: 1}.x == 1", "expression/type", 0),
            ("n.field == 1", "expression/type", 1), ("flag < 'a'", "expression/type", 5), ("lists.names < lists.names", "expression/type", 12),
        ])
    func refuses(source: String, code: String, offset: Int) throws {
        let faults = try Expression(parsing: source).check(Self.names).faults
        #expect(faults.first?.code == code && faults.first?.offset == offset, "\(faults)")
    }
}
