public import CanonicalJSON
public import Contributions

/// The decision on one event, with everything needed to make it again (docs/contracts.md, "Verdicts").
public struct Verdict: Hashable, Sendable {
    /// The event's source and id, joined by `#`.
    public let event: String
    /// The position of the event's entry.
    public let position: LedgerPosition
    public let outcome: Outcome
    public let firings: [Decision.Firing]
    public let signals: [Signal]
    public let abstentions: [Abstention]
    public let ruleSet: Digest
    /// How many entries the detectors had seen: the verdict is a function of that prefix.
    public let watermark: LedgerPosition
    /// The entry of the verdict that this one replaces; nil for the first on its event.
    public let revises: LedgerPosition?
    /// What shadow rules say; it decides nothing.
    public let shadow: [Decision.Firing]

    package init(
        event: String, position: LedgerPosition, outcome: Outcome, firings: [Decision.Firing], signals: [Signal], abstentions: [Abstention],
        ruleSet: Digest, watermark: LedgerPosition, revises: LedgerPosition? = nil, shadow: [Decision.Firing] = []
    ) {
        self.event = event
        self.position = position
        self.outcome = outcome
        self.firings = firings
        self.signals = signals
        self.abstentions = abstentions
        self.ruleSet = ruleSet
        self.watermark = watermark
        self.revises = revises
        self.shadow = shadow
    }

    /// The verdict that follows from a decision.
    package init(
        event: String, position: LedgerPosition, decision: Decision, signals: [Signal], abstentions: [Abstention], ruleSet: Digest,
        watermark: LedgerPosition, shadow: [Decision.Firing]
    ) {
        self.init(
            event: event, position: position, outcome: decision.outcome, firings: decision.firings, signals: signals, abstentions: abstentions,
            ruleSet: ruleSet, watermark: watermark, shadow: shadow)
    }

    public var decision: Decision { Decision(firings: firings) }
    /// Of what follows the event so much is kept back.
    public var discount: Discount? { decision.discount }
    /// Marks that rules gave it, sorted.
    public var labels: [String] { decision.labels }

    /// The same verdict in the place of another.
    package func revising(_ entry: LedgerPosition) -> Verdict {
        Verdict(
            event: event, position: position, outcome: outcome, firings: firings, signals: signals, abstentions: abstentions, ruleSet: ruleSet,
            watermark: watermark, revises: entry, shadow: shadow)
    }

    public var json: JSONValue {
        var object = JSONObject([
            ("event", .string(event)), ("position", .integer(Int64(position))), ("verdict", .string(outcome.rawValue)),
            ("rules", .array(firings.map(\.json))), ("signals", .array(signals.map(\.json))), ("ruleset", .string(ruleSet.description)),
            ("watermark", .integer(Int64(watermark))),
        ])
        if !abstentions.isEmpty { object["abstained"] = .array(abstentions.map(\.json)) }
        if let discount { object["discount"] = .integer(discount.ppm) }
        if !labels.isEmpty { object["labels"] = .array(labels.map { .string($0) }) }
        if let revises { object["revises"] = .integer(Int64(revises)) }
        if !shadow.isEmpty { object["shadow"] = .array(shadow.map(\.json)) }
        return .object(object)
    }

    /// Reads back what `json` wrote.
    init(json: JSONValue) throws(EntryBodyError) {
        guard let event = json["event"]?.stringValue, let position = json["position"]?.integerValue, position >= 0,
            let outcome = json["verdict"]?.stringValue.flatMap(Outcome.init(rawValue:)), let rules = json["rules"]?.arrayValue,
            let signals = json["signals"]?.arrayValue, let ruleSet = json["ruleset"]?.stringValue.flatMap({ Digest(hex: $0) }),
            let watermark = json["watermark"]?.integerValue
        else { throw EntryBodyError("a verdict that lacks its event, outcome, rules, signals, rule set or watermark") }
        self.init(
            event: event, position: LedgerPosition(position), outcome: outcome, firings: try rules.map(Decision.Firing.init(json:)),
            signals: try signals.map(Signal.init(json:)), abstentions: try (json["abstained"]?.arrayValue ?? []).map(Abstention.init(json:)),
            ruleSet: ruleSet, watermark: LedgerPosition(watermark), revises: json["revises"]?.integerValue.map { LedgerPosition($0) },
            shadow: try (json["shadow"]?.arrayValue ?? []).map(Decision.Firing.init(json:)))
        // What follows from the rules is written beside them for readers; it must say the same.
        guard self.outcome == decision.outcome, json["discount"] == discount.map({ .integer($0.ppm) }),
            (json["labels"]?.arrayValue ?? []).compactMap(\.stringValue) == labels
        else { throw EntryBodyError("a verdict whose outcome, discount or labels do not follow from its rules") }
    }
}

extension Decision.Firing {
    package var json: JSONValue {
        var object = JSONObject([("id", .string(rule)), ("version", .integer(Int64(version))), ("outcome", .string(outcome.name))])
        outcome.writeDetails(into: &object)
        if undecided { object["undecided"] = true }
        return .object(object)
    }

    init(json: JSONValue) throws(EntryBodyError) {
        guard let rule = json["id"]?.stringValue, let version = json["version"]?.integerValue, let outcome = RuleOutcome(json: json) else {
            throw EntryBodyError("a rule that lacks its id, version or outcome")
        }
        self.init(rule: rule, version: Int(version), outcome: outcome, undecided: json["undecided"] == true)
    }
}
