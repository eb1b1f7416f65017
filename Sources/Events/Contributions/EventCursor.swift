/// Walks canonical JSON and checks the fields of events on the way; nil and false mean "let the decoder decide".
struct EventCursor {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    mutating func envelope() -> ScannedEvent? {
        var data: Int?
        var id: Range<Int>?
        var source: Range<Int>?
        var type: Range<Int>?
        var time: Timestamp?
        var sequence: UInt64?
        var isVersion1 = false
        guard take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = plainString(), take(UInt8(ascii: ":")) else { return nil }
            let name = slice(key)
            if EventFields.equal(name, "data") {
                data = position
                guard skipValue() else { return nil }
            } else if EventFields.equal(name, "id") {
                id = self.name()
                guard id != nil else { return nil }
            } else if EventFields.equal(name, "source") {
                source = self.name()
                guard source != nil else { return nil }
            } else if EventFields.equal(name, "type") {
                type = self.name()
                guard type != nil else { return nil }
            } else if EventFields.equal(name, "time") {
                time = plainString().flatMap { Timestamp(rfc3339: slice($0)) }
                guard time != nil else { return nil }
            } else if EventFields.equal(name, "specversion") {
                isVersion1 = plainString().map { EventFields.equal(slice($0), "1.0") } ?? false
            } else if EventFields.equal(name, "sequence") {
                sequence = sequenceNumber()
                guard sequence != nil else { return nil }
            } else {
                guard skipValue() else { return nil }
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")), position == bytes.count, isVersion1, let id, let source, let type, let time else { return nil }
        var text: Range<Int>?
        if let fields = EventFields.ofType(slice(type)) {
            guard let data else { return nil }
            position = data
            guard object(fields, text: &text) else { return nil }
        }
        let isSubmission = EventFields.equal(slice(type), "assay.submission.v1")
        return ScannedEvent(source: source, id: id, time: time, sequence: sequence, text: isSubmission ? text : nil)
    }

    private mutating func object(_ fields: EventFields, text: inout Range<Int>?) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        var seen: UInt32 = 0
        if !take(UInt8(ascii: "}")) {
            repeat {
                guard let key = plainString(), take(UInt8(ascii: ":")) else { return false }
                guard let index = fields.index(of: slice(key)) else {
                    guard skipValue() else { return false }
                    continue
                }
                // An explicit null counts as absent.
                if takeNull() { continue }
                guard check(fields.fields[index].check, text: &text) else { return false }
                seen |= 1 << UInt32(index)
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { return false }
        }
        guard seen & fields.required == fields.required else { return false }
        return fields.alternatives == 0 || (seen & fields.alternatives).nonzeroBitCount == 1
    }

    private mutating func check(_ check: EventFields.Check, text: inout Range<Int>?) -> Bool {
        switch check {
        case .name: return name() != nil
        case .names: return list { $0.name() != nil }
        case .bool: return word("true") || word("false")
        case .number: return number() != nil
        case .count: return integer().map { $0 >= 0 } ?? false
        case .rank: return integer().map { $0 >= 1 && $0 <= 1_000_000 } ?? false
        case .ppm: return partsPerMillion()
        case .weight: return position < bytes.count && bytes[position] != UInt8(ascii: "-") && partsPerMillion()
        case .amount: return integer().map { $0 >= 0 && $0 <= MicroCredits.maximumPerEvent.micros } ?? false
        case .object: return position < bytes.count && bytes[position] == UInt8(ascii: "{") && skipValue()
        case .keyedHash: return keyedHash()
        case .text(let limit):
            let start = position + 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\""), skipString(), position - 1 - start <= limit else { return false }
            text = start..<position - 1
            return true
        case .cases(let cases): return oneOf(cases)
        case .caseList(let cases): return list { $0.oneOf(cases) }
        case .nested(let box):
            var inner: Range<Int>?
            return object(box.fields, text: &inner)
        case .list(let box):
            return list { cursor in
                var inner: Range<Int>?
                return cursor.object(box.fields, text: &inner)
            }
        }
    }

