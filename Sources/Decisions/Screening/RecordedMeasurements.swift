public import CanonicalJSON
internal import Contributions
internal import Detection
public import Ledger
public import Rules

/// What a recorded verdict says was measured: enough to decide its event again by other rules, with no detector run.
///
/// Values come back as they were, since verdicts hold the shortest decimal that names a double. Evidence is left behind.
public struct RecordedMeasurements: Sendable {
    /// The position of the event's entry.
    public let position: LedgerPosition
    public private(set) var signals: EventSignals
    /// Holds that stand whatever the rules say, because a detector could not run.
    public let failures: [Decision.Firing]

    /// Nil for a body that is no verdict.
    public init?(verdict body: JSONValue) {
        guard let position = body["position"]?.integerValue, let items = body["signals"]?.arrayValue else { return nil }
        self.position = LedgerPosition(position)
        var measured: [Signal] = []
        measured.reserveCapacity(items.count)
        for item in items {
            guard let name = item["name"]?.stringValue else { return nil }
            // NaN and infinity were written as null.
            measured.append(
                Signal(name: name, value: item["value"]?.doubleValue ?? .nan, pValue: item["p_value"]?.doubleValue, evidence: Self.noEvidence))
        }
        let abstained = (body["abstained"]?.arrayValue ?? []).compactMap { $0["signal"]?.stringValue }
        signals = EventSignals(measured, abstained: Set(abstained))
        failures = (body["rules"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue.flatMap(Decision.Firing.init(failedDetectorRule:)) }
    }

    /// Puts what a rule set counts in place of what the verdict's own rules counted.
    mutating func replaceAggregates(_ counted: [Signal], _ abstentions: [Abstention]) {
        let own = signals.measured.values.filter { !Aggregate.isSignal($0.name) }
        guard !counted.isEmpty || !abstentions.isEmpty || own.count < signals.measured.count || signals.abstained.contains(where: Aggregate.isSignal)
        else { return }
        signals = EventSignals(
            own + counted, abstained: signals.abstained.filter { !Aggregate.isSignal($0) }.union(abstentions.map(\.signal)))
    }

    private static let noEvidence = Evidence(kind: .note, JSONObject([]))
}
