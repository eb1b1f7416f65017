internal import CanonicalJSON
internal import Contributions
internal import Detection
public import Ledger
public import Rules

/// The aggregates of rule sets, folded over the ledger like a detector; what they come to is a signal of the event.
///
/// Zero is not reported, as a signal that shows nothing is not.
public struct AggregateLayer: Sendable {
    private var folds: [AggregateFold]

    /// - Parameter aggregates: of all rule sets that may be asked for; the same one is folded once.
    public init(_ aggregates: [Aggregate]) {
        var distinct: [Aggregate] = []
        for aggregate in aggregates where !distinct.contains(aggregate) { distinct.append(aggregate) }
        folds = distinct.map(AggregateFold.init)
    }

    public var isEmpty: Bool { folds.isEmpty }

    /// What every aggregate is for the event; then the event counts for those behind it.
    public mutating func observe(_ record: RecordedEvent) -> [Answer] {
        guard !folds.isEmpty else { return [] }
        let data = (try? JSONParser.parse(record.event.canonicalBytes))?["data"]
        let time = record.event.time.microseconds
        return folds.indices.map { index in
            let answer = folds[index].answer(at: time, data: data)
            folds[index].observe(type: record.event.type, at: time, data: data)
            return Answer(aggregate: folds[index].aggregate, value: answer)
        }
    }

    public struct Answer: Hashable, Sendable {
        let aggregate: Aggregate
        let value: AggregateFold.Answer
    }

    /// The answers that rules of a set on events of a type read, as signals; one that was not folded from the start is refused.
    static func signals(_ ruleSet: RuleSet, _ type: String, _ answers: [Answer]) -> (signals: [Signal], abstentions: [Abstention]) {
        var (signals, abstentions) = ([Signal](), [Abstention]())
        for aggregate in ruleSet.aggregates where ruleSet.reads(aggregate, on: type) {
            switch answers.first(where: { $0.aggregate == aggregate })?.value {
            case .known(let value)?:
                if value != 0 {
                    signals.append(Signal(name: aggregate.signal, value: value, evidence: .counted(aggregate.json)))
                }
            case .unknown(let why)?: abstentions.append(Abstention(signal: aggregate.signal, why: why))
            case nil: abstentions.append(Abstention(signal: aggregate.signal, why: "it was not counted from the ledger's start"))
            }
        }
        return (signals, abstentions)
    }
}
