internal import Contributions

/// What mistakes cost, in credits, as the user states it.
public struct TuningCosts: Hashable, Sendable {
    /// For each credit that an attack is paid.
    public let missed: Double
    /// For each honest event that is held, and each day.
    public let heldPerDay: Double
    /// For each attack or person whose held events somebody must look at.
    public let review: Double
    /// How long a held event waits.
    public let daysHeld: Double

    public init(missed: Double, heldPerDay: Double, review: Double, daysHeld: Double) {
        self.missed = missed
        self.heldPerDay = heldPerDay
        self.review = review
        self.daysHeld = daysHeld
    }

    public func loss(_ tally: RuleTally) -> Double {
        let missedCredits = Double(tally.moneyOfAttacks.micros - tally.moneyCaught.micros) / 1e6
        return missed * missedCredits + heldPerDay * daysHeld * Double(tally.falsePositives.count) + review * Double(tally.unitPrecision.total)
    }
}

/// What a search for thresholds weighs, and what it must leave alone.
public struct TuningSettings: Hashable, Sendable {
    /// What a change must gain on the side of the search, so that chance does not move a number.
    public enum LeastGain: Hashable, Sendable {
        case credits(Double)
        /// A part of what the rules cost as they are.
        case share(Double)
    }

    public let costs: TuningCosts
    public let leastGain: LeastGain
    /// Whether a rule that rejects may let through what it rejected.
    public let mayLoosenRejects: Bool
    /// Move the numbers of this rule only.
    public let onlyRule: String?

    public init(costs: TuningCosts, leastGain: LeastGain = .share(0.01), mayLoosenRejects: Bool = false, onlyRule: String? = nil) {
        self.costs = costs
        self.leastGain = leastGain
        self.mayLoosenRejects = mayLoosenRejects
        self.onlyRule = onlyRule
    }
}
