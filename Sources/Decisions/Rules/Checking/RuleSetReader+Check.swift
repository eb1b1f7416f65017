internal import Configuration
public import Contributions
public import Diagnostics
internal import Expressions
internal import Ledger

extension RuleSetReader {
    /// What is wrong or doubtful beyond what a rule file must be to be read, in the order of the files: conditions that are constant, rules
    /// that repeat, contain or contradict one another, fields that no event has, and what a rule lacks that somebody answers for.
    ///
    /// Errors are faults of logic; the rest are warnings. O(rules²) comparisons of conditions that have a name in common.
    ///
    /// - Parameters:
    ///   - tested: Ids of the rules that have tests of both kinds.
    ///   - now: The moment against which review dates are held.
    public func findings(tested: Set<String>, now: Timestamp) -> [Diagnostic] {
        let logic = ConditionLogic(range: range)
        var found: [Diagnostic] = remarks
        var studied: [StudiedRule] = []
        // Of the rules that hold all that another one does, one is enough to know.
        var redundant: Set<String> = []
        for rule in rules where rule.status != .retired {
            guard let places = places[rule.id] else { continue }
            let form = ConditionForm(rule.condition.expression)
            let ways = logic.situations(form, are: true)
            if let constant = constancy(rule, form, ways, logic, places) {
                found.append(constant)
            } else if let ways {
                let next = StudiedRule(rule, form, ways, places.condition, range)
                for earlier in studied { if let diagnostic = pair(earlier, next, logic, &redundant) { found.append(diagnostic) } }
                studied.append(next)
            }
            found += lacks(rule, places, tested: tested, now: now)
        }
        return found.enumerated().sorted { left, right in
            // Within a file in the order of its lines; the files keep theirs.
            guard let first = left.element.span, let second = right.element.span, first.file == second.file else { return left.offset < right.offset }
            return (first.line, first.column, left.offset) < (second.line, second.column, right.offset)
        }.map(\.element)
    }

    /// A signal's declared range; that of a p-value is 0 to 1.
    func range(_ name: String) -> ClosedRange<Double>? {
        if let signal = declared[name] { return signal.range }
        guard name.hasSuffix(EventFacts.pValueSuffix), declared[String(name.dropLast(EventFacts.pValueSuffix.count))] != nil else { return nil }
        return 0...1
    }

    /// A class, so that a set's half a million pairs do not copy their rules.
    private final class StudiedRule {
        let rule: Rule
        let form: ConditionForm
        let ways: [Situation]
        let names: Set<String>
        let eventTypes: Set<String>
        let span: SourceSpan
        let isLenient: Bool
        let examples: [ExampleState]

        init(
            _ rule: Rule, _ form: ConditionForm, _ ways: [Situation], _ span: SourceSpan, _ range: @escaping (String) -> ClosedRange<Double>?
        ) {
            (self.rule, self.form, self.ways, self.span) = (rule, form, ways, span)
            examples = ExampleState.all(ways, range)
            isLenient = rule.outcome == .clear
            names = Set(rule.condition.expression.readNames)
            eventTypes = Set(rule.eventTypes)
        }
    }

    private func constancy(_ rule: Rule, _ form: ConditionForm, _ ways: [Situation]?, _ logic: ConditionLogic, _ places: RulePlaces) -> Diagnostic? {
        if ways?.isEmpty == true {
            return Diagnostic(
                code: "rules/never-true", at: places.condition, cause: "the condition of \"\(rule.id)\" can never be true",
                hint: "no values of \(rule.condition.expression.readNames.joined(separator: ", ")) meet all that it asks")
        }
        guard logic.situations(form, are: false)?.isEmpty == true else { return nil }
        return Diagnostic(
            code: "rules/always-true", at: places.condition, cause: "the condition of \"\(rule.id)\" is always true",
            hint: "it would \(rule.outcome.name) every event that it looks at")
    }

