import Expressions
import Testing

/// Own cases for each section of the published language definition (github.com/google/cel-spec, doc/langdef.md).
///
/// `EXPRESSION => EXPRESSION`: both come to the same value of the same type; `EXPRESSION => error`: it fails, or is no expression.
@Suite("The language definition, section by section") struct LanguageTests {
    private static let bindings: [String: ExpressionValue] = [
        "x": .int(1), "a.b": .map(map(["c": .string("field")])), "a.b.c": .string("name"), "a": .map(map(["d": .int(4)])),
        "m": .map(map(["k": .null])),
    ]

    private static func map(_ members: [String: ExpressionValue]) -> ExpressionMap {
        var map = ExpressionMap()
        for (key, value) in members { _ = map.insert(value, for: .string(key)) }
        return map
    }

    private func evaluate(_ source: String) -> ExpressionValue? {
        guard let expression = try? Expression(parsing: source),
            case .value(let value) = expression.evaluate({ Self.bindings[$0].map { .value($0) } })
        else { return nil }
        return value
    }

    private func check(_ cases: String, _ location: SourceLocation = #_sourceLocation) {
        var count = 0
        for line in cases.split(separator: "\n") {
            let sides = line.split(separator: " => ", maxSplits: 1).map(String.init)
            guard sides.count == 2 else {
                Issue.record("no case: \(line)", sourceLocation: location)
                continue
            }
            count += 1
            let found = evaluate(sides[0])
            guard sides[1] != "error" else {
                #expect(found == nil, "\(line), found \(String(describing: found?.typedJSON))", sourceLocation: location)
                continue
            }
            let wanted = evaluate(sides[1])
            #expect(wanted != nil, "\(line)", sourceLocation: location)
            #expect(found?.typedJSON == wanted?.typedJSON, "\(line)", sourceLocation: location)
        }
        #expect(count > 0, sourceLocation: location)
    }

    @Test("Syntax: literals of numbers") func numbers() {
        check(
            """
            0x1F => 31
            0xFFu => 255u
            -0x10 => -16
            0X1F => error
            007 => 7
            .5 => 0.5
            1e3 => 1000.0
            1E+3 => 1000.0
            2.5e-1 => 0.25
            1. => error
            1e => error
            1u2 => error
            0xG => error
            1e400 => error
            -9223372036854775808 => int('-9223372036854775808')
            9223372036854775808 => error
            -9223372036854775809 => error
            --9223372036854775808 => error
            18446744073709551615u => uint('18446744073709551615')
            18446744073709551616u => error
            -1u => error
            - 5 => 0 - 5
            --5 => 5
            1 -5 => -4
            """)
    }

    @Test("Syntax: operators, their order, and what may stand where") func operators() {
        check(
            """
            1 + 2 * 3 => 7
            (1 + 2) * 3 => 9
            10 - 4 - 3 => 3
            100 / 10 / 5 => 2
            7 % 4 * 2 => 6
            -7 / 2 => -3
            -7 % 4 => -3
            7 % -4 => 3
            !true == false => true
            !!true => true
            !-1 => error
            1 < 2 == true => true
            true || false && false => true
            true ? 1 : false ? 2 : 3 => 1
            true ? true ? 1 : 2 : 3 => error
            true ? (true ? 1 : 2) : 3 => 1
            [1, 2, 3,] => [1, 2, 3]
            {'a': 1,} => {'a': 1}
            [,] => error
            size([1],) => error
            {'as': 1, 'while': 2}.while => 2
            as => error
            x.as => error
            {'a-b': 1}.`a-b` => 1
            `x` => error
            [1, 2][1] => 2
            {'a': [{'b': 5}]}.a[0].b => 5
            1 == 1 == 1 => false
            """)
        check("1 // one\r + 1 => 2")
        #expect(evaluate("1 // one\n+ 1")?.typedJSON == ["int64": "2"])
        #expect(evaluate("1\u{0B}+ 1") == nil, "a vertical tab is no white space")
    }

