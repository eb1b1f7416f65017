internal import CanonicalJSON

/// Walks canonical JSON and reads the fields of events on the way; nil and false mean "let the plain decoder decide".
///
/// What passes is canonical: keys in order, no needless escape, numbers as they are written. Only then are two readings of it the same.
struct EventCursor {
    var json: JSONCursor

    init(_ bytes: UnsafeRawBufferPointer) { json = JSONCursor(bytes) }

    /// Walks one object; `read` steps over the value of the field that has this row. Members that nobody described are stepped over.
    @inline(__always)
    mutating func members(_ fields: EventFields, _ read: (inout EventCursor, _ row: Int) -> Bool) -> Bool {
        guard json.take(UInt8(ascii: "{")) else { return false }
        var seen: UInt32 = 0
        if !json.take(UInt8(ascii: "}")) {
            var row = 0
            var stranger: Range<Int>?
            repeat {
                let start = json.position + 1
                if let found = take(keyIn: fields, from: row) {
                    // Rows stand in the order of their keys, and so must the members.
                    if let before = stranger, !json.precedes(before, start..<json.position - 2) { return false }
                    stranger = nil
                    row = found + 1
                    // An explicit null counts as absent.
                    if json.next == UInt8(ascii: "n") {
                        guard json.take("null") else { return false }
                        continue
                    }
                    guard read(&self, found) else { return false }
                    seen |= 1 << UInt32(fields.rows[found].number)
                } else {
                    guard let key = json.canonicalKey(), isInPlace(key, fields, row, stranger), json.skipCanonicalValue() else { return false }
                    stranger = key
                }
            } while json.take(UInt8(ascii: ","))
            guard json.take(UInt8(ascii: "}")) else { return false }
        }
        guard seen & fields.required == fields.required else { return false }
        return fields.alternatives == 0 || (seen & fields.alternatives).nonzeroBitCount == 1
    }

    /// Steps over a key and its colon where it is that of a row from this one on; the row.
    @inline(__always)
    private mutating func take(keyIn fields: EventFields, from first: Int) -> Int? {
        let start = json.position + 1
        guard start + 8 <= json.bytes.count, json.bytes[start - 1] == UInt8(ascii: "\"") else { return nil }
        let word = UInt64(littleEndian: json.bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        for row in first..<fields.rows.count where word & fields.rows[row].mask == fields.rows[row].start {
            let key = fields.rows[row].key
            let end = start + key.utf8CodeUnitCount
            guard end + 1 < json.bytes.count, json.bytes[end] == UInt8(ascii: "\""), json.bytes[end + 1] == UInt8(ascii: ":") else { continue }
            guard key.utf8CodeUnitCount <= 8 || JSONCursor.equal(json.slice(start..<end), key) else { continue }
            json.position = end + 2
            return row
        }
        return nil
    }

    /// Whether a key that no row from this one on has stands behind what came before it: the row before, and perhaps another such key.
    private func isInPlace(_ key: Range<Int>, _ fields: EventFields, _ row: Int, _ stranger: Range<Int>?) -> Bool {
        if let stranger { return json.precedes(stranger, key) }
        return row == 0 || json.isBehind(key, fields.rows[row - 1].key)
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
        /// Nil for a type that nobody described.
        var description: EventDescription?
    }

    /// Walks a whole event; `read` steps over its data where the type is described.
    @inline(__always)
    mutating func envelope(_ read: (inout EventCursor, EventDescription) -> Bool) -> Envelope? {
        var found = Envelope()
        // Canonical form puts the type behind the data, mostly as the last member.
        let guess = lastMember("type").flatMap { EventDescription.of(json.slice($0)) }
        var data: Int?
        let isSound = members(EventDescription.envelope) { cursor, row in
            switch EnvelopeField(rawValue: EventDescription.envelope.rows[row].number) {
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
                data = cursor.json.position
                if let guess { return read(&cursor, guess) }
                return cursor.json.skipCanonicalValue()
            case nil: return false
            }
            return true
        }
        guard isSound, json.isAtEnd else { return nil }
        found.description = EventDescription.of(json.slice(found.type))
        guard let description = found.description else { return guess == nil ? found : nil }
        guard let data else { return nil }
        if let guess { return guess.type == description.type ? found : nil }
        json.position = data
        return read(&self, description) ? found : nil
    }

    /// The value of the last member where that is a string and has this key. A guess: what comes before is not looked at.
    private func lastMember(_ key: StaticString) -> Range<Int>? {
        let end = json.bytes.count - 2
        guard end > 0, json.bytes[end] == UInt8(ascii: "\""), json.bytes[end + 1] == UInt8(ascii: "}") else { return nil }
        var start = end
        while start > 0, json.bytes[start - 1] != UInt8(ascii: "\"") { start -= 1 }
        let keyStart = start - 3 - key.utf8CodeUnitCount
        guard keyStart > 0, json.bytes[keyStart - 1] == UInt8(ascii: "\""), JSONCursor.equal(json.slice(keyStart..<start - 3), key) else {
            return nil
        }
        return start..<end
    }

    /// The event that the bytes are. The bytes are copied where the caller has no array of them.
    mutating func event(keeping bytes: [UInt8]?) -> ContributionEvent? {
        guard JSONCursor.isUTF8(json.bytes) else { return nil }
        var payload = ContributionEvent.Payload.unknown
        let envelope = envelope { cursor, description in
            guard let read = description.read(&cursor) else { return false }
            payload = read
            return true
        }
        guard let envelope else { return nil }
        return ContributionEvent(
            key: EventKey(source: json.text(envelope.source), id: json.text(envelope.id)),
            // One string for all events of a type.
            type: envelope.description?.type ?? json.text(envelope.type), time: envelope.time, sequence: envelope.sequence, payload: payload,
            canonicalBytes: bytes ?? Array(json.bytes))
    }
}
