public import Contributions

extension FraudReport {
    /// What a rule does to an event on which it fires.
    public enum RuleEffect: Hashable, Sendable {
        case clear
        case label(String)
        case discount(Discount)
        case hold
        case reject

        /// The word under which rule files name it.
        public var name: String {
            switch self {
            case .clear: "clear"
            case .label: "label"
            case .discount: "discount"
            case .hold: "hold"
            case .reject: "reject"
            }
        }
    }

    /// A rule on trial: what it would have done, without having done it.
    public struct RuleTrial: Hashable, Sendable {
        public let id: String
        public let version: String
        /// What it would do were it live.
        public let effect: RuleEffect
        public let evaluated: Int
        /// Events on which its condition held.
        public let fired: Int
        /// Events that it would have held because a signal that it needs was missing.
        public let unknown: Int
        /// Of the events on which it spoke, those that stand milder now than they would with it.
        public let changed: Int

        public init(id: String, version: String, effect: RuleEffect, evaluated: Int, fired: Int, unknown: Int = 0, changed: Int) {
            self.id = id
            self.version = version
            self.effect = effect
            self.evaluated = evaluated
            self.fired = fired
            self.unknown = unknown
            self.changed = changed
        }
    }
}
