public import CanonicalJSON

/// Why a JSON value is not a contribution event: a stable code, the place inside the value, cause and hint.
public struct EventError: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case notAnObject = "event/not-an-object"
        case missingField = "event/missing-field"
        case wrongType = "event/wrong-type"
        case badValue = "event/bad-value"
        case unsupportedVersion = "event/unsupported-version"
        case badTime = "event/bad-time"
        case fractionalAmount = "event/fractional-amount"
        case negativeAmount = "event/negative-amount"
        case amountTooLarge = "event/amount-too-large"
        case rawIdentifier = "event/raw-identifier"
        case tooLong = "event/too-long"
    }
    public let code: Code
    public let path: [JSONPathStep]
    public let cause: String
    public let hint: String?
}

/// Limits on what one event may hold.
public enum EventLimits {
    /// Bytes of an id or any other name.
    public static let nameBytes = 512
    /// Bytes of a submission's text.
    public static let textBytes = 8 << 20
    /// Bytes of a query.
    public static let queryBytes = 64 << 10
    /// Results, credits, datasets, roles or sources in one event.
    public static let listCount = 10_000
    /// The largest weight or effect, in millionths: a million times the whole answer.
    public static let ppm: Int64 = 1_000_000_000_000
    /// The last place that a result may have.
    public static let rank: Int64 = 1_000_000
}

extension ContributionEvent {
    /// Decodes and checks one structured-mode CloudEvents envelope, and says what is wrong with it. O(size of the value).
    /// - Parameter canonicalBytes: the value's canonical form where the caller has it, as a ledger does; else it is written anew.
    public init(decoding value: JSONValue, canonicalBytes: [UInt8]? = nil) throws(EventError) {
        guard case .object(let envelope) = value else {
            throw EventError(code: .notAnObject, path: [], cause: "an event is a JSON object, this is \(value.kindName)", hint: nil)
        }
        let fields = FieldReader(object: envelope, path: [])
        try fields.version(EnvelopeField.version)
        let key = EventKey(source: try fields.name("source"), id: try fields.name("id"))
        let type = try fields.name("type")
        let time = try fields.time("time")
        let sequence = try fields.optionalSequence("sequence")
        let payload = try EventDescription.of(type).map { (description) throws(EventError) in try description.decode(try fields.object("data")) }
        self.init(
            key: key, type: type, time: time, sequence: sequence, payload: payload ?? .unknown,
            canonicalBytes: canonicalBytes ?? JSONWriter.bytes(value))
    }

    /// The same event from its canonical bytes, without a value on the way: some five times as fast. Nil for everything that is not plainly a
    /// sound event in canonical form: then `init(decoding:)` decides, and says why.
    ///
    /// Whatever passes here the plain decoder takes for the same event (a test compares the two). O(bytes).
    public init?(canonical bytes: [UInt8]) {
        let event: ContributionEvent? = bytes.withUnsafeBytes { lent in
            var cursor = EventCursor(lent)
            return cursor.event(keeping: bytes)
        }
        guard let event else { return nil }
        self = event
    }

    /// The same from bytes that somebody lends; they are copied.
    public init?(canonical bytes: UnsafeRawBufferPointer) {
        var cursor = EventCursor(bytes)
        guard let event = cursor.event(keeping: nil) else { return nil }
        self = event
    }
}
