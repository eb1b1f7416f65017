public import CanonicalJSON
public import Detection

/// Kleene's three truth values: a condition over a signal that nobody could measure is neither true nor false.
public enum Truth: Hashable, Sendable {
    case yes, no, unknown

    init(_ flag: Bool) { self = flag ? .yes : .no }

    func and(_ other: Truth) -> Truth {
        if self == .no || other == .no { return .no }
        return self == .yes && other == .yes ? .yes : .unknown
    }

    func or(_ other: Truth) -> Truth {
        if self == .yes || other == .yes { return .yes }
        return self == .no && other == .no ? .no : .unknown
    }

    var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

/// A condition on the signals of one event: thresholds joined by all, any and not.
///
/// The expression language of a later version takes this type's place; rule sets, verdicts and screening see only `evaluate`.
public indirect enum Condition: Hashable, Sendable {
    case threshold(signal: String, measure: Measure, comparison: Comparison, bound: Double)
    case all([Condition])
    case any([Condition])
    case not(Condition)

    public enum Measure: String, Hashable, Sendable { case value, pValue = "p_value" }

    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = "at_least"
        case above
        case atMost = "at_most"
        case below
        case equals

        func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .atLeast: value >= bound
            case .above: value > bound
            case .atMost: value <= bound
            case .below: value < bound
            case .equals: value == bound
            }
        }
    }

    /// The truth of the condition for an event's signals.
    ///
    /// A signal on which the detector abstained is unknown. One that was not reported is nothing out of the ordinary: its value is 0
    /// and its p-value 1.
    public func evaluate(_ signals: EventSignals) -> Truth {
        switch self {
        case .threshold(let name, let measure, let comparison, let bound):
            if signals.abstained.contains(name) { return .unknown }
            let signal = signals.measured[name]
            switch measure {
            case .value: return Truth(comparison.holds(signal?.value ?? 0, bound))
            case .pValue:
                guard let signal else { return Truth(comparison.holds(1, bound)) }
                guard let pValue = signal.pValue else { return .unknown }
                return Truth(comparison.holds(pValue, bound))
            }
        case .all(let parts): return parts.reduce(.yes) { $0.and($1.evaluate(signals)) }
        case .any(let parts): return parts.reduce(.no) { $0.or($1.evaluate(signals)) }
        case .not(let part): return part.evaluate(signals).negated
        }
    }

    /// Every signal that the condition reads, in order of appearance.
    public var signals: [String] {
        switch self {
        case .threshold(let name, _, _, _): [name]
        case .all(let parts), .any(let parts): parts.flatMap(\.signals)
        case .not(let part): part.signals
        }
    }

    public var json: JSONValue {
        switch self {
        case .threshold(let name, let measure, let comparison, let bound):
            .object(JSONObject([("signal", .string(name)), ("measure", .string(measure.rawValue)), (comparison.rawValue, .measurement(bound))]))
        case .all(let parts): ["all": .array(parts.map(\.json))]
        case .any(let parts): ["any": .array(parts.map(\.json))]
        case .not(let part): ["not": part.json]
        }
    }
}

/// What the detectors said about one event, looked up by signal name.
public struct EventSignals: Sendable {
    public let measured: [String: Signal]
    public let abstained: Set<String>

    /// Where a signal is given twice, the larger value counts.
    public init(_ signals: [Signal], abstained: Set<String> = []) {
        measured = Dictionary(signals.map { ($0.name, $0) }) { $0.value >= $1.value ? $0 : $1 }
        self.abstained = abstained
    }
}
