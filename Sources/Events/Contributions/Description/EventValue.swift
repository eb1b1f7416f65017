/// A kind of value with its two readings: out of a JSON value, which says what is wrong, and out of canonical bytes, which is fast and leaves
/// whatever is out of the ordinary to the first.
struct EventValue<Value: Sendable>: Sendable {
    let kind: EventField.Kind
    /// Of a field that is there.
    let decode: @Sendable (FieldReader, _ key: String) throws(EventError) -> Value
    let read: @Sendable (inout EventCursor) -> Value?
    /// The names in it that stand in some relation to the event. `own` is the relation of the field itself.
    var names: @Sendable (Value, _ own: EventField.Role?, _ asked: EventField.Role) -> [String] = { _, _, _ in [] }
}

extension EventValue<String> {
    static let name = EventValue(
        kind: .name, decode: { (fields, key) throws(EventError) in try fields.name(key) }, read: { $0.name() },
        names: { $1 == $2 ? [$0] : [] })

    static let keyedHash = EventValue(
        kind: .keyedHash, decode: { (fields, key) throws(EventError) in try fields.keyedHash(key) }, read: { $0.keyedHash() })

    static func text(maximumBytes: Int) -> EventValue {
        EventValue(
            kind: .text(maximumBytes: maximumBytes), decode: { (fields, key) throws(EventError) in try fields.text(key, limit: maximumBytes) },
            read: { $0.text(maximumBytes: maximumBytes) })
    }

    static func erasableText(maximumBytes: Int) -> EventValue {
        EventValue(
            kind: .erasableText(maximumBytes: maximumBytes),
            decode: { (fields, key) throws(EventError) in try fields.text(key, limit: maximumBytes) },
            read: { $0.text(maximumBytes: maximumBytes) })
    }
}

extension EventValue<[String]> {
    static let names = EventValue(
        kind: .names, decode: { (fields, key) throws(EventError) in try fields.names(key) },
        read: { cursor in cursor.items { $0.name() } }, names: { $1 == $2 ? $0 : [] })
}

extension EventValue<Bool> {
    static let flag = EventValue(kind: .flag, decode: { (fields, key) throws(EventError) in try fields.flag(key) }, read: { $0.flag() })
}

extension EventValue<Double> {
    static let number = EventValue(kind: .number, decode: { (fields, key) throws(EventError) in try fields.number(key) }, read: { $0.number() })
}

extension EventValue<Int64> {
    static let count = EventValue(kind: .count, decode: { (fields, key) throws(EventError) in try fields.count(key) }, read: { $0.count() })
    static let share = EventValue(kind: .share, decode: { (fields, key) throws(EventError) in try fields.share(key) }, read: { $0.share() })
    static let weight = EventValue(kind: .weight, decode: { (fields, key) throws(EventError) in try fields.weight(key) }, read: { $0.weight() })
}

extension EventValue<Int> {
    static let rank = EventValue(kind: .rank, decode: { (fields, key) throws(EventError) in try fields.rank(key) }, read: { $0.rank() })
}

extension EventValue<MicroCredits> {
    static let amount = EventValue(kind: .amount, decode: { (fields, key) throws(EventError) in try fields.amount(key) }, read: { $0.amount() })
}

extension EventValue where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases of an enumeration, by its raw value.
    static var choice: EventValue {
        let cases = Array(Value.allCases)
        let choices = EventChoices(cases.map(\.rawValue))
        return EventValue(
            kind: .choice(choices), decode: { (fields, key) throws(EventError) in cases[try fields.choice(key, choices)] },
            read: { cursor in cursor.choice(choices).map { cases[$0] } })
    }
}

extension EventValue {
    /// Some of the cases of an enumeration, by their raw values.
    static func choices<Case: RawRepresentable & CaseIterable & Sendable>() -> EventValue where Value == [Case], Case.RawValue == String {
        let cases = Array(Case.allCases)
        let choices = EventChoices(cases.map(\.rawValue))
        return EventValue(
            kind: .choices(choices), decode: { (fields, key) throws(EventError) in try fields.choices(key, choices).map { cases[$0] } },
            read: { cursor in cursor.items { $0.choice(choices).map { cases[$0] } } })
    }

    /// Objects with fields of their own.
    static func list<Item: EventPayload>() -> EventValue where Value == [Item] {
        EventValue(
            kind: .list(Item.description.fields),
            decode: { (fields, key) throws(EventError) in
                try fields.list(key) { (item, path) throws(EventError) in try Item.description.decode(try FieldReader(item, path)) }
            },
            read: { cursor in cursor.items { Item.description.read(&$0) } },
            names: { items, _, asked in items.flatMap { $0.names(asked) } })
    }
}

extension EventValue where Value: EventPayload {
    /// One object with fields of its own.
    static var nested: EventValue {
        EventValue(
            kind: .nested(Value.description.fields),
            decode: { (fields, key) throws(EventError) in try Value.description.decode(try fields.object(key)) },
            read: { Value.description.read(&$0) }, names: { value, _, asked in value.names(asked) })
    }
}

extension EventValue<Void> {
    /// An object of whatever the emitter likes, which is checked and kept with the event and which nothing here reads.
    static let object = EventValue(
        kind: .object, decode: { (fields, key) throws(EventError) in _ = try fields.object(key) }, read: { $0.object() ? () : nil })
}
