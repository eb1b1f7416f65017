public import Contributions
public import Expressions
public import Ledger

/// Tests put to a rule set: what came of each, and how much of the rules they covered. The same tests give the same run; no clock is asked.
public struct RuleTestRun: Sendable {
    /// What came of one test.
    public struct Result: Sendable {
        public let test: RuleTest
        /// The verdict that was found.
        public let verdict: Outcome
        public let discount: Discount?
        public let labels: [String]
        /// Ids of the rules that fired, sorted.
        public let fired: [String]
        /// What differs from what was expected, in words; empty where the test passed.
        public let faults: [String]
        /// How the tested rule's condition came out; nil where the rule does not look at such events.
        public let trace: ExpressionTrace?
        /// Where the test failed, the same of each other rule that fired without the test asking for it.
        public let unasked: [(rule: String, isUndecided: Bool, trace: ExpressionTrace)]

        public var isPassed: Bool { faults.isEmpty }
    }

    /// How much of one rule the tests covered.
    public struct RuleCoverage: Sendable {
        public let rule: String
        public fileprivate(set) var malicious = 0
        public fileprivate(set) var benign = 0
        public fileprivate(set) var branches: BranchCoverage

        public var hasBothKinds: Bool { malicious > 0 && benign > 0 }
    }

    public private(set) var results: [Result] = []
    /// Of the live rules, sorted by id.
    public private(set) var coverage: [RuleCoverage] = []

    /// - Parameter facts: What the detectors and the aggregates of the rules say of one of the events, given in ledger order.
    public init(
        _ tests: [RuleTest], of ruleSet: RuleSet, facts: ([ContributionEvent], _ judged: EventKey, RuleSet) throws -> EventFacts
    ) rethrows {
        var covered = ruleSet.rules.filter { $0.status == .live }.map { RuleCoverage(rule: $0.id, branches: BranchCoverage(of: $0.condition)) }
        let places = Dictionary(uniqueKeysWithValues: covered.enumerated().map { ($0.element.rule, $0.offset) })
        for test in tests {
            let ruleSet = test.rules ?? ruleSet
            guard let rule = ruleSet[test.rule] else { continue }
            let given =
                switch test.given {
                case .facts(let stated): stated
                case .events(let events, let judged): try facts(events, judged, ruleSet.deciding(by: rule.id))
                }
            results.append(Self.result(of: test, rule, ruleSet, given))
            guard let place = places[rule.id] else { continue }
            if test.kind == .malicious { covered[place].malicious += 1 } else { covered[place].benign += 1 }
            if rule.eventTypes.contains(given.eventType) { covered[place].branches.observe(rule.condition, given) }
        }
        coverage = covered
    }

    public var failedCount: Int { results.count { !$0.isPassed } }

    /// Share of the live rules that have tests of both kinds; 1 where there are none.
    public var ruleShare: Double { coverage.isEmpty ? 1 : Double(coverage.count { $0.hasBothKinds }) / Double(coverage.count) }

    /// Share of the branches of all live rules that were seen; 1 where there are none.
    public var branchShare: Double {
        let all = coverage.reduce(0) { $0 + $1.branches.branchCount }
        return all == 0 ? 1 : Double(coverage.reduce(0) { $0 + $1.branches.seenCount }) / Double(all)
    }

    /// A rule that is not live yet decides in its own tests as if it were.
    private static func result(of test: RuleTest, _ rule: Rule, _ ruleSet: RuleSet, _ facts: EventFacts) -> Result {
        let deciding = ruleSet.rules.filter { ($0.status == .live || $0.id == rule.id) && $0.eventTypes.contains(facts.eventType) }
        let decision = Decision(firings: deciding.compactMap { $0.firing($0.condition.evaluate(facts)) })
        let fired = decision.firings.map(\.rule).sorted()
        var faults: [String] = []
        if decision.outcome != test.verdict { faults.append("the verdict is \(decision.outcome.rawValue), not \(test.verdict.rawValue)") }
        faults += test.effects.faults(decision)
        if let wanted = test.fires {
            if fired != wanted { faults.append("\(list(fired)) fired, not \(list(wanted))") }
        } else if fired.contains(rule.id) != (test.kind == .malicious) {
            faults.append(test.kind == .malicious ? "\"\(rule.id)\" did not fire" : "\"\(rule.id)\" fired on honest work")
        }
        if let own = decision.firings.first(where: { $0.rule == rule.id }), own.undecided != test.isUndecided {
            faults.append(own.undecided ? "\"\(rule.id)\" could not be decided, and fired for that alone" : "\"\(rule.id)\" could be decided")
        }
        if let wanted = test.reasons {
            let grounds = decision.firings.filter { $0.isGround(of: decision.outcome, discount: decision.discount) }
            let told = grounds.compactMap { ruleSet[$0.rule]?.sentence(undecided: $0.undecided) }.sorted()
            if told != wanted { faults.append("the reasons told are \(Self.quoted(told)), not \(Self.quoted(wanted))") }
        }
        let trace = rule.eventTypes.contains(facts.eventType) ? rule.condition.expression.trace(facts.binding) : nil
        let unasked = faults.isEmpty ? [] : decision.firings.filter { $0.rule != rule.id && test.fires?.contains($0.rule) != true }
        return Result(
            test: test, verdict: decision.outcome, discount: decision.discount, labels: decision.labels, fired: fired, faults: faults, trace: trace,
            unasked: unasked.compactMap { firing in
                ruleSet[firing.rule].map { (firing.rule, firing.undecided, $0.condition.expression.trace(facts.binding)) }
            })
    }

    private static func quoted(_ sentences: [String]) -> String {
        sentences.isEmpty ? "none" : sentences.map { "\"\($0)\"" }.joined(separator: " and ")
    }

    private static func list(_ ids: [String]) -> String { ids.isEmpty ? "no rule" : ids.joined(separator: ", ") }
}
