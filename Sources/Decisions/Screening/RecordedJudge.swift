internal import CanonicalJSON
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

    /// The body that the verdict would have had, without evidence. `records` are the events before it, in ledger order. O(log events + rules).
    func verdict(
        _ entry: LedgerEntry, _ body: JSONValue, _ records: [RecordedEvent], _ answers: [LedgerPosition: [AggregateLayer.Answer]]
    ) throws(LedgerError) -> JSONValue {
        guard var measured = RecordedMeasurements(verdict: body), let record = Self.record(at: measured.position, in: records) else {
            throw LedgerError(
                code: "ledger/bad-body", cause: "entry \(entry.position) is not a verdict on an earlier event", hint: "run: assay ledger verify")
        }
        let counted = AggregateLayer.signals(ruleSet, record.event.type, answers[measured.position] ?? [])
        measured.replaceAggregates(counted.signals, counted.abstentions)
        let facts = EventFacts(eventType: record.event.type, signals: measured.signals, body: record.event.canonicalBytes)
        var decision = Decision(firings: measured.failures)
        decision.firings += live.decide(facts).firings
        var object = JSONObject([
            ("event", .string(record.event.key.description)), ("position", .integer(Int64(measured.position))),
            ("verdict", .string(decision.outcome.rawValue)), ("rules", .array(decision.firings.map(\.json))),
        ])
        for key in ["signals", "abstained"] { object[key] = body[key] }
        decision.writeEffects(into: &object)
        let onTrial = shadow.decide(facts).firings
        if !onTrial.isEmpty { object["shadow"] = .array(onTrial.map(\.json)) }
        return .object(object)
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
