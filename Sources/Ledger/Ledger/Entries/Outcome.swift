/// What a verdict says of an event; what one rule says is a `RuleOutcome`.
public enum Outcome: String, Hashable, Sendable, CaseIterable, Comparable {
    case clear, hold, reject

    private var severity: Int {
        switch self {
        case .clear: 0
        case .hold: 1
        case .reject: 2
        }
    }

    public static func < (left: Outcome, right: Outcome) -> Bool { left.severity < right.severity }
}
