public import CanonicalJSON

/// Something counted over earlier events, which conditions name `aggregates.NAME`.
///
/// For an event at ledger position p and event time t those events count that stand before p, are of the named type, have the same key, and
/// whose event time lies in [t − w, t). What comes late counts by its event time for everything behind it in the ledger.
public struct Aggregate: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// How many.
        case count
        /// How many different values.
        case distinct
        /// The sum of a number.
        case sum
        /// How many an hour.
        case rate
        /// Which part of them has the value that the event itself has.
        case share
        /// Seconds since the first of them.
        case firstSeen = "first_seen"

        /// True where a field of the counted events is read besides the key.
        public var needsValue: Bool { self == .distinct || self == .sum || self == .share }
    }

    public let name: String
    public let kind: Kind
    /// The type of the events that count.
    public let eventType: String
    /// The field of `event.data` that they must share, by its keys.
    public let key: [String]
    /// The field that is looked at; empty where none is.
    public let value: [String]
    public let windowSeconds: Int64

    /// Events are kept for so many windows behind the latest event time. One that comes later than that, less its own window, cannot be decided:
    /// what it should count may be gone.
    public static let windowsKept: Int64 = 4
    /// Days of the longest window.
    public static let maximumWindowDays: Int64 = 366

    public init(name: String, kind: Kind, eventType: String, key: [String], value: [String] = [], windowSeconds: Int64) {
        self.name = name
        self.kind = kind
        self.eventType = eventType
        self.key = key
        self.value = value
        self.windowSeconds = windowSeconds
    }

    /// The name under which conditions and verdicts know it.
    public var signal: String { Self.prefix + name }
    static let prefix = "aggregates."
    /// True for the name of some aggregate in a verdict.
    public static func isSignal(_ name: String) -> Bool { name.hasPrefix(prefix) }

    public var json: JSONValue {
        var object = JSONObject([
            ("name", .string(name)), ("kind", .string(kind.rawValue)), ("of", .string(eventType)), ("by", .array(key.map { .string($0) })),
            ("window_seconds", .integer(windowSeconds)),
        ])
        if !value.isEmpty { object["value"] = .array(value.map { .string($0) }) }
        return .object(object)
    }

    /// Reads back what `json` wrote; nil for anything else.
    public init?(json: JSONValue) {
        func path(_ key: String) -> [String] { (json[key]?.arrayValue ?? []).compactMap(\.stringValue) }
        guard let name = json["name"]?.stringValue, let kind = json["kind"]?.stringValue.flatMap(Kind.init(rawValue:)),
            let type = json["of"]?.stringValue, let window = json["window_seconds"]?.integerValue, window > 0, !path("by").isEmpty
        else { return nil }
        self.init(name: name, kind: kind, eventType: type, key: path("by"), value: path("value"), windowSeconds: window)
        guard self.json == json else { return nil }
    }
}
