import Diagnostics
import Evaluation
import Rules

/// Finds the numbers that `--slider` names, and the rules with one of them set by `--take`.
enum SliderNames {
    /// Numbers of `rules.numbers` for `RULE[:SIGNAL[:NUMBER]]`, several separated by commas.
    static func resolve(_ text: String, in rules: TunableRuleSet, _ path: String) throws(Diagnostic) -> [Int] {
        var found: [Int] = []
        for name in text.split(separator: ",") {
            let number = try resolve(one: String(name), in: rules, path)
            if !found.contains(number) { found.append(number) }
        }
        guard !found.isEmpty else {
            throw Diagnostic(code: "rules/unknown-slider", cause: "--slider names no number", hint: hint(rules.numbers))
        }
        return found
    }

    private static func resolve(one name: String, in rules: TunableRuleSet, _ path: String) throws(Diagnostic) -> Int {
        let parts = name.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard let rule = rules.ruleSet.rules.first(where: { $0.id == parts[0] && $0.status == .live }) else {
            throw unknownRule(parts[0], rules.ruleSet, path)
        }
        let ofRule = rules.numbers.indices.filter { rules.numbers[$0].rules.contains(rule.id) }
        let matching = ofRule.filter { index in
            let number = rules.numbers[index]
            return (parts.count < 2 || number.measurement == parts[1]) && (parts.count < 3 || Double(parts[2]) == number.value)
        }
        guard let first = matching.first else {
            let asked = parts.dropFirst().joined(separator: ":")
            throw Diagnostic(
                code: "rules/unknown-slider",
                cause: "\"\(rule.id)\" compares no signal with a number that can be moved" + (asked.isEmpty ? "" : " as \(asked)"),
                hint: ofRule.isEmpty ? leftAlone(rule.id, rules) : hint(ofRule.map { rules.numbers[$0] }))
        }
        guard matching.count == 1 else {
            throw Diagnostic(
                code: "rules/ambiguous-slider", cause: "\"\(name)\" may be any of \(matching.count) numbers",
                hint: hint(matching.map { rules.numbers[$0] }))
        }
        guard rules.numbers[first].direction != .bothWays else {
            throw Diagnostic(
                code: "rules/unknown-slider", at: rules.numbers[first].span,
                cause: "moving \(rules.numbers[first].text) makes some rules fire on more and others on fewer events",
                hint: "no bound holds for all its values at once: give each rule a number of its own")
        }
        guard rule.holds else {
            throw Diagnostic(
                code: "rules/unknown-slider", cause: "\"\(rule.id)\" neither holds nor rejects, so that it touches nobody",
                hint: "name a rule that does")
        }
        return first
    }

    /// The numbers with one of them set.
    static func texts(
        _ numbers: [Int], taking value: Double, _ rules: TunableRuleSet, mayLoosenRejects: Bool
    ) throws(Diagnostic) -> (texts: [String], text: String) {
        guard let place = numbers.first, numbers.count == 1 else {
            throw Diagnostic(
                code: "rules/ambiguous-slider", cause: "--take sets one number, \(numbers.count) are named", hint: "name one with --slider")
        }
        let number = rules.numbers[place]
        let rejects = rules.ruleSet.rules.filter { number.rules.contains($0.id) && $0.outcome == .reject }
        if !mayLoosenRejects, let rule = rejects.first, number.loosens(from: number.value, to: value) {
            throw Diagnostic(
                code: "rules/loosens-reject", at: number.span, cause: "with \(show(value)) \"\(rule.id)\" would let through what it rejects now",
                hint: "say so with --may-loosen-rejects")
        }
        var texts = rules.texts
        let text = value == number.value ? number.text : show(value)
        texts[place] = text
        if let fault = rules.newFaults(texts: texts).first {
            throw Diagnostic(
                code: "rules/unfit-threshold", at: number.span, cause: "with \(text) the rules do not pass `assay rules check`: \(fault.cause)",
                hint: fault.hint)
        }
        return (texts, text)
    }

    static func unknownRule(_ id: String, _ rules: RuleSet, _ path: String) -> Diagnostic {
        let live = rules.rules.filter { $0.status == .live }.map(\.id)
        return Diagnostic(
            code: "rules/unknown-rule", cause: "\(path) holds no live rule \"\(id)\"",
            hint: DidYouMean.suggestion(for: id, among: live).map { "did you mean \($0)?" } ?? "live rules: " + live.joined(separator: ", "))
    }

    private static func show(_ value: Double) -> String { value == value.rounded() && value < 1e15 ? String(Int64(value)) : value.description }

    private static func hint(_ numbers: [RuleNumber]) -> String { "numbers that can be moved: " + numbers.map(\.name).joined(separator: ", ") }

    private static func leftAlone(_ rule: String, _ rules: TunableRuleSet) -> String? {
        rules.leftAlone.first { $0.place.hasPrefix(rule + " ") }.map { "\($0.text) at \($0.span) is left alone: \($0.reason)" }
    }
}
