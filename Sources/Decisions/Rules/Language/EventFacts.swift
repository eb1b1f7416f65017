internal import CanonicalJSON
internal import Contributions
internal import Detection
internal import Expressions
public import Ledger

/// What the detectors said about one event, looked up by signal name.
public struct EventSignals: Sendable {
    public let measured: [String: Signal]
    public let abstained: Set<String>

    /// Where a signal is given twice, the larger value counts.
    public init(_ signals: [Signal], abstained: Set<String> = []) {
        measured = Dictionary(signals.map { ($0.name, $0) }) { $0.value >= $1.value ? $0 : $1 }
        self.abstained = abstained
    }

    /// True where no detector measured or refused anything.
    public var isSilent: Bool { measured.isEmpty && abstained.isEmpty }
}

/// Everything that a condition may ask about one event, by name.
///
/// A signal on which the detector abstained is unknown. One that was not reported is nothing out of the ordinary: its value is 0 and its
/// p-value 1. A p-value that nobody stated is unknown.
public struct EventFacts: Sendable {
    public let eventType: String
    public let signals: EventSignals
    /// The envelope in canonical JSON; nil where no rule reads it.
    public let body: [UInt8]?

    public init(eventType: String, signals: EventSignals, body: [UInt8]? = nil) {
        self.eventType = eventType
        self.signals = signals
        self.body = body
    }

    /// Behind a signal's name: how likely a value this extreme is among honest units.
    static let pValueSuffix = ".p_value"
    /// What conditions may ask about the event itself, with the types.
    static let fields = Dictionary(uniqueKeysWithValues: EventDescription.commonFields.map { ("event." + $0.name, type(of: $0)) })

    private static func type(of field: EventField) -> ExpressionType {
        switch field.kind {
        case .time: .timestamp
        case .data: .map(.string, .any)
        default: .string
        }
    }

    func binding(_ name: String) -> ExpressionBinding? {
        if Self.fields[name] != nil { return field(name) }
        if let (value, isKnown) = measurement(name) { return isKnown ? .value(.double(value)) : .unknown }
        return nil
    }

    /// A signal's value or p-value, and whether it is known; nil for a name that is no signal's.
    func measurement(_ name: String) -> (value: Double, isKnown: Bool)? {
        guard name.hasSuffix(Self.pValueSuffix) else {
            if signals.abstained.contains(name) { return (0, false) }
            if let signal = signals.measured[name] { return (signal.value, true) }
            return name.contains(".") && !name.hasPrefix("event.") ? (0, true) : nil
        }
        let signal = String(name.dropLast(Self.pValueSuffix.count))
        if signals.abstained.contains(signal) { return (1, false) }
        guard let measured = signals.measured[signal] else { return (1, true) }
        return (measured.pValue ?? 1, measured.pValue != nil)
    }

    private func field(_ name: String) -> ExpressionBinding {
        if name == "event.type" { return .value(.string(eventType)) }
        guard let body, let json = try? JSONParser.parse(body), let value = json[String(name.dropFirst("event.".count))] else { return .unknown }
        if name == "event.time" {
            guard let time = value.stringValue.flatMap({ Timestamp(rfc3339: $0) }), let moment = ExpressionTimestamp(microseconds: time.microseconds)
            else {
                return .unknown
            }
            return .value(.timestamp(moment))
        }
        return .value(ExpressionValue(value))
    }
}

extension ExpressionTimestamp {
    fileprivate init?(microseconds: Int64) {
        let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
        self.init(seconds: seconds, nanoseconds: Int32((microseconds - seconds * 1_000_000) * 1000))
    }
}
