import Ledger
import Contributions
import Detection
import Expressions
import Rules
import Testing

@Suite("Compiled rule sets") struct RuleProgramTests {
    /// Draws conditions and facts from a seed.
    struct Source: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }

        static let names = ["s.a", "s.b", "s.b.p_value", "s.c", "s.d", "s.d.p_value"]

        mutating func condition(_ depth: Int) -> String {
            switch depth == 0 ? 0 : Int.random(in: 0..<7, using: &self) {
            case 1: return "(\(condition(depth - 1)) && \(condition(depth - 1)))"
            case 2: return "(\(condition(depth - 1)) || \(condition(depth - 1)))"
            case 3: return "!\(condition(depth - 1))"
            case 4: return ["true", "false", "event.type == 't'", "event.data.x == 1", "size('abc') > 2", "1 / 0 == 1"].randomElement(using: &self)!
            default:
                let name = Self.names.randomElement(using: &self)!
                let sign = ["<", "<=", ">", ">=", "==", "!="].randomElement(using: &self)!
                let bound = ["0", "1", "0.5", "1u", "-1"].randomElement(using: &self)!
                return Bool.random(using: &self) ? "(\(name) \(sign) \(bound))" : "(\(bound) \(sign) \(name))"
            }
        }

        mutating func facts() -> EventFacts {
            func signal(_ name: String) -> Signal {
                Signal(
                    name: name, value: [0, 0.5, 1, 2].randomElement(using: &self)!, pValue: [nil, 0.5, 1].randomElement(using: &self)!,
                    evidence: .note("test"))
            }
            var signals: [Signal] = []
            var abstained: Set<String> = []
            for name in ["s.a", "s.b", "s.c", "s.d"] {
                switch Int.random(in: 0..<3, using: &self) {
                case 0: signals.append(signal(name))
                case 1: abstained.insert(name)
                default: break
                }
            }
            return EventFacts(
                eventType: "t", signals: EventSignals(signals, abstained: abstained),
                body: Bool.random(using: &self) ? Array(#"{"data":{"x":1}}"#.utf8) : nil)
        }
    }

    @Test("the compiled program decides as the plain reference does, on 400 random rule sets", arguments: [UInt64(20_261_121), 7])
    func agree(seed: UInt64) throws {
        var source = Source(state: seed)
        let outcomes: [RuleOutcome] = [.clear, .hold, .reject, .label("marked"), .discount(try #require(Discount(ppm: 300_000)))]
        for round in 0..<200 {
            let rules = try (0..<5).map { index in
                Rule(
                    id: "r\(index)", version: 1, status: index == 4 ? .shadow : .live, outcome: outcomes[(index + round) % 5], eventTypes: ["t"],
                    condition: try Condition(parsing: source.condition(4)), unknown: index == 1 ? .skip : .hold, reason: "r", owner: "o")
            }
            let set = RuleSet(rules)
            let program = RuleProgram(set)
            for _ in 0..<20 {
                let facts = source.facts()
                #expect(program.decide(facts) == set.decide(facts), "seed \(seed), round \(round): \(rules.map(\.condition.source)) on \(facts)")
            }
        }
    }

    @Test("a program reads events only where a rule asks for more than their type")
    func reading() throws {
        func program(_ source: String) throws -> RuleProgram {
            RuleProgram(
                RuleSet([
                    Rule(
                        id: "a", version: 1, status: .live, outcome: .hold, eventTypes: ["t"], condition: try Condition(parsing: source), reason: "r",
                        owner: "o")
                ]))
        }
        #expect(try !program("s.a > 1 && event.type == 't'").readsEvents)
        #expect(try program("s.a > 1 && event.data.fee > 5").readsEvents)
    }
}
