/// What the data of an event, or an object in it, becomes. An empty one is filled in field by field as its description says, and nobody sees it
/// before all required fields are there.
protocol EventPayload: Sendable, Hashable {
    init()
    static var description: PayloadDescription<Self> { get }
}

extension EventPayload {
    /// The names that stand in this relation to the event, in the order of the description.
    func names(_ role: EventField.Role) -> [String] { Self.description.names(self, role) }
}

/// A field of a payload: its description, and how each decoder fills it in.
struct PayloadField<Payload: EventPayload>: Sendable {
    typealias Path<Value> = WritableKeyPath<Payload, Value> & Sendable

    let field: EventField
    /// Reads the field, which is there, out of a JSON value.
    let decode: @Sendable (FieldReader, inout Payload) throws(EventError) -> Void
    /// Reads it out of canonical bytes; false: let the other decide.
    let read: @Sendable (inout EventCursor, inout Payload) -> Bool
    let names: @Sendable (Payload, EventField.Role) -> [String]

    /// A field that must be there.
    static func required<Value>(
        _ key: StaticString, _ path: any Path<Value>, _ value: EventValue<Value>, role: EventField.Role? = nil, _ meaning: String,
        unit: String? = nil, example: String = ""
    ) -> PayloadField {
        kept(EventField(key, value.kind, presence: .required, role: role, meaning, unit: unit, example: example), path, value)
    }

    /// A field without which the payload keeps what an empty one holds.
    static func defaulted<Value>(
        _ key: StaticString, _ path: any Path<Value>, _ value: EventValue<Value>, role: EventField.Role? = nil, _ meaning: String,
        unit: String? = nil, example: String = ""
    ) -> PayloadField {
        kept(EventField(key, value.kind, presence: .optional, role: role, meaning, unit: unit, example: example), path, value)
    }

    /// A field that is nil where it is absent.
    static func optional<Value>(
        _ key: StaticString, _ path: any Path<Value?>, _ value: EventValue<Value>, role: EventField.Role? = nil, _ meaning: String,
        unit: String? = nil, example: String = ""
    ) -> PayloadField {
        kept(EventField(key, value.kind, presence: .optional, role: role, meaning, unit: unit, example: example), path, value)
    }

    /// One of several fields of which exactly one must be there.
    static func alternative<Value>(
        _ key: StaticString, _ path: any Path<Value?>, _ value: EventValue<Value>, role: EventField.Role? = nil, _ meaning: String,
        example: String
    ) -> PayloadField {
        kept(EventField(key, value.kind, presence: .alternative, role: role, meaning, example: example), path, value)
    }

    /// A field that is checked, and not kept in the payload.
    static func unread(_ key: StaticString, _ value: EventValue<Void>, _ meaning: String, example: String) -> PayloadField {
        PayloadField(
            field: EventField(key, value.kind, presence: .optional, meaning, example: example),
            decode: { (fields, _) throws(EventError) in try value.decode(fields, "\(key)") }, read: { cursor, _ in value.read(&cursor) != nil },
            names: { _, _ in [] })
    }

    private static func kept<Value>(_ field: EventField, _ path: any Path<Value>, _ value: EventValue<Value>) -> PayloadField {
        let name = field.name
        return PayloadField(
            field: field, decode: { (fields, payload) throws(EventError) in payload[keyPath: path] = try value.decode(fields, name) },
            read: { cursor, payload in
                guard let found = value.read(&cursor) else { return false }
                payload[keyPath: path] = found
                return true
            }, names: { payload, asked in value.names(payload[keyPath: path], field.role, asked) })
    }

    private static func kept<Value>(_ field: EventField, _ path: any Path<Value?>, _ value: EventValue<Value>) -> PayloadField {
        let name = field.name
        return PayloadField(
            field: field, decode: { (fields, payload) throws(EventError) in payload[keyPath: path] = try value.decode(fields, name) },
            read: { cursor, payload in
                guard let found = value.read(&cursor) else { return false }
                payload[keyPath: path] = found
                return true
            }, names: { payload, asked in payload[keyPath: path].map { value.names($0, field.role, asked) } ?? [] })
    }
}

/// How one payload is read: its fields, in the order in which a fault is looked for.
struct PayloadDescription<Payload: EventPayload>: Sendable {
    let fields: EventFields
    private let members: [PayloadField<Payload>]
    /// Their readers by row.
    private let readers: [@Sendable (inout EventCursor, inout Payload) -> Bool]

    init(_ members: [PayloadField<Payload>]) {
        self.members = members
        fields = EventFields(members.map(\.field))
        readers = fields.rows.map { members[$0.number].read }
    }

    /// Decodes an object and says what is wrong with it. O(size of the value).
    func decode(_ reader: FieldReader) throws(EventError) -> Payload {
        var payload = Payload()
        var given = 0
        for (number, member) in members.enumerated() {
            let field = member.field
            let isThere = reader.has(field.name)
            if isThere { try member.decode(reader, &payload) } else if field.presence == .required { throw reader.missing(field.name) }
            guard field.presence == .alternative else { continue }
            if isThere { given += 1 }
            // Behind the last of them.
            if fields.alternatives >> UInt32(number + 1) == 0, given != 1 { throw reader.notOne(of: fields, given) }
        }
        return payload
    }

    /// The same from canonical bytes, where nothing is out of the ordinary. O(bytes).
    func read(_ cursor: inout EventCursor) -> Payload? {
        var payload = Payload()
        return cursor.members(fields) { readers[$1](&$0, &payload) } ? payload : nil
    }

    func names(_ payload: Payload, _ role: EventField.Role) -> [String] {
        guard fields.roles.contains(role) else { return [] }
        return members.flatMap { $0.field.roles.contains(role) ? $0.names(payload, role) : [] }
    }
}
