public import CanonicalJSON
public import Contributions
public import Detection
public import Ledger
public import Rules

/// The decision on one event, with everything needed to make it again (docs/contracts.md, "Verdicts").
public struct Verdict: Hashable, Sendable {
    public let event: EventKey
    /// The position of the event's entry.
    public let position: LedgerPosition
    public let outcome: Outcome
    public let firings: [Decision.Firing]
    public let signals: [Signal]
    public let abstentions: [Abstention]
    public let ruleSet: Digest
    /// How many entries the detectors had seen: the verdict is a function of that prefix.
    public let watermark: LedgerPosition
    /// What shadow rules say; it decides nothing.
    public let shadow: [Decision.Firing]

    /// Of what follows the event so much is kept back.
    public var discount: Discount? { Decision(firings: firings).discount }
    /// Marks that rules gave it, sorted.
    public var labels: [String] { Decision(firings: firings).labels }

    public var json: JSONValue {
        var object = JSONObject([
            ("event", .string(event.description)), ("position", .integer(Int64(position))), ("verdict", .string(outcome.rawValue)),
            ("rules", .array(firings.map(\.json))), ("signals", .array(signals.map(\.json))), ("ruleset", .string(ruleSet.description)),
            ("watermark", .integer(Int64(watermark))),
        ])
        if !abstentions.isEmpty {
            object["abstained"] = .array(abstentions.map { ["signal": .string($0.signal), "why": .string($0.why)] })
        }
        Decision(firings: firings).writeEffects(into: &object)
        if !shadow.isEmpty { object["shadow"] = .array(shadow.map(\.json)) }
        return .object(object)
    }
}

extension Decision.Firing {
    /// The form of a verdict's `rules` (docs/contracts.md, "Verdicts").
    var json: JSONValue {
        var object = JSONObject([("id", .string(rule)), ("version", .integer(Int64(version))), ("outcome", .string(outcome.name))])
        outcome.writeDetails(into: &object)
        if undecided { object["undecided"] = true }
        return .object(object)
    }
}

extension Decision {
    /// Adds what stands beside the verdict, where there is any: `discount` in parts per million, and `labels`.
    func writeEffects(into object: inout JSONObject) {
        if let discount { object["discount"] = .integer(discount.ppm) }
        let labels = self.labels
        if !labels.isEmpty { object["labels"] = .array(labels.map { .string($0) }) }
    }
}
