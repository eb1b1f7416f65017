public import Expressions
public import Ledger

/// A rule set compiled for many events: every signal that a rule reads has a slot, and each condition is a flat program over the slots.
///
/// `RuleSet.decide` is the plain reference; both give the same decision on every event.
public struct RuleProgram: Sendable {
    /// The rules of one event type, in the order of their ids, and their conditions.
    private struct Compiled: Sendable {
        var rules: [Rule] = []
        var conditions = FlatPrograms()
    }

    private var compiled: [String: Compiled] = [:]
    /// The slots of a signal's value and p-value, by the signal's name; -1 where no rule reads that one.
    private var slots: [String: (value: Int, pValue: Int)] = [:]
    /// What a slot holds for a signal that was not reported: 0, and 1 for a p-value.
    private var defaults: [Double] = []

    /// - Parameter statuses: Which rules take part; live ones decide.
    public init(_ ruleSet: RuleSet, statuses: Set<Rule.Status> = [.live]) {
        var named: [String: Int] = [:]
        for rule in ruleSet.rules where statuses.contains(rule.status) {
            for name in rule.condition.expression.measurementNames where named[name] == nil {
                named[name] = defaults.count
                let isPValue = name.hasSuffix(EventFacts.pValueSuffix)
                let signal = isPValue ? String(name.dropLast(EventFacts.pValueSuffix.count)) : name
                if isPValue {
                    slots[signal, default: (-1, -1)].pValue = defaults.count
                } else {
                    slots[signal, default: (-1, -1)].value = defaults.count
                }
                defaults.append(isPValue ? 1 : 0)
            }
            let condition = FlatProgram(rule.condition.expression) { named[$0] }
            for type in Set(rule.eventTypes) {
                compiled[type, default: Compiled()].rules.append(rule)
                compiled[type]?.conditions.append(condition)
            }
        }
    }

    /// True where some rule reads more of the event than its type and its signals, so that facts need the event's body.
    public var readsEvents: Bool { compiled.values.contains { $0.conditions.leaves.contains { $0.readsEvent } } }

    /// What the rules say of one event. O(rules of its type).
    public func decide(_ facts: EventFacts) -> Decision {
        guard let compiled = compiled[facts.eventType] else { return Decision(firings: []) }
        var firings: [Decision.Firing] = []
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, defaults.count)) { values in
            withUnsafeTemporaryAllocation(of: Bool.self, capacity: max(1, defaults.count)) { known in
                fill(values, known, facts.signals)
                guard let values = UnsafePointer(values.baseAddress), let known = UnsafePointer(known.baseAddress) else { return }
                compiled.conditions.run(values, known: known) {
                    compiled.conditions.leaves[$0].truth(facts.binding)
                } found: { number, truth in
                    if let firing = compiled.rules[number].firing(truth) { firings.append(firing) }
                }
            }
        }
        return Decision(firings: firings)
    }

    private func fill(_ values: UnsafeMutableBufferPointer<Double>, _ known: UnsafeMutableBufferPointer<Bool>, _ signals: EventSignals) {
        for slot in defaults.indices {
            values[slot] = defaults[slot]
            known[slot] = true
        }
        for (name, signal) in signals.measured {
            guard let slot = slots[name] else { continue }
            if slot.value >= 0 { values[slot.value] = signal.value }
            if slot.pValue >= 0 {
                values[slot.pValue] = signal.pValue ?? 1
                known[slot.pValue] = signal.pValue != nil
            }
        }
        for name in signals.abstained {
            guard let slot = slots[name] else { continue }
            if slot.value >= 0 { known[slot.value] = false }
            if slot.pValue >= 0 { known[slot.pValue] = false }
        }
    }
}

extension Expression {
    /// Names of signals that the expression reads, in the order in which they stand.
    public var measurementNames: [String] { readNames.filter { $0.contains(".") && $0 != "event" && !$0.hasPrefix("event.") } }

    /// True where a field of the event other than its type is read.
    var readsEvent: Bool { readNames.contains { $0 == "event" || $0.hasPrefix("event.") && $0 != "event.type" } }
}