    @Test("String and bytes values: quotes, escapes, raw and triple") func strings() {
        check(
            #"""
            "it's" => 'it\'s'
            'a"b' => "a\"b"
            r'\n' => '\\n'
            R"\"" => error
            r'a\' => 'a\\'
            '\a\b\f\n\r\t\v\\\?\"\'\`' => '\x07\x08\x0c\x0a\x0d\x09\x0b\x5c\x3f\x22\x27\x60'
            '\u00ff' => '\377'
            '\U0001F600' => '\uD83D\uDE00'
            '\uD83D' => error
            '\uDE00\uD83D' => error
            '\uD83Dx' => error
            '\uD83D\u0041' => error
            '\U00110000' => error
            '\U0000D800' => error
            '\400' => error
            '\08' => error
            '\x4' => error
            '\q' => error
            b'\xff' => b'\377'
            b'ÿ' => b'\303\277'
            b'\u00ff' => error
            '\303\277' => 'Ã¿'
            bytes('\377') == b'\377' => false
            br'\x41' => b'\\x41'
            Br"x" => b'x'
            rb'x' => error
            '''a'b''c''' => "a'b''c"
            """a"b""" => 'a"b'
            'abc => error
            'Am\u00E9lie' == 'Ame\u0301lie' => false
            size('\U0001F600') => 1
            size(b'\u00e9') => error
            size(b'é') => 2
            """#)
        #expect(evaluate("'a\nb'") == nil && evaluate("'a\rb'") == nil)
        #expect(evaluate("'''a\nb'''")?.typedJSON == ["string": "a\nb"])
    }

    @Test("Equality and ordering of every pair of types") func comparisons() {
        let values: [(text: String, type: String)] = [
            ("null", "null"), ("true", "bool"), ("1", "number"), ("1u", "number"), ("1.0", "number"), ("'1'", "string"), ("b'1'", "bytes"),
            ("[1]", "list"),
            ("{1: 1}", "map"), ("int", "type"), ("timestamp('2026-01-01T00:00:00Z')", "timestamp"), ("duration('1s')", "duration"),
        ]
        let ordered: Set<String> = ["bool", "number", "string", "bytes", "timestamp", "duration"]
        for left in values {
            for right in values {
                let isSame = left.type == right.type
                check("\(left.text) == \(right.text) => \(isSame)")
                check("\(left.text) != \(right.text) => \(!isSame)")
                let order = isSame && ordered.contains(left.type)
                check("\(left.text) < \(right.text) => \(order ? "false" : "error")")
                check("\(left.text) >= \(right.text) => \(order ? "true" : "error")")
                check("\(left.text) in [\(right.text)] => \(isSame)")
            }
        }
        check(
            """
            9223372036854775807 < 9223372036854775808u => true
            -1 < 0u => true
            -1 == 18446744073709551615u => false
            1.5 > 1 => true
            2u > 1.5 => true
            0.0 == -0.0 => true
            double('NaN') == double('NaN') => false
            double('NaN') != double('NaN') => true
            double('NaN') < 1.0 || double('NaN') >= 1.0 => false
            double('NaN') in [double('NaN')] => false
            [double('NaN')] == [double('NaN')] => false
            double('inf') > 9223372036854775807 => true
            [1, [2u]] == [1.0, [2]] => true
            {'a': 1, 'b': 2u} == {'b': 2, 'a': 1.0} => true
            {1: 'a'} == {1u: 'a'} => true
            {'a': null} == {} => false
            'a' < 'B' => false
            '\\u00e9' > 'z' => true
            b'\\xff' > b'z' => true
            """)
    }

    @Test("Arithmetic: every operator on its types, on others, and beyond their range") func arithmetic() {
        let others = ["null", "true", "[1]", "{}", "int", "b'a'"]
        for sign in ["-", "*", "/", "%"] { for value in others + ["'a'"] { check("\(value) \(sign) \(value) => error") } }
        for value in ["null", "true", "{}", "int"] { check("\(value) + \(value) => error") }
        for sign in ["+", "-", "*", "/"] { for pair in [("1", "1u"), ("1", "1.0"), ("1u", "1.0")] { check("\(pair.0) \(sign) \(pair.1) => error") } }
        check(
            """
            9223372036854775807 + 1 => error
            -9223372036854775808 - 1 => error
            9223372036854775807 * 2 => error
            -9223372036854775808 / -1 => error
            -9223372036854775808 % -1 => error
            -(-9223372036854775808) => error
            0u - 1u => error
            18446744073709551615u + 1u => error
            1 / 0 => error
            1 % 0 => error
            1u / 0u => error
            1u % 0u => error
            1.0 / 0.0 => double('inf')
            -1.0 / 0.0 => double('-inf')
            1.0 % 1.0 => error
            'a' + 'b' => 'ab'
            b'a' + b'b' => b'ab'
            [1] + ['a'] => [1, 'a']
            [] + [] => []
            'a' + b'b' => error
            -true => error
            !1 => error
            """)
    }

    @Test("Conversions, to the ends of their ranges") func conversions() {
        check(
            """
            int(1.9) => 1
            int(-1.9) => -1
            int(9223372036854775807.0) => error
            int(-9223372036854775809.0) => error
            int(double('NaN')) => error
            int(9223372036854775808u) => error
            int('-9223372036854775808') => -9223372036854775808
            int('9223372036854775808') => error
            int('1.5') => error
            int(' 1') => error
            int('') => error
            int(true) => error
            int(duration('5s')) => error
            int(timestamp('1969-12-31T23:59:59.5Z')) => -1
            uint(-1) => error
            uint(-0.5) => error
            uint(1.9) => 1u
            uint(18446744073709551616.0) => error
            uint('-0') => error
            uint('18446744073709551616') => error
            double(9007199254740993) => 9007199254740992.0
            double('1e400') => error
            double('-1e400') => error
            double('1e-400') => 0.0
            double('x') => error
            string(1.0) => '1'
            string(-0.5) => '-0.5'
            string(true) => 'true'
            string(b'\\xff') => error
            string(null) => error
            string([1]) => error
            bytes(1) => error
            bool('TRUE') => true
            bool('tRUE') => error
            bool(1) => error
            type(1) => int
            type(type(1)) => type
            type([]) == list && type({}) == map => true
            type(null) => null_type
            type(duration('1s')) => google.protobuf.Duration
            type(1) == string => false
            dyn(1) => 1
            dyn => error
            """)
    }

    @Test("Timestamps and durations: parsing, printing, ranges, arithmetic") func times() {
        check(
            """
            timestamp('2026-02-30T00:00:00Z') => error
            timestamp('2024-02-29T00:00:00Z') => timestamp(1709164800)
            timestamp('2023-02-29T00:00:00Z') => error
            timestamp('2026-01-01T24:00:00Z') => error
            timestamp('2026-01-01T00:00:00') => error
            timestamp('2026-01-01 00:00:00Z') => error
            timestamp('1972-01-01T10:00:20.021-05:00') => timestamp('1972-01-01T15:00:20.021Z')
            timestamp('0001-01-01T00:00:00+00:01') => error
            timestamp('9999-12-31T23:59:59.999999999Z') < timestamp('9999-12-31T23:59:59Z') => false
            timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns') => error
            timestamp('0001-01-01T00:00:00Z') - duration('1ns') => error
            timestamp(-62135596800) => timestamp('0001-01-01T00:00:00Z')
            timestamp(253402300800) => error
            string(timestamp('2026-01-01T01:00:00.120+01:00')) => '2026-01-01T00:00:00.12Z'
            string(timestamp('0099-01-01T00:00:00Z')) => '0099-01-01T00:00:00Z'
            duration('1h2m3.5s') => duration('3723.5s')
            duration('-1.5h') => duration('-5400s')
            duration('1500ms') => duration('1.5s')
            duration('1us') + duration('1ns') => duration('1001ns')
            duration('1d') => error
            duration('5') => error
            duration('') => error
            duration('s') => error
            duration('1 s') => error
            string(duration('90m')) => '5400s'
            string(duration('-0.5s')) => '-0.5s'
            duration('1s') * 2 => error
            timestamp('2026-01-02T00:00:00Z') - timestamp('2026-01-01T00:00:00Z') => duration('24h')
            timestamp('2026-01-02T00:00:00Z') + timestamp('2026-01-01T00:00:00Z') => error
            duration('1s') - timestamp('2026-01-01T00:00:00Z') => error
            duration('9223372036s') + duration('1s') => error
            """)
    }

    @Test("Parts of times in UTC, in zones with and without summer time, and at fixed offsets") func timeZones() {
        check(
            """
            timestamp('2026-01-01T00:30:00Z').getHours('-08:00') => 16
            timestamp('2026-01-01T00:30:00Z').getFullYear('-08:00') => 2025
            timestamp('2026-01-01T00:30:00Z').getDayOfYear('-00:31') => 364
            timestamp('2026-01-01T00:30:00Z').getMinutes('+05:45') => 15
            timestamp('2026-01-01T00:30:00Z').getHours('02:00') => 2
            timestamp('2026-07-01T00:30:00Z').getHours('Europe/Paris') => 2
            timestamp('2026-01-01T00:30:00Z').getHours('Europe/Paris') => 1
            timestamp('2026-01-01T00:30:00Z').getHours('CET') => 1
            timestamp('2026-01-01T00:30:00Z').getHours('US/Central') => 18
            timestamp('2026-01-01T00:30:00Z').getHours('Nowhere/City') => error
            timestamp('2026-01-01T00:30:00Z').getHours('+25:00') => error
            timestamp('2026-01-01T00:30:00Z').getHours(1) => error
            timestamp('2026-03-01T00:00:00Z').getMonth() => 2
            timestamp('2026-03-01T00:00:00Z').getDate() => 1
            timestamp('2026-03-01T00:00:00Z').getDayOfMonth() => 0
            timestamp('2026-03-01T00:00:00Z').getDayOfWeek() => 0
            timestamp('2024-12-31T00:00:00Z').getDayOfYear() => 365
            timestamp('1969-12-31T23:59:59.999Z').getMilliseconds() => 999
            timestamp('1969-12-31T23:59:59.999Z').getSeconds() => 59
            duration('-90m').getHours() => -1
            duration('90m').getMinutes() => 90
            duration('1.5s').getMilliseconds() => 500
            duration('1s').getFullYear() => error
            """)
    }

    @Test("Aggregates: indexes, keys, membership") func aggregates() {
        check(
            """
            [1, 2][2] => error
            [1, 2][-1] => error
            [1, 2][1u] => 2
            [1, 2][1.0] => 2
            [1, 2][0.5] => error
            [1, 2]['0'] => error
            {1: 'a', 2u: 'b'}[2] => 'b'
            {1: 'a'}[1.0] => 'a'
            {'a': 1}['b'] => error
            {'a': 1}.b => error
            {1: 'a', 1: 'b'} => error
            {1: 'a', 1u: 'b'} => error
            {1.0: 'a'} => error
            {null: 'a'} => error
            {[1]: 'a'} => error
            {true: 1, 'true': 2, 1: 3}[true] => 1
            'a' in {'a': 1} => true
            1.5 in {1: 1} => false
            1 in 'a' => error
            size({'a': 1}) => 1
            {'a': 1}.size() => 1
            size(1) => error
            has({'a': null}.a) => true
            has({}.a) => false
            has([].a) => error
            has(x) => error
            has({'a': {}}.a.b) => false
            has({}.a.b) => error
            """)
    }

    @Test("Logic: the deciding side outweighs errors on either side; ?: takes one side") func logic() {
        check(
            """
            1 / 0 == 1 || true => true
            true || 1 / 0 == 1 => true
            false || 1 / 0 == 1 => error
            1 / 0 == 1 && false => false
            false && 1 / 0 == 1 => false
            true && 1 / 0 == 1 => error
            'a' || true => true
            'a' || false => error
            1 && false => false
            nobody || true => true
            true ? 1 : 1 / 0 => 1
            false ? 1 / 0 : 2 => 2
            1 ? 2 : 3 => error
            !nobody => error
            """)
    }

    @Test("Macros: errors, shadowing, maps, and names") func macros() {
        check(
            """
            [1, 0].all(n, 1 / n > 1) => false
            [0, 1].all(n, 1 / n > 0) => error
            [0, 1].exists(n, 1 / n > 0) => true
            [0, 1].exists(n, 1 / n > 1) => error
            [0, 1].exists_one(n, 1 / n > 0) => error
            [1, 1].exists_one(n, n == 1) => false
            [].all(n, n) && ![].exists(n, n) => true
            [1, 2].all(n, n) => error
            {'a': 1}.all(k, k == 'a') => true
            [1, 2, 3].filter(n, n % 2 > 0) => [1, 3]
            [1, 2, 3].map(n, n * n) => [1, 4, 9]
            [1, 2, 3].map(n, n > 1, n * n) => [4, 9]
            [0].map(n, 1 / n) => error
            [0].filter(n, 1 / n > 0) => error
            [1].map(x, x + 1) => [2]
            [5].map(x, .x) => [1]
            [[1, 2], [3]].map(x, x.map(x, x + 1)) => [[2, 3], [4]]
            [1, 2].map(x, [x].exists(y, y == x)) => [true, true]
            [{'b': {'c': 7}}].map(a, a.b.c) => [7]
            1.map(n, n) => error
            'ab'.all(c, true) => error
            [1].map(a.b, 1) => error
            [1].map(1, 1) => error
            [1].all(n) => error
            ['a', 'b'].exists(i, v, i == 1 && v == 'b') => true
            {'a': 1}.transformMap(k, v, v + 1) => {'a': 2}
            [3, 4].transformList(i, v, i > 0, v) => [4]
            [1].all(i, i, true) => error
            """)
    }

    @Test("Names: the longest that is bound, unless parentheses or a local name say otherwise") func names() {
        check(
            """
            a.b.c => 'name'
            (a.b).c => 'field'
            .a.b.c => 'name'
            a.d => 4
            (a).d => 4
            a.b['c'] => 'field'
            a.e => error
            nobody => error
            has(m.k) => true
            m.k == null => true
            [1].all(a, a == 1) => true
            [{'b': 2}].map(a, a.b) => [2]
            (x) + 1 => 2
            ('ab').size() => 2
            """)
        #expect((try? Expression(parsing: "(a.b).c"))?.source == "dyn(a.b).c")
    }

    @Test("Functions of texts") func texts() {
        check(
            """
            'abc'.contains('') => true
            'abc'.startsWith('ab') && 'abc'.endsWith('bc') => true
            'abc'.matches('b') => true
            matches('abc', '^b') => false
            'abc'.matches('(') => error
            'a\\nb'.matches('a.b') => false
            'ABC'.matches('(?i)abc') => true
            contains('abc', 'b') => error
            'abc'.size(1) => error
            size('é') => 1
            'abc'.foo() => error
            1.contains('a') => error
            """)
    }

    @Test("What grows without end has a limit")
    func growth() {
        let doubling = "['0123456789']" + String(repeating: ".map(x, x + x)", count: 60)
        guard case .error(let fault)? = (try? Expression(parsing: doubling))?.evaluate({ _ in nil }) else {
            Issue.record("no error")
            return
        }
        #expect(fault.cause.contains("joins more than"))
        let nested = "[1]" + String(repeating: ".map(x, [x, x])", count: 60)
        for source in ["\(nested) == \(nested)", "\(nested) in [\(nested)]"] {
            guard case .error(let fault)? = (try? Expression(parsing: source))?.evaluate({ _ in nil }) else {
                Issue.record("no error")
                continue
            }
            #expect(fault.cause.contains("the comparison visits more than"))
        }
    }
}