    private func pair(_ first: StudiedRule, _ second: StudiedRule, _ logic: ConditionLogic, _ redundant: inout Set<String>) -> Diagnostic? {
        guard !first.eventTypes.isDisjoint(with: second.eventTypes), !first.names.isDisjoint(with: second.names) else { return nil }
        func implies(_ from: StudiedRule, _ to: StudiedRule) -> Bool {
            !from.examples.contains { $0.refutes(to.form) } && logic.implies(from.ways, to.form)
        }
        let forward = implies(first, second)
        let backward = implies(second, first)
        guard forward || backward || first.isLenient != second.isLenient else { return nil }
        let (a, b) = (first.rule, second.rule)
        // Two that ask the same may both have an effect: a label beside anything else, a discount of what a hold lets go in the end.
        if forward && backward, a.outcome.isCovered(by: b.outcome) || b.outcome.isCovered(by: a.outcome) {
            return Diagnostic(
                code: "rules/same-condition", at: second.span, cause: "\"\(b.id)\" asks the same as \"\(a.id)\" at \(first.span)",
                hint: Self.choice(a.outcome, b.outcome))
        }
        if first.isLenient != second.isLenient, a.outcome.label == nil, b.outcome.label == nil, Self.meet(first, second, logic) {
            let (lenient, grave) = a.outcome == .clear ? (a, b) : (b, a)
            return Diagnostic(
                code: "rules/contradiction", at: second.span,
                cause: "\"\(lenient.id)\" clears events that \"\(grave.id)\" would \(grave.outcome.name); the other stands at \(first.span)",
                hint: "the graver outcome wins: write what is to be let through as the other's except:")
        }
        for (isNeedless, rule, other, span) in [(forward, a, b, first.span), (backward, b, a, second.span)] {
            guard isNeedless, !redundant.contains(rule.id), let remark = Self.redundant(rule, beside: other, at: span) else { continue }
            redundant.insert(rule.id)
            return remark
        }
        return nil
    }

    private static func choice(_ a: RuleOutcome, _ b: RuleOutcome) -> String {
        if a == b { return "keep one of them" }
        return a.kind == .discount && b.kind == .discount ? "the larger discount always wins: keep that one" : "the graver outcome always wins"
    }

    private static func meet(_ first: StudiedRule, _ second: StudiedRule, _ logic: ConditionLogic) -> Bool {
        logic.situations(second.form, are: true, within: first.ways).map { !$0.isEmpty } ?? false
    }

    /// - Precondition: wherever `rule` fires on known values, `other` does.
    private static func redundant(_ rule: Rule, beside other: Rule, at span: SourceSpan) -> Diagnostic? {
        guard rule.status == .live, other.status == .live, rule.outcome.isCovered(by: other.outcome), rule.outcome != .clear,
            Set(rule.eventTypes).isSubset(of: other.eventTypes), rule.unknown == .skip || other.unknown == .hold
        else { return nil }
        return Diagnostic(
            .warning, code: "rules/redundant", at: span, cause: "wherever \"\(rule.id)\" fires, \"\(other.id)\" does too, with no milder outcome",
            hint: "narrow one of them, or drop \"\(rule.id)\"")
    }

    private func lacks(_ rule: Rule, _ places: RulePlaces, tested: Set<String>, now: Timestamp) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func warn(_ code: String, _ span: SourceSpan, _ cause: String, _ hint: String) {
            found.append(Diagnostic(.warning, code: code, at: span, cause: cause, hint: hint))
        }
        if !tested.contains(rule.id) {
            warn(
                "rules/untested", places.rule, "the rule \"\(rule.id)\" lacks tests of both kinds",
                "write a malicious and a benign case; see docs/rules.md")
        }
        if rule.falsePositives.isEmpty {
            warn(
                "rules/no-false-positives", places.rule, "the rule \"\(rule.id)\" names no honest behaviour that looks like what it is there for",
                "add false_positives: […]")
        }
        if let day = rule.upkeep.reviewBy?.day, now.day > day {
            warn(
                "rules/review-overdue", places.reviewBy, "the rule \"\(rule.id)\" was to be reviewed by \(day)", "measure it again and set a new date"
            )
        }
        for name in rule.upkeep.related where self.places[name] == nil {
            let near = MappingReader.suggestion(name, from: rules.map(\.id))
            warn("rules/unknown-rule", places.rule, "\"\(rule.id)\" is related to \"\(name)\", which is not in this set", near)
        }
        return found
    }
}
