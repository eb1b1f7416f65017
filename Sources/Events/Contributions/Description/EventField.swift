/// One field of an event, described once: the decoders, the scanner, the names that rules may use and `docs/events.md` follow from it.
public struct EventField: Sendable {
    /// What a field holds.
    public enum Kind: Sendable {
        /// A string of 1 to `EventLimits.nameBytes` bytes without control characters.
        case name
        case names
        case text(maximumBytes: Int)
        /// A text that a ledger keeps beside the entry, so that it can be erased.
        case erasableText(maximumBytes: Int)
        case flag
        /// Any finite number.
        case number
        /// A whole number that is not negative.
        case count
        /// A whole number from 1 to `EventLimits.rank`.
        case rank
        /// A number, kept in whole parts per million.
        case share
        /// A share that is not negative.
        case weight
        /// Micro-credits: a whole number, not negative.
        case amount
        /// `hmac:` and an opaque string.
        case keyedHash
        case choice(EventChoices)
        case choices(EventChoices)
        /// An object of whatever the emitter likes.
        case object
        case nested(EventFields)
        case list(EventFields)
        /// Of the envelope: the version of CloudEvents that this build reads.
        case version
        /// An RFC 3339 time.
        case time
        /// A decimal string, or a whole number.
        case sequence
        /// What the type describes.
        case data
    }

    /// Whether a field must be there. An explicit null counts as absent.
    public enum Presence: Sendable, Hashable {
        case required, optional
        /// One of several in the same object, of which exactly one must be there.
        case alternative
    }

    /// What the name in a field has to do with the event.
    public enum Role: Sendable, Hashable, CaseIterable {
        /// The participant who did it.
        case acts
        /// The participant for whom it claims an amount by itself.
        case claims
        /// A participant, or what one brought, that shares in its fee.
        case gains
        /// What the event brings, and later events may credit by name.
        case brings
        /// The thing that it is about, or one that it refers to.
        case concerns
        /// Whoever says what others are; no party to anything.
        case judges
    }

    public let key: StaticString
    /// The key as a string.
    public let name: String
    public let kind: Kind
    public let presence: Presence
    /// Nil where the field names nobody and nothing that matters to money.
    public let role: Role?
    /// One sentence.
    public let meaning: String
    /// Of a number, where it has one.
    public let unit: String?
    /// A value in JSON; empty for what is put together from fields of its own.
    public let example: String

    init(
        _ key: StaticString, _ kind: Kind, presence: Presence = .required, role: Role? = nil, _ meaning: String, unit: String? = nil,
        example: String = ""
    ) {
        self.key = key
        name = "\(key)"
        self.kind = kind
        self.presence = presence
        self.role = role
        self.meaning = meaning
        self.unit = unit
        self.example = example
    }

    /// The roles of the names in it, those in objects inside it included.
    var roles: Set<Role> {
        switch kind {
        case .nested(let fields), .list(let fields): fields.roles
        default: role.map { [$0] } ?? []
        }
    }
}

/// The words of which a field holds one. A class for the same reason as `EventFields`.
public final class EventChoices: Sendable {
    public let words: [String]
    let bytes: [[UInt8]]

    init(_ words: [String]) {
        self.words = words
        bytes = words.map { Array($0.utf8) }
    }
}

/// The fields of one object, in the order in which a fault is looked for. Unknown members beside them are kept and passed over.
///
/// A class because descriptions hold one another, and because scanning a million events should count no references to arrays.
public final class EventFields: Sendable {
    /// A field's key and its number in `fields`.
    struct Row: Sendable {
        let key: StaticString
        let number: Int
        /// The first eight bytes of the key and of the quote behind it, as they lie in memory, and which bits of a word they are.
        let start: UInt64
        let mask: UInt64

        init(_ field: EventField, _ number: Int) {
            key = field.key
            self.number = number
            let bytes = Array("\(key)\"".utf8.prefix(8))
            start = bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
            mask = UInt64.max >> UInt64(64 - 8 * bytes.count)
        }
    }

    public let fields: [EventField]
    /// By key, as the members of canonical JSON are.
    let rows: [Row]
    /// What the field of each row holds.
    let kinds: [EventField.Kind]
    /// A bit for each required field, by number.
    let required: UInt32
    /// A bit for each field of which exactly one must be there.
    let alternatives: UInt32
    /// The roles of all names in them.
    let roles: Set<EventField.Role>

    init(_ fields: [EventField]) {
        precondition(fields.count <= UInt32.bitWidth, "more fields than bits")
        self.fields = fields
        rows = fields.indices.map { Row(fields[$0], $0) }.sorted { "\($0.key)" < "\($1.key)" }
        kinds = rows.map { fields[$0.number].kind }
        func bits(_ presence: EventField.Presence) -> UInt32 {
            fields.indices.reduce(0) { fields[$1].presence == presence ? $0 | 1 << UInt32($1) : $0 }
        }
        roles = fields.reduce(into: []) { $0.formUnion($1.roles) }
        required = bits(.required)
        alternatives = bits(.alternative)
    }

    /// The names of the fields, in the order of the description.
    public var names: [String] { fields.map(\.name) }
}
