internal import CanonicalJSON

extension EventCursor {
    /// A string that names something: not empty, not too long, no escape (which a control character would need), no DEL.
    mutating func nameRange() -> Range<Int>? {
        guard let text = json.plainString(), !text.isEmpty, text.count <= EventLimits.nameBytes else { return nil }
        for index in text where json.bytes[index] == 0x7F { return nil }
        return text
    }

    mutating func name() -> String? { nameRange().map(json.text) }

    mutating func textRange(maximumBytes: Int) -> JSONCursor.Text? {
        guard let text = json.canonicalString(), text.range.count <= maximumBytes else { return nil }
        return text
    }

    mutating func text(maximumBytes: Int) -> String? { textRange(maximumBytes: maximumBytes).map(json.string) }

    mutating func keyedHashRange() -> Range<Int>? {
        guard let text = nameRange(), text.count >= 9, JSONCursor.equal(json.slice(text.prefix(5)), "hmac:") else { return nil }
        var dots = 0
        for index in text.dropFirst(5) {
            let byte = json.bytes[index]
            if byte >= 0x80 || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":") { return nil }
            if byte == UInt8(ascii: ".") { dots += 1 }
        }
        return dots < 3 ? text : nil
    }

    mutating func keyedHash() -> String? { keyedHashRange().map(json.text) }

    mutating func flag() -> Bool? {
        if json.take("true") { return true }
        return json.take("false") ? false : nil
    }

    private mutating func integer() -> Int64? {
        guard let number = json.canonicalNumber(), number.isInteger else { return nil }
        return json.integer(number)
    }

    mutating func count() -> Int64? { integer().flatMap { $0 >= 0 ? $0 : nil } }

    mutating func rank() -> Int? { integer().flatMap { $0 >= 1 && $0 <= EventLimits.rank ? Int($0) : nil } }

    mutating func amount() -> MicroCredits? {
        integer().flatMap { $0 >= 0 && $0 <= MicroCredits.maximumPerEvent.micros ? MicroCredits($0) : nil }
    }

    mutating func number() -> Double? {
        guard let number = json.canonicalNumber(), let value = json.double(number), value.isFinite else { return nil }
        return value
    }

    /// Whether a finite number stands there: certainly where it has few digits and no exponent.
    private mutating func hasNumber() -> Bool {
        guard let number = json.canonicalNumber() else { return false }
        return number.range.count < 40 && !json.slice(number.range).contains { $0 | 0x20 == UInt8(ascii: "e") }
            || json.double(number)?.isFinite ?? false
    }

    mutating func share() -> Int64? {
        guard let number = json.canonicalNumber() else { return nil }
        if number.isInteger, let whole = json.integer(number) { return Share.partsPerMillion(whole) }
        guard let value = json.double(number), value.isFinite else { return nil }
        return Share.partsPerMillion(value)
    }

    mutating func weight() -> Int64? { share().flatMap { $0 >= 0 ? $0 : nil } }

    mutating func object() -> Bool { json.next == UInt8(ascii: "{") && json.skipCanonicalValue() }

    /// A decimal string of at most 19 digits, or an integer that is not negative.
    mutating func sequence() -> UInt64? {
        guard json.next == UInt8(ascii: "\"") else { return count().map { UInt64($0) } }
        guard let text = json.plainString(), text.count <= 19, !text.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in json.bytes[text] {
            guard byte &- 0x30 < 10 else { return nil }
            value = value * 10 + UInt64(byte &- 0x30)
        }
        return value
    }

    /// The number of the word that stands there.
    mutating func choice(_ choices: EventChoices) -> Int? {
        guard let text = json.plainString() else { return nil }
        let found = json.slice(text)
        return choices.bytes.firstIndex { $0.count == found.count && $0.elementsEqual(found) }
    }

    /// A list of at most `EventLimits.listCount` values.
    @inline(__always)
    mutating func items<Item>(_ read: (inout EventCursor) -> Item?) -> [Item]? {
        var items: [Item] = []
        let isSound = eachItem { cursor in
            guard let item = read(&cursor) else { return false }
            items.append(item)
            return true
        }
        return isSound ? items : nil
    }

    @inline(__always)
    private mutating func eachItem(_ read: (inout EventCursor) -> Bool) -> Bool {
        guard json.take(UInt8(ascii: "[")) else { return false }
        if json.take(UInt8(ascii: "]")) { return true }
        var count = 0
        repeat {
            count += 1
            guard count <= EventLimits.listCount, read(&self) else { return false }
        } while json.take(UInt8(ascii: ","))
        return json.take(UInt8(ascii: "]"))
    }
}

// MARK: Scanning

extension EventCursor {
    /// Checks an object without building anything of it; where a text stands that is kept apart, without quotes.
    mutating func object(_ fields: EventFields, erasable text: inout Range<Int>?) -> Bool {
        members(fields) { cursor, row in cursor.check(fields.kinds[row], erasable: &text) }
    }

    private mutating func check(_ kind: EventField.Kind, erasable text: inout Range<Int>?) -> Bool {
        switch kind {
        case .name: return nameRange() != nil
        case .names: return eachItem { $0.nameRange() != nil }
        case .text(let limit): return textRange(maximumBytes: limit) != nil
        case .erasableText(let limit):
            text = textRange(maximumBytes: limit)?.range
            return text != nil
        case .flag: return flag() != nil
        case .number: return hasNumber()
        case .count: return count() != nil
        case .rank: return rank() != nil
        case .share: return share() != nil
        case .weight: return weight() != nil
        case .amount: return amount() != nil
        case .keyedHash: return keyedHashRange() != nil
        case .choice(let choices): return choice(choices) != nil
        case .choices(let choices): return eachItem { $0.choice(choices) != nil }
        case .object: return object()
        case .nested(let fields): return object(fields, erasable: &text)
        case .list(let fields): return eachItem { $0.object(fields, erasable: &text) }
        case .version, .time, .sequence, .data: return false
        }
    }
}
