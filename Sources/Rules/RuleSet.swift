public import CanonicalJSON
public import Contributions
internal import Expressions

/// Rules that decide together, named by the digest of what they say (not of how their files are laid out).
public struct RuleSet: Hashable, Sendable {
    /// Sorted by id; ids are distinct.
    public let rules: [Rule]
    /// What conditions name `aggregates.NAME`; sorted by name, names distinct.
    public let aggregates: [Aggregate]
    public let digest: Digest

    /// - Precondition: no id twice (`RuleSetReader` refuses that with a place).
    public init(_ rules: [Rule], aggregates: [Aggregate] = []) {
        self.rules = rules.sorted { $0.id < $1.id }
        precondition(Set(rules.map(\.id)).count == rules.count, "two rules with one id")
        self.aggregates = aggregates.sorted { $0.name < $1.name }
        digest = Digest.sha256(JSONWriter.bytes(.object(Self.content(self.rules, self.aggregates))))
    }

    public var json: JSONValue {
        var object = Self.content(rules, aggregates)
        object["digest"] = .string(digest.description)
        return .object(object)
    }

    private static func content(_ rules: [Rule], _ aggregates: [Aggregate]) -> JSONObject {
        var object = JSONObject([("rules", .array(rules.map(\.json)))])
        if !aggregates.isEmpty { object["aggregates"] = .array(aggregates.map(\.json)) }
        return object
    }

    /// True where a rule that is decided reads the aggregate on events of a type.
    public func reads(_ aggregate: Aggregate, on type: String) -> Bool {
        rules.contains {
            ($0.status == .live || $0.status == .shadow) && $0.eventTypes.contains(type)
                && $0.condition.expression.measurementNames.contains(aggregate.signal)
        }
    }

    /// What the live rules say of one event, found plainly. Reject outweighs hold, hold outweighs clear; with no rule firing the event is clear.
    public func decide(_ facts: EventFacts) -> Decision {
        Decision(
            firings: rules.filter { $0.status == .live && $0.eventTypes.contains(facts.eventType) }.compactMap {
                $0.firing($0.condition.evaluate(facts))
            })
    }
}

extension Rule {
    /// What follows from the truth of the rule's condition; nil where nothing does.
    func firing(_ truth: Truth) -> Decision.Firing? {
        switch truth {
        case .yes: .init(rule: id, version: version, outcome: outcome, undecided: false)
        case .unknown where unknown == .hold && outcome != .clear: .init(rule: id, version: version, outcome: .hold, undecided: true)
        case .unknown, .no: nil
        }
    }
}

/// The rules that fired on one event and what follows.
public struct Decision: Hashable, Sendable {
    public struct Firing: Hashable, Sendable {
        public let rule: String
        public let version: Int
        public let outcome: Outcome
        /// True where the rule holds the event because a signal was unknown.
        public let undecided: Bool

        init(rule: String, version: Int, outcome: Outcome, undecided: Bool) {
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

    /// The gravest outcome of all firings.
    public var outcome: Outcome { firings.map(\.outcome).max() ?? .clear }
}
