public import Contributions
public import Ledger

extension FraudReport {
    /// A group of events and participants that a reviewer decides on at once, with the reasons and the evidence.
    public struct Finding: Hashable, Sendable {
        public let id: String
        /// The detector that made it, or `rules` for events held without a cluster.
        public let detector: String
        /// e.g. `copies`, `lockstep`, `loop`, `flood`, `self-retrieval`.
        public let kind: String
        /// A short neutral heading, e.g. `Nine near-identical submissions`.
        public let title: String
        /// Sorted by name.
        public let participants: [String]
        public let eventCount: Int
        /// What names the events, in ledger order, e.g. `engine/rag-eu-1#evt-0412`; may be left empty.
        public let eventIDs: [String]
        /// Verdicts on those events.
        public let verdicts: VerdictCounts
        /// What those events asked for and did not get: held plus rejected.
        public let moneyTouched: MicroCredits
        /// One sentence: what was seen and what honest behaviour would give.
        public let summary: String
        public let pValue: Double?
        /// Rules that fired on those events; sorted by number of events, then id.
        public let rules: [FiredRule]
        public let evidence: [Evidence]
        /// Honest explanations that were weighed for this finding; empty for those that its kind always calls for.
        public let benignExplanations: [String]

        public init(
            id: String, detector: String, kind: String, title: String, participants: [String], eventCount: Int,
            eventIDs: [String] = [], verdicts: VerdictCounts = VerdictCounts(), moneyTouched: MicroCredits, summary: String, pValue: Double? = nil,
            rules: [FiredRule] = [],
            evidence: [Evidence] = [], benignExplanations: [String] = []
        ) {
            self.id = id
            self.detector = detector
            self.kind = kind
            self.title = title
            self.participants = participants.sorted()
            self.eventCount = eventCount
            self.eventIDs = eventIDs
            self.verdicts = verdicts
            self.moneyTouched = moneyTouched
            self.summary = summary
            self.pValue = pValue
            self.rules = rules.sorted {
                if $0.events != $1.events { return $0.events > $1.events }
                return $0.id != $1.id ? $0.id < $1.id : !$0.isUndecided && $1.isUndecided
            }
            self.evidence = evidence
            self.benignExplanations =
                benignExplanations.isEmpty ? BenignExplanations.toWeigh(detector: detector, kind: kind) : benignExplanations
        }

        static func comesFirst(_ left: Finding, _ right: Finding) -> Bool {
            if left.moneyTouched != right.moneyTouched { return left.moneyTouched > right.moneyTouched }
            return left.eventCount != right.eventCount ? left.eventCount > right.eventCount : left.id < right.id
        }
    }

    /// A rule that decided on events of a finding, and the reason it gives.
    public struct FiredRule: Hashable, Sendable {
        public let id: String
        public let version: String
        public let outcome: RuleEffect
        /// A sentence for the participant concerned; it is shown after the words "held because".
        public let reason: String
        public let events: Int
        /// True for the events that it held because something it looks at was unknown.
        public let isUndecided: Bool

        public init(id: String, version: String, outcome: RuleEffect, reason: String, events: Int, isUndecided: Bool = false) {
            self.id = id
            self.version = version
            self.outcome = outcome
            self.reason = reason
            self.events = events
            self.isUndecided = isUndecided
        }
    }
}
