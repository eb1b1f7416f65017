public import CanonicalJSON
public import Ledger

/// One detection rule: a condition on signals, what follows, and what a reviewer needs to know about it.
public struct Rule: Hashable, Sendable {
    public enum Status: String, Hashable, Sendable, CaseIterable { case draft, shadow, live, retired }

    /// What follows where the condition cannot be decided because a signal is unknown.
    public enum Unknown: String, Hashable, Sendable, CaseIterable {
        /// The event is held: the default.
        case hold
        /// The rule stays silent; for signals that abstain on honest work as a matter of course, such as short texts.
        case skip
    }

    public let id: String
    public let version: Int
    public let status: Status
    public let outcome: RuleOutcome
    /// Event types it looks at.
    public let eventTypes: [String]
    public let condition: Condition
    public let unknown: Unknown
    /// The sentence that the contributor is shown.
    public let reason: String
    public let owner: String
    /// Honest behaviour that is known to look like this.
    public let falsePositives: [String]
    public let references: [String]
    public let upkeep: RuleUpkeep

    public init(
        id: String, version: Int, status: Status, outcome: RuleOutcome, eventTypes: [String], condition: Condition, unknown: Unknown = .hold,
        reason: String, owner: String, falsePositives: [String] = [], references: [String] = [],
        upkeep: RuleUpkeep = RuleUpkeep()
    ) {
        self.id = id
        self.version = version
        self.status = status
        self.outcome = outcome
        self.eventTypes = eventTypes
        self.condition = condition
        self.unknown = unknown
        self.reason = reason
        self.owner = owner
        self.falsePositives = falsePositives
        self.references = references
        self.upkeep = upkeep
    }

    func with(_ status: Status) -> Rule {
        Rule(
            id: id, version: version, status: status, outcome: outcome, eventTypes: eventTypes, condition: condition, unknown: unknown,
            reason: reason, owner: owner, falsePositives: falsePositives, references: references, upkeep: upkeep)
    }

    public var json: JSONValue {
        var object = JSONObject([
            ("id", .string(id)), ("version", .integer(Int64(version))), ("status", .string(status.rawValue)),
            ("on", .array(eventTypes.map { .string($0) })), ("when", .string(condition.source)),
            ("unknown", .string(unknown.rawValue)), ("reason", .string(reason)), ("owner", .string(owner)),
            ("false_positives", .array(falsePositives.map { .string($0) })), ("references", .array(references.map { .string($0) })),
        ])
        outcome.write(into: &object)
        upkeep.write(into: &object)
        return .object(object)
    }
}
