public import Contributions
public import Diagnostics
public import Ledger

/// One case of a rule's test file: what is given, and what the rule set must say to it.
public struct RuleTest: Sendable {
    /// What the case stands for.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What the rule is there for.
        case malicious
        /// Honest behaviour that it must leave alone.
        case benign
    }

    /// What the rules are asked about.
    public enum Given: Sendable {
        /// Signals and fields as they are written in the case.
        case facts(EventFacts)
        /// Events in ledger order, put through the real detectors; the verdict on `judged` counts.
        case events([ContributionEvent], judged: EventKey)
    }

    public let name: String
    public let rule: String
    public let kind: Kind
    public let given: Given
    /// The verdict of the live rules and the tested one together.
    public let verdict: Outcome
    /// What must stand beside it.
    public let effects: Effects
    /// Ids of the rules that fire, sorted; nil where the case only says whether its own does.
    public let fires: [String]?
    /// The sentences that the contributor is told, sorted; nil where the case does not say.
    public let reasons: [String]?
    /// True where the rule must hold because it cannot be decided, and not because its condition is met.
    public let isUndecided: Bool
    /// The rules with the case's own lists; nil where it has none.
    public let rules: RuleSet?
    public let span: SourceSpan
}
