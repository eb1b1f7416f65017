extension FraudReport {
    /// What the fraud layer looked at and what it did not: the denominator of everything else in the report.
    public struct Coverage: Hashable, Sendable {
        /// One row per event type, sorted by type.
        public let eventTypes: [EventTypeCoverage]
        /// One row per detector, sorted by name.
        public let detectors: [DetectorCoverage]
        /// One row per rule, sorted by id.
        public let rules: [RuleCoverage]
        /// One row per rule on trial, sorted by id.
        public let trials: [RuleTrial]

        public init(
            eventTypes: [EventTypeCoverage] = [], detectors: [DetectorCoverage] = [], rules: [RuleCoverage] = [], trials: [RuleTrial] = []
        ) {
            self.eventTypes = eventTypes.sorted { $0.type < $1.type }
            self.detectors = detectors.sorted { $0.name < $1.name }
            self.rules = rules.sorted { ($0.id, $0.version) < ($1.id, $1.version) }
            self.trials = trials.sorted { ($0.id, $0.version) < ($1.id, $1.version) }
        }

        public var seen: Int { eventTypes.reduce(0) { $0 + $1.seen } }
        public var skipped: Int { eventTypes.reduce(0) { $0 + $1.skippedCount } }
        public var screened: Int { seen - skipped }
        public var unpriced: Int { eventTypes.reduce(0) { $0 + $1.unpriced } }
        public var verdicts: VerdictCounts { eventTypes.reduce(VerdictCounts()) { $0 + $1.verdicts } }
        /// Rules that stayed silent on every event.
        public var silentRules: [RuleCoverage] { rules.filter { $0.fired == 0 } }
    }

    /// Events of one type: how many were seen, what became of them, and why some were not screened.
    public struct EventTypeCoverage: Hashable, Sendable {
        public let type: String
        public let seen: Int
        /// Events that the fraud layer did not screen, with the reason; sorted by count, then reason.
        public let skipped: [CountedReason]
        /// Events that are kept but never paid, such as those of an unknown type.
        public let unpriced: Int
        public let verdicts: VerdictCounts

        public init(type: String, seen: Int, skipped: [CountedReason] = [], unpriced: Int = 0, verdicts: VerdictCounts) {
            self.type = type
            self.seen = seen
            self.skipped = skipped.sorted(by: CountedReason.comesFirst)
            self.unpriced = unpriced
            self.verdicts = verdicts
        }

        public var skippedCount: Int { skipped.reduce(0) { $0 + $1.count } }
        public var screened: Int { seen - skippedCount }
    }

    /// On how many events one detector measured something, abstained or failed.
    public struct DetectorCoverage: Hashable, Sendable {
        public let name: String
        public let measured: Int
        public let abstained: Int
        /// Events held because the detector failed on them.
        public let failed: Int
        /// Why it abstained or failed; sorted by count, then reason.
        public let reasons: [CountedReason]

        public init(name: String, measured: Int, abstained: Int = 0, failed: Int = 0, reasons: [CountedReason] = []) {
            self.name = name
            self.measured = measured
            self.abstained = abstained
            self.failed = failed
            self.reasons = reasons.sorted(by: CountedReason.comesFirst)
        }
    }

    /// How often one rule was evaluated and what came of it.
    public struct RuleCoverage: Hashable, Sendable {
        public let id: String
        public let version: String
        /// What the rule does where it fires.
        public let outcome: RuleEffect
        public let evaluated: Int
        public let fired: Int
        /// Evaluations in which a signal that the rule needs was missing.
        public let unknown: Int

        public init(id: String, version: String, outcome: RuleEffect, evaluated: Int, fired: Int, unknown: Int = 0) {
            self.id = id
            self.version = version
            self.outcome = outcome
            self.evaluated = evaluated
            self.fired = fired
            self.unknown = unknown
        }
    }

    /// A reason and how many events it stands for.
    public struct CountedReason: Hashable, Sendable {
        public let reason: String
        public let count: Int

        public init(_ reason: String, count: Int) {
            self.reason = reason
            self.count = count
        }

        static func comesFirst(_ left: CountedReason, _ right: CountedReason) -> Bool {
            left.count != right.count ? left.count > right.count : left.reason < right.reason
        }
    }
}
