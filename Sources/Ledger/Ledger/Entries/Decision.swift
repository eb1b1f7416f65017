public import Contributions

/// The rules that fired on one event and what follows.
public struct Decision: Hashable, Sendable {
    public struct Firing: Hashable, Sendable {
        public let rule: String
        public let version: Int
        public let outcome: RuleOutcome
        /// True where the rule holds the event because a signal was unknown.
        public let undecided: Bool

        package init(rule: String, version: Int, outcome: RuleOutcome, undecided: Bool) {
            self.rule = rule
            self.version = version
            self.outcome = outcome
            self.undecided = undecided
        }

        /// What stands in for the rules where a whole detector failed: the event is held, whatever the rules say.
        public static func couldNotRun(_ detector: String) -> Firing {
            Firing(rule: couldNotRunPrefix + detector, version: 1, outcome: .hold, undecided: true)
        }

        /// The same read back from a verdict; nil for the id of a rule.
        public init?(failedDetectorRule id: String) {
            guard id.hasPrefix(Self.couldNotRunPrefix) else { return nil }
            self = .couldNotRun(String(id.dropFirst(Self.couldNotRunPrefix.count)))
        }

        private static let couldNotRunPrefix = "detector-could-not-run:"
    }

    public var firings: [Firing]

    public init(firings: [Firing]) { self.firings = firings }

    /// The verdict: the gravest of all firings.
    public var outcome: Outcome { firings.map(\.outcome.verdict).max() ?? .clear }

    /// What is kept back of what follows the event: the largest discount, since discounts do not multiply.
    public var discount: Discount? { firings.lazy.compactMap(\.outcome.discount).max() }

    /// Marks that the event gets, sorted, each once.
    public var labels: [String] {
        // Most events have none, and a backtest asks for each.
        guard firings.contains(where: { $0.outcome.label != nil }) else { return [] }
        return Set(firings.compactMap(\.outcome.label)).sorted()
    }
}

extension Decision.Firing {
    /// True where it led to what was decided, so that the contributor is told: every label, the discount that counts, and the verdict.
    public func isGround(of verdict: Outcome?, discount: Discount?) -> Bool {
        switch outcome {
        case .clear: false
        case .label: true
        case .discount(let share): share == discount
        case .hold, .reject: outcome.verdict == verdict
        }
    }
}
