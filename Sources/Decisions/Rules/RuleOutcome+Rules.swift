internal import Contributions
internal import Ledger

extension RuleOutcome {
    /// True where a rule with this outcome changes nothing about an event to which a rule with the other applies: a label is lost under none but
    /// the same label, a discount under a larger one or where nothing is paid at all.
    func isCovered(by other: RuleOutcome) -> Bool {
        switch (self, other) {
        case (.clear, _): true
        case (.label(let name), .label(let otherName)): name == otherName
        case (.discount(let share), .discount(let otherShare)): share <= otherShare
        case (.discount, .reject), (.hold, .hold), (.hold, .reject), (.reject, .reject): true
        default: false
        }
    }

    /// True where the rule holds an event that it cannot decide on; one that could only clear or mark it stays silent.
    var holdsUndecided: Bool {
        switch self {
        case .clear, .label: false
        case .discount, .hold, .reject: true
        }
    }
}
