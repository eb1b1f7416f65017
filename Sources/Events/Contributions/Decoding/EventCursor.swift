internal import CanonicalJSON

/// Walks canonical JSON and reads the fields of events on the way; nil and false mean "let the plain decoder decide".
///
/// What passes is canonical: keys in order, no needless escape, numbers as they are written. Only then are two readings of it the same.
struct EventCursor {
    var json: JSONCursor

    init(_ bytes: UnsafeRawBufferPointer) { json = JSONCursor(bytes) }

    /// Walks one object; `read` steps over the value of the field with that number. Members that nobody described are stepped over.
    @inline(__always)
    mutating func members(_ fields: EventFields, _ read: (inout EventCursor, Int) -> Bool) -> Bool {
        guard json.take(UInt8(ascii: "{")) else { return false }
        var seen: UInt32 = 0
        if !json.take(UInt8(ascii: "}")) {
            var row = 0
            var previous: Range<Int>?
            repeat {
                guard let key = json.canonicalKey() else { return false }
                if let previous, !json.precedes(previous, key) { return false }
                previous = key
                // Members and rows both stand in the order of their keys.
                while row < fields.rows.count, json.isBehind(key, fields.rows[row].key) { row += 1 }
                guard row < fields.rows.count, JSONCursor.equal(json.slice(key), fields.rows[row].key) else {
                    guard json.skipCanonicalValue() else { return false }
                    continue
                }
                let number = fields.rows[row].number
                row += 1
                // An explicit null counts as absent.
                if json.next == UInt8(ascii: "n") {
                    guard json.take("null") else { return false }
                    continue
                }
                guard read(&self, number) else { return false }
                seen |= 1 << UInt32(number)
            } while json.take(UInt8(ascii: ","))
            guard json.take(UInt8(ascii: "}")) else { return false }
        }
        guard seen & fields.required == fields.required else { return false }
        return fields.alternatives == 0 || (seen & fields.alternatives).nonzeroBitCount == 1
    }
}

extension JSONCursor {
    /// True where a key stands behind this one in canonical order.
    fileprivate func isBehind(_ key: Range<Int>, _ other: StaticString) -> Bool {
        let count = min(key.count, other.utf8CodeUnitCount)
        for index in 0..<count where bytes[key.lowerBound + index] != other.utf8Start[index] {
            return bytes[key.lowerBound + index] > other.utf8Start[index]
        }
        return key.count > other.utf8CodeUnitCount
    }
}

// MARK: The envelope

extension EventCursor {
    /// Where the members of an envelope stand; names without quotes.
    struct Envelope {
        var source = 0..<0
        var id = 0..<0
        var type = 0..<0
        var time = Timestamp(microseconds: 0)
        var sequence: UInt64?
        /// Where the value of `data` begins.
        var data: Int?
    }

    /// Walks a whole event and looks at everything but its data.
    mutating func envelope() -> Envelope? {
        guard JSONCursor.isUTF8(json.bytes) else { return nil }
        var found = Envelope()
        let isSound = members(EventDescription.envelope) { cursor, number in
            switch EnvelopeField(rawValue: number) {
            case .specversion: return cursor.json.plainString().map { JSONCursor.equal(cursor.json.slice($0), EnvelopeField.version) } ?? false
            case .source: return cursor.nameRange().map { found.source = $0 } != nil
            case .id: return cursor.nameRange().map { found.id = $0 } != nil
            case .type: return cursor.nameRange().map { found.type = $0 } != nil
            case .time:
                guard let text = cursor.json.plainString(), let time = Timestamp(rfc3339: cursor.json.slice(text)) else { return false }
                found.time = time
            case .sequence:
                guard let sequence = cursor.sequence() else { return false }
                found.sequence = sequence
            case .data:
                found.data = cursor.json.position
                return cursor.json.skipCanonicalValue()
            case nil: return false
            }
            return true
        }
        return isSound && json.isAtEnd ? found : nil
    }

    /// The event that the bytes are. The bytes are copied where the caller has no array of them.
    mutating func event(keeping bytes: [UInt8]?) -> ContributionEvent? {
        guard let envelope = envelope() else { return nil }
        var type: String?
        var payload = ContributionEvent.Payload.unknown
        if let description = EventDescription.of(json.slice(envelope.type)) {
            guard let data = envelope.data else { return nil }
            json.position = data
            guard let read = description.read(&self) else { return nil }
            payload = read
            // One string for all events of the type.
            type = description.type
        }
        return ContributionEvent(
            key: EventKey(source: string(envelope.source), id: string(envelope.id)), type: type ?? string(envelope.type), time: envelope.time,
            sequence: envelope.sequence, payload: payload, canonicalBytes: bytes ?? Array(json.bytes))
    }
}
