internal import Contributions
public import Ledger
public import Rules

/// What a recorded verdict says was measured: enough to decide its event again by other rules, with no detector run.
///
/// Values come back as they were, since verdicts hold the shortest decimal that names a double.
public struct RecordedMeasurements: Sendable {
    /// The position of the event's entry.
    public let position: LedgerPosition
    public private(set) var signals: EventSignals
    /// Holds that stand whatever the rules say, because a detector could not run.
    public let failures: [Decision.Firing]

    public init(_ verdict: Verdict) {
        position = verdict.position
        signals = EventSignals(verdict.signals, abstained: Set(verdict.abstentions.map(\.signal)))
        failures = verdict.firings.compactMap { Decision.Firing(failedDetectorRule: $0.rule) }
    }

    /// Puts what a rule set counts in place of what the verdict's own rules counted.
    mutating func replaceAggregates(_ counted: [Signal], _ abstentions: [Abstention]) {
        let own = signals.measured.values.filter { !Aggregate.isSignal($0.name) }
        guard !counted.isEmpty || !abstentions.isEmpty || own.count < signals.measured.count || signals.abstained.contains(where: Aggregate.isSignal)
        else { return }
        signals = EventSignals(
            own + counted, abstained: signals.abstained.filter { !Aggregate.isSignal($0) }.union(abstentions.map(\.signal)))
    }
}
