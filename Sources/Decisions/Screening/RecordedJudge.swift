internal import Contributions
internal import Ledger
internal import Rules

/// Decides recorded events again by other rules, over the signals that their verdicts keep.
struct RecordedJudge {
    let ruleSet: RuleSet
    private let live: RuleProgram
    private let shadow: RuleProgram

    init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        live = RuleProgram(ruleSet)
        shadow = RuleProgram(ruleSet, statuses: [.shadow])
    }

    /// The verdict that these rules would have given. `records` are the events before it, in ledger order. O(log events + rules).
    func verdict(
        _ entry: LedgerEntry, _ recorded: Verdict, _ records: [RecordedEvent], _ answers: [LedgerPosition: [AggregateLayer.Answer]]
    ) throws(LedgerError) -> Verdict {
        guard let record = Self.record(at: recorded.position, in: records) else {
            throw LedgerError(
                .corrupt, cause: "entry \(entry.position) is not a verdict on an earlier event", hint: "run `assay ledger verify`",
                position: entry.position)
        }
        var measured = RecordedMeasurements(recorded)
        let counted = AggregateLayer.signals(ruleSet, record.event.type, answers[recorded.position] ?? [])
        measured.replaceAggregates(counted.signals, counted.abstentions)
        let facts = EventFacts(eventType: record.event.type, signals: measured.signals, body: record.event.canonicalBytes)
        return Verdict(
            event: recorded.event, position: recorded.position, decision: Decision(firings: measured.failures + live.decide(facts).firings),
            signals: recorded.signals, abstentions: recorded.abstentions, ruleSet: ruleSet.digest, watermark: recorded.watermark,
            shadow: shadow.decide(facts).firings)
    }

    private static func record(at position: LedgerPosition, in records: [RecordedEvent]) -> RecordedEvent? {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low < records.count && records[low].position == position ? records[low] : nil
    }
}
