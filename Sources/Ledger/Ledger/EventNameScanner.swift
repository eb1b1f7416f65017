internal import CanonicalJSON
internal import Contributions

/// Finds the name of an event in its stored body without building the value: repeats and index checks need no more of it.
///
/// It walks the members of the outermost object and steps over all other values. Where anything is out of the ordinary (escapes in a name,
/// white space, damage) it gives up and the whole parser decides.
enum EventNameScanner {
    static func eventKey(_ body: UnsafeRawBufferPointer) -> EventKey? {
        if let key = scan(body) { return key }
        guard let value = try? JSONParser.parse(Array(body)), let source = value["source"]?.stringValue, let id = value["id"]?.stringValue else {
            return nil
        }
        return EventKey(source: source, id: id)
    }

    private static func scan(_ bytes: UnsafeRawBufferPointer) -> EventKey? {
        var cursor = JSONCursor(bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        var id: String?
        var source: String?
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if JSONCursor.equal(cursor.slice(name), "id") {
                id = cursor.plainString().flatMap { text(cursor.slice($0)) }
                guard id != nil else { return nil }
            } else if JSONCursor.equal(cursor.slice(name), "source") {
                source = cursor.plainString().flatMap { text(cursor.slice($0)) }
                guard source != nil else { return nil }
            } else {
                guard cursor.skipValue() else { return nil }
            }
            if let id, let source { return EventKey(source: source, id: id) }
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    /// Where the text that is kept apart stands in an event's canonical body, without its quotes; nil for an event without one.
    static func erasableText(_ bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        guard let described = EventDescription.erasableText else { return nil }
        var cursor = JSONCursor(bytes)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        var found: Range<Int>?
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if JSONCursor.equal(cursor.slice(name), "data") {
                let start = cursor.position
                guard cursor.skipValue() else { return nil }
                var data = JSONCursor(cursor.bytes, at: start)
                found = stringMember(described.key, &data)
            } else if JSONCursor.equal(cursor.slice(name), "type") {
                // Members are sorted, so that the data came before.
                guard let type = cursor.plainString(), JSONCursor.equal(cursor.slice(type), described.type) else { return nil }
                return found
            } else {
                guard cursor.skipValue() else { return nil }
            }
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    /// In front of an object: the content of the string member with this name.
    private static func stringMember(_ wanted: StaticString, _ cursor: inout JSONCursor) -> Range<Int>? {
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let name = cursor.plainString(), cursor.take(UInt8(ascii: ":")) else { return nil }
            if JSONCursor.equal(cursor.slice(name), wanted) { return cursor.anyString() }
            guard cursor.skipValue() else { return nil }
        } while cursor.take(UInt8(ascii: ","))
        return nil
    }

    private static func text(_ bytes: UnsafeRawBufferPointer) -> String? { String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) }
}