    private mutating func list(_ item: (inout EventCursor) -> Bool) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        var count = 0
        repeat {
            count += 1
            guard count <= EventLimits.listCount, item(&self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func oneOf(_ cases: [StaticString]) -> Bool {
        guard let text = plainString() else { return false }
        for candidate in cases where EventFields.equal(slice(text), candidate) { return true }
        return false
    }

    /// A string that names something: not empty, not too long, no escape (which a control character would need), no DEL.
    private mutating func name() -> Range<Int>? {
        guard let text = plainString(), !text.isEmpty, text.count <= EventLimits.nameBytes else { return nil }
        for index in text where bytes[index] == 0x7F { return nil }
        return text
    }

    private mutating func keyedHash() -> Bool {
        guard let text = name(), text.count >= 9, EventFields.equal(slice(text.prefix(5)), "hmac:") else { return false }
        var dots = 0
        for index in text.dropFirst(5) {
            let byte = bytes[index]
            if byte >= 0x80 || byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":") { return false }
            if byte == UInt8(ascii: ".") { dots += 1 }
        }
        return dots < 3
    }

    /// A decimal string of at most 19 digits, or such an integer.
    private mutating func sequenceNumber() -> UInt64? {
        let quoted = take(UInt8(ascii: "\""))
        let start = position
        var value: UInt64 = 0
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39, position - start < 19 {
            value = value * 10 + UInt64(bytes[position] - 0x30)
            position += 1
        }
        guard position > start, !quoted || take(UInt8(ascii: "\"")), atEndOfValue, quoted || value <= UInt64(Int64.max) else { return nil }
        return value
    }

    /// An integer of at most 18 digits.
    private mutating func integer() -> Int64? {
        let negative = take(UInt8(ascii: "-"))
        let start = position
        var value: Int64 = 0
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39, position - start < 18 {
            value = value * 10 + Int64(bytes[position] - 0x30)
            position += 1
        }
        guard position > start, atEndOfValue else { return nil }
        return negative ? -value : value
    }

    /// A number that is certainly finite; digits before the point.
    private mutating func number() -> Int? {
        _ = take(UInt8(ascii: "-"))
        let start = position
        var whole: Int?
        var exponent: Int?
        while position < bytes.count {
            switch bytes[position] {
            case 0x30...0x39: break
            case UInt8(ascii: "."): whole = whole ?? position - start
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                whole = whole ?? position - start
                exponent = position
            case UInt8(ascii: "+"), UInt8(ascii: "-"): break
            default:
                guard position > start, position - start <= 40, atEndOfValue, exponent.map(isSmallExponent) ?? true else { return nil }
                return whole ?? position - start
            }
            position += 1
        }
        return nil
    }

    /// At most two digits behind the `e` at this place, so that forty digits before it stay a finite number.
    private func isSmallExponent(_ place: Int) -> Bool {
        let isSigned = bytes[place + 1] == UInt8(ascii: "+") || bytes[place + 1] == UInt8(ascii: "-")
        return position - place <= (isSigned ? 4 : 3)
    }

    private mutating func partsPerMillion() -> Bool {
        let start = position
        guard let whole = number(), whole <= 6 else { return false }
        for index in start..<position where bytes[index] | 0x20 == UInt8(ascii: "e") {
            // Only an exponent that makes the number smaller keeps it in range for certain.
            return bytes[index + 1] == UInt8(ascii: "-")
        }
        return true
    }

    private var atEndOfValue: Bool {
        position < bytes.count
            && (bytes[position] == UInt8(ascii: ",") || bytes[position] == UInt8(ascii: "}") || bytes[position] == UInt8(ascii: "]"))
    }

    private mutating func takeNull() -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "n") else { return false }
        return word("null")
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, EventFields.equal(slice(position..<end), word) else { return false }
        position = end
        return true
    }

    @inline(__always) private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always) private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }

    /// The content of a string without escapes.
    private mutating func plainString() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        position = quoteOrBackslash(from: position)
        return take(UInt8(ascii: "\"")) ? start..<position - 1 : nil
    }

    private mutating func skipString() -> Bool {
        position = quoteOrBackslash(from: position + 1)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                return true
            }
            position = quoteOrBackslash(from: position + 2)
        }
        return false
    }

    /// The first quote or backslash from this place on, eight bytes at a time; the end where there is none.
    @inline(__always) private func quoteOrBackslash(from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            // The lowest byte that is zero has its high bit set in this (Warren, Hacker's Delight, 6-1).
            let found = (((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)) & 0x8080_8080_8080_8080
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
        return min(index, bytes.count)
    }

    /// Steps over one value by counting brackets outside strings; stops at the comma or bracket behind it.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0: return true
            default: position += 1
            }
        }
        return false
    }
}

extension EventFields {
    @inline(__always) func index(of key: UnsafeRawBufferPointer) -> Int? {
        for index in fields.indices where Self.equal(key, fields[index].key) { return index }
        return nil
    }
}
