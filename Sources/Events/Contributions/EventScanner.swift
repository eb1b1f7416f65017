/// What the ledger needs to know of an event, found in its canonical bytes without building the event.
public struct ScannedEvent: Hashable, Sendable {
    /// Where source and id stand, without quotes; neither holds an escape.
    public let source: Range<Int>
    public let id: Range<Int>
    public let time: Timestamp
    public let sequence: UInt64?
    /// For a submission: where its text stands, without quotes.
    public let text: Range<Int>?

    /// Scans canonical JSON. Nil for everything that is not plainly a sound event: then `ContributionEvent(decoding:)` decides, and says why.
    ///
    /// Whatever passes here, decoding accepts, with the same key, time and sequence (a test compares the two). O(bytes), no allocation.
    public init?(canonical bytes: UnsafeRawBufferPointer) {
        var cursor = EventCursor(bytes: bytes)
        guard let found = cursor.envelope() else { return nil }
        self = found
    }

    init(source: Range<Int>, id: Range<Int>, time: Timestamp, sequence: UInt64?, text: Range<Int>?) {
        self.source = source
        self.id = id
        self.time = time
        self.sequence = sequence
        self.text = text
    }
}

/// Which fields an object of the contract has; others are passed over.
struct EventFields: Sendable {
    enum Check: Sendable {
        case name, names, bool, number, count, rank, ppm, weight, amount, object, keyedHash
        /// A text of at most so many bytes.
        case text(Int)
        case cases([StaticString])
        case caseList([StaticString])
        case nested(EventFieldsBox)
        case list(EventFieldsBox)
    }

    struct Field: Sendable {
        let key: StaticString
        let check: Check
        var isRequired = true
        /// One of several of which exactly one must be there.
        var isAlternative = false
    }

    let fields: [Field]
    let required: UInt32
    let alternatives: UInt32

    init(_ fields: [Field]) {
        self.fields = fields
        var required: UInt32 = 0
        var alternatives: UInt32 = 0
        for (index, field) in fields.enumerated() {
            if field.isAlternative { alternatives |= 1 << UInt32(index) } else if field.isRequired { required |= 1 << UInt32(index) }
        }
        self.required = required
        self.alternatives = alternatives
    }
}

/// Breaks the recursion of the table.
final class EventFieldsBox: Sendable {
    let fields: EventFields
    init(_ fields: EventFields) { self.fields = fields }
}

extension EventFields {
    private static func optional(_ key: StaticString, _ check: Check) -> Field { Field(key: key, check: check, isRequired: false) }
    private static func required(_ key: StaticString, _ check: Check) -> Field { Field(key: key, check: check) }
    private static func alternative(_ key: StaticString) -> Field { Field(key: key, check: .name, isRequired: false, isAlternative: true) }

    static let participant = EventFields([
        required("participant", .name), required("roles", .caseList(["contributor", "tuner", "indexer", "agent", "consumer"])),
        optional(
            "identifiers",
            .nested(EventFieldsBox(EventFields([optional("network", .keyedHash), optional("device", .keyedHash), optional("funder", .keyedHash)])))),
    ])
    static let submission = EventFields([
        required("submission", .name), required("contributor", .name), required("dataset", .name), required("text", .text(EventLimits.textBytes)),
        optional("language", .name), optional("license", .name), optional("origin", .cases(["human", "synthetic", "mixed"])),
        optional("derived_from", .names),
    ])
    static let tuning = EventFields([
        required("run", .name), required("tuner", .name), required("base_model", .name), required("adapter", .name),
        required("method", .cases(["lora", "qlora", "p-tuning", "prefix", "full"])), optional("datasets", .names), optional("metrics", .object),
        optional("tokens", .count), optional("seconds", .number),
    ])
    static let retrieval = EventFields([
        required("retrieval", .name), required("consumer", .name), required("index", .name), required("query", .text(EventLimits.queryBytes)),
        required("fee", .amount),
        required(
            "results",
            .list(
                EventFieldsBox(
                    EventFields([
                        required("submission", .name), required("rank", .rank), optional("score", .number), optional("cited", .bool),
                        optional("effect", .ppm),
                    ])))),
    ])
    static let inference = EventFields([
        required("request", .name), required("consumer", .name), required("model", .name), optional("adapter", .name),
        optional("tokens_in", .count), optional("tokens_out", .count), required("fee", .amount),
        required(
            "credits",
            .list(
                EventFieldsBox(
                    EventFields([
                        alternative("submission"), alternative("adapter"), alternative("participant"), required("weight", .weight),
                        optional("method", .name),
                    ])))),
    ])
    static let interaction = EventFields([
        required("from", .name), required("to", .name), required("resource", .name),
        required("kind", .cases(["call", "payment", "endorsement", "vote"])), optional("amount", .amount),
    ])
    static let label = EventFields([
        required("subject", .name), required("label", .cases(["fraud", "honest"])), required("reviewer", .name),
        optional("note", .text(EventLimits.queryBytes)),
    ])

    /// The fields of a type's data; nil for a type that the contract does not know, whose data may be anything.
    static func ofType(_ type: UnsafeRawBufferPointer) -> EventFields? {
        if equal(type, "assay.retrieval.v1") { return retrieval }
        if equal(type, "assay.inference.v1") { return inference }
        if equal(type, "assay.interaction.v1") { return interaction }
        if equal(type, "assay.submission.v1") { return submission }
        if equal(type, "assay.participant.v1") { return participant }
        if equal(type, "assay.tuning.v1") { return tuning }
        if equal(type, "assay.label.v1") { return label }
        return nil
    }

    @inline(__always) static func equal(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where bytes[index] != text.utf8Start[index] { return false }
        return true
    }
}
