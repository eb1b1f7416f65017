internal import CanonicalJSON

/// One type of events: its name, what it says, and the fields of its data.
public struct EventDescription: Sendable {
    /// The CloudEvents type, e.g. `assay.retrieval.v1`.
    public let type: String
    /// One sentence.
    public let meaning: String
    public let data: EventFields
    let typeBytes: StaticString
    let decode: @Sendable (FieldReader) throws(EventError) -> ContributionEvent.Payload
    let read: @Sendable (inout EventCursor) -> ContributionEvent.Payload?

    private init<Payload: EventPayload>(
        _ type: StaticString, _ payload: @escaping @Sendable (Payload) -> ContributionEvent.Payload, _ meaning: String
    ) {
        self.type = "\(type)"
        self.meaning = meaning
        typeBytes = type
        data = Payload.description.fields
        decode = { (reader) throws(EventError) in payload(try Payload.description.decode(reader)) }
        read = { cursor in Payload.description.read(&cursor).map(payload) }
    }

    /// Every type that is described, those that are most frequent first.
    public static let all = [
        EventDescription("assay.retrieval.v1", { .retrieval($0) }, "A search answered a consumer's query, for a fee."),
        EventDescription("assay.inference.v1", { .inference($0) }, "A model answered a consumer's request, for a fee."),
        EventDescription("assay.interaction.v1", { .interaction($0) }, "One participant did something with what another offers."),
        EventDescription("assay.submission.v1", { .submission($0) }, "A contributor brought a text to a dataset."),
        EventDescription("assay.participant.v1", { .participant($0) }, "A participant joined, or is described anew."),
        EventDescription("assay.tuning.v1", { .tuning($0) }, "A tuner made an adapter for a model."),
        EventDescription("assay.label.v1", { .label($0) }, "A reviewer said of something whether it is fraud."),
    ]

    /// The description of a type; nil for a type that nobody described, whose data may be anything.
    public static func of(_ type: String) -> EventDescription? { all.first { $0.type == type } }

    static func of(_ type: UnsafeRawBufferPointer) -> EventDescription? {
        for description in all where JSONCursor.equal(type, description.typeBytes) { return description }
        return nil
    }

    /// The members of the envelope, in the order in which a fault is looked for.
    public static let envelope = EventFields(EnvelopeField.allCases.map(\.field))

    /// The names of the members by which a rule may ask about every event, and of what kind they are.
    public static var commonFields: [EventField] { EnvelopeField.allCases.filter(\.isForRules).map(\.field) }

    /// Of which type's data which text is kept beside the entry, so that it can be erased.
    public static let erasableText: (type: StaticString, key: StaticString)? = {
        for description in all {
            for field in description.data.fields { if case .erasableText = field.kind { return (description.typeBytes, field.key) } }
        }
        return nil
    }()
}

/// The members of a CloudEvents envelope that mean something here.
enum EnvelopeField: Int, CaseIterable {
    case specversion, source, id, type, time, sequence, data

    /// The one version that is read.
    static let version: StaticString = "1.0"

    /// False for what says nothing of the event itself.
    var isForRules: Bool { self != .specversion && self != .sequence }

    var field: EventField {
        switch self {
        case .specversion: EventField("specversion", .version, "The version of CloudEvents.", example: "\"1.0\"")
        case .source: EventField("source", .name, "Who emitted it; with `id` it names the event.", example: "\"engine/rag-eu-1\"")
        case .id: EventField("id", .name, "Its name, of which the source has no second one.", example: "\"evt-0412\"")
        case .type: EventField("type", .name, "Which of the types below it is; another one is kept, and never paid.")
        case .time: EventField("time", .time, "When it happened.", example: "\"2026-03-01T09:15:02.114Z\"")
        case .sequence:
            EventField("sequence", .sequence, presence: .optional, "Its number in the count of its source, which rises by one.", example: "\"42\"")
        case .data: EventField("data", .data, presence: .optional, "Required for the types below; for others it may be anything.")
        }
    }
}
