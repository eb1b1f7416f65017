internal import Contributions
internal import Detection
public import Ledger
public import Rules

/// The signals that a ledger's verdicts keep, for rules that are tried on them.
public enum RecordedSignals {
    /// By position of the event. What detectors measured is as it was; aggregates are those of `rules`, counted anew over the ledger's events, since
    /// the verdicts hold only what their own rules counted. O(entries).
    public static func read(_ store: some LedgerStore, for rules: RuleSet) throws(LedgerError) -> [LedgerPosition: EventSignals] {
        var layer = AggregateLayer(rules.aggregates)
        var counted: [LedgerPosition: (signals: [Signal], abstentions: [Abstention])] = [:]
        if !layer.isEmpty {
            try store.visitEvents(from: 0) { record in
                let own = AggregateLayer.signals(rules, record.event.type, layer.observe(record))
                if !own.signals.isEmpty || !own.abstentions.isEmpty { counted[record.position] = own }
                return true
            }
        }
        var signals: [LedgerPosition: EventSignals] = [:]
        try store.visit(.verdict, from: 0) { entry in
            guard case .verdict(let verdict)? = try? entry.decoded() else { return true }
            var measured = RecordedMeasurements(verdict)
            let own = counted[measured.position] ?? ([], [])
            measured.replaceAggregates(own.signals, own.abstentions)
            // The newest verdict on an event counts.
            signals[measured.position] = measured.signals.isSilent ? nil : measured.signals
            return true
        }
        return signals
    }
}
