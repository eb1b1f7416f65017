import Expressions
import Testing

@testable import Rules

/// Every value that matters: the constants of the conditions, and one below, between and above them.
private let grid = [0, 0.125, 0.25, 0.5, 0.75, 0.875, 1.0]
private var logic: ConditionLogic { ConditionLogic { name in ["x", "y"].contains(name) ? 0...1 : nil } }

/// A condition and, by brute force over the grid, where it is true.
private struct Case {
    let source: String
    let form: ConditionForm
    let isTrue: [Bool]

    init(_ source: String) throws {
        self.source = source
        let expression = try Expression(parsing: source)
        form = ConditionForm(expression)
        isTrue = grid.flatMap { x in
            grid.map { y in expression.truth { ["x": x, "y": y][$0].map { .value(.double($0)) } } == .yes }
        }
    }
}

@Suite("Reasoning about conditions") struct ConditionLogicTests {
    private static let atoms = ["x", "y"].flatMap { name in
        [0.25, 0.75].flatMap { bound in ["<", ">=", "==", "!="].map { "\(name) \($0) \(bound)" } }
    }

    @Test("What can be true, what is always true and what implies what are as trying every value says")
    func bruteForce() throws {
        let atoms = try Self.atoms.map(Case.init)
        var neverCount = 0
        var impliedCount = 0
        var refutedCount = 0
        for left in Self.atoms {
            for right in Self.atoms {
                for source in ["\(left) && \(right)", "!(\(left)) || \(right)", "!(\(left) || !(\(right)))"] {
                    let both = try Case(source)
                    let ways = try #require(logic.situations(both.form, are: true))
                    #expect(ways.isEmpty == !both.isTrue.contains(true), "\(source)")
                    #expect(logic.situations(both.form, are: false)?.isEmpty == !both.isTrue.contains(false), "\(source)")
                    if ways.isEmpty { neverCount += 1 }
                    for other in atoms {
                        let implied = zip(both.isTrue, other.isTrue).allSatisfy { !$0 || $1 }
                        #expect(logic.implies(ways, other.form) == implied, "\(source) => \(other.source)")
                        // A refutation by one state of things is never wrong, and seldom fails to come.
                        let isRefuted = ExampleState.all(ways, logic.range).contains { $0.refutes(other.form) }
                        #expect(!isRefuted || !implied, "\(source) => \(other.source)")
                        if implied { impliedCount += 1 } else if isRefuted { refutedCount += 1 }
                    }
                }
            }
        }
        #expect(neverCount > 10 && impliedCount > 100 && refutedCount > 1000)
    }

    @Test(
        "Constant conditions are known beyond numbers, and no further than is sure",
        arguments: [
            ("t == 'a' && t == 'b'", true, false), ("t == 'a' || t != 'a'", false, true), ("t in ['a', 'b'] && t == 'c'", true, false),
            ("t in ['a', 'b'] && t != 'a'", false, false), ("!(t in ['a', 'b']) && t == 'b'", true, false), ("x in [2, 3]", true, false),
            ("has(e.f) && !has(e.f)", true, false), ("has(e.f) || !has(e.f)", false, true), ("x > 1", true, false), ("x >= 0", false, true),
            ("z > 1 && z < 1", true, false), ("z > 1", false, false), ("t < 'a' && t >= 'a'", true, false), ("true", false, true),
            ("false", true, false), ("x > 0.5 && false", true, false), ("s.matches('a') && s.matches('b')", false, false),
            ("x + 1 > 5", false, false),
        ])
    func constants(source: String, isNever: Bool, isAlways: Bool) throws {
        let form = ConditionForm(try Expression(parsing: source))
        #expect(logic.situations(form, are: true)?.isEmpty == isNever)
        #expect(logic.situations(form, are: false)?.isEmpty == isAlways)
    }

    @Test("A condition with too many ways is left alone")
    func tooMany() throws {
        let source = (0..<9).map { "(a\($0) || b\($0))" }.joined(separator: " && ")
        #expect(logic.situations(ConditionForm(try Expression(parsing: source)), are: true) == nil)
    }
}
