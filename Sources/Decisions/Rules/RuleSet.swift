public import CanonicalJSON
public import Contributions
internal import Expressions
public import Ledger

/// Rules that decide together, named by the digest of what they say (not of how their files are laid out).
public struct RuleSet: Hashable, Sendable {
    /// Sorted by id; ids are distinct.
    public let rules: [Rule]
    /// What conditions name `aggregates.NAME`; sorted by name, names distinct.
    public let aggregates: [Aggregate]
    /// Where objections go; nil where the files do not say.
    public let appeals: AppealAddress?
    public let digest: Digest

    /// - Precondition: no id twice (`RuleSetReader` refuses that with a place).
    public init(_ rules: [Rule], aggregates: [Aggregate] = [], appeals: AppealAddress? = nil) {
        self.rules = rules.sorted { $0.id < $1.id }
        precondition(Set(rules.map(\.id)).count == rules.count, "two rules with one id")
        self.aggregates = aggregates.sorted { $0.name < $1.name }
        self.appeals = appeals
        digest = Digest.sha256(JSONWriter.bytes(.object(Self.content(self.rules, self.aggregates, appeals))))
    }

    public var json: JSONValue {
        var object = Self.content(rules, aggregates, appeals)
        object["digest"] = .string(digest.description)
        return .object(object)
    }

    private static func content(_ rules: [Rule], _ aggregates: [Aggregate], _ appeals: AppealAddress?) -> JSONObject {
        var object = JSONObject([("rules", .array(rules.map(\.json)))])
        if !aggregates.isEmpty { object["aggregates"] = .array(aggregates.map(\.json)) }
        if let appeals { object["appeals"] = appeals.json }
        return object
    }

    /// O(log rules).
    public subscript(_ id: String) -> Rule? {
        var (low, high) = (0, rules.count)
        while low < high {
            let middle = (low + high) / 2
            if rules[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < rules.count && rules[low].id == id ? rules[low] : nil
    }

    /// The same rules with one of them live, whatever its status is.
    func deciding(by id: String) -> RuleSet {
        if self[id]?.status == .live { return self }
        return RuleSet(rules.map { $0.id == id ? $0.with(.live) : $0 }, aggregates: aggregates, appeals: appeals)
    }

    /// True where a rule that is decided reads the aggregate on events of a type.
    public func reads(_ aggregate: Aggregate, on type: String) -> Bool {
        rules.contains {
            ($0.status == .live || $0.status == .shadow) && $0.eventTypes.contains(type)
                && $0.condition.expression.measurementNames.contains(aggregate.signal)
        }
    }

    /// What the live rules say of one event, found plainly. The gravest outcome counts; with no rule firing the event is clear.
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
        case .unknown where unknown == .hold && outcome.holdsUndecided: .init(rule: id, version: version, outcome: .hold, undecided: true)
        case .unknown, .no: nil
        }
    }
}

extension Rule {
    /// What the contributor is told where the rule led to what was decided.
    public func sentence(undecided: Bool) -> String {
        undecided ? Self.undecidedSentence : reason
    }

    /// What stands in for a rule's reason where it holds because something is unknown: it accuses nobody.
    public static let undecidedSentence = "What this rule looks at could not be measured, so that the event waits."
}
