internal import CanonicalJSON

/// Reads typed fields out of one JSON object and says exactly which field is wrong and why.
struct FieldReader {
    let object: JSONObject
    let path: [JSONPathStep]

    init(object: JSONObject, path: [JSONPathStep]) {
        self.object = object
        self.path = path
    }

    init(_ value: JSONValue, _ path: [JSONPathStep]) throws(EventError) {
        guard case .object(let object) = value else {
            throw EventError(code: .wrongType, path: path, cause: "\(path.dotted) is \(value.kindName), not an object", hint: nil)
        }
        self.init(object: object, path: path)
    }

    func error(_ code: EventError.Code, _ key: String, _ cause: String, hint: String?) -> EventError {
        EventError(code: code, path: path + [.key(key)], cause: cause, hint: hint)
    }

    func missing(_ key: String) -> EventError {
        EventError(
            code: .missingField, path: path, cause: "the field \"\((path + [.key(key)]).dotted)\" is missing",
            hint: "the contract requires it for this type")
    }

    private func wrong(_ key: String, _ value: JSONValue, expected: String) -> EventError {
        error(.wrongType, key, "\"\((path + [.key(key)]).dotted)\" is \(value.kindName), not \(expected)", hint: nil)
    }

    /// The value, with an explicit null counted as absent.
    private func value(_ key: String) -> JSONValue? {
        guard let value = object[key], value != .null else { return nil }
        return value
    }

    func has(_ key: String) -> Bool { value(key) != nil }

    func text(_ key: String, limit: Int = EventLimits.nameBytes) throws(EventError) -> String {
        guard let value = value(key) else { throw missing(key) }
        guard let text = value.stringValue else { throw wrong(key, value, expected: "a string") }
        guard text.utf8.count <= limit else {
            throw error(
                .tooLong, key, "\"\(key)\" has \(text.utf8.count) bytes, more than the \(limit) allowed",
                hint: "split the text or raise it with the operator")
        }
        return text
    }

    /// A string that names something: not empty, no control characters.
    func name(_ key: String) throws(EventError) -> String {
        let text = try text(key)
        guard !text.isEmpty else { throw error(.badValue, key, "\"\((path + [.key(key)]).dotted)\" is empty", hint: nil) }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw error(.badValue, key, "\"\((path + [.key(key)]).dotted)\" holds a control character", hint: nil)
        }
        return text
    }

    func optionalName(_ key: String) throws(EventError) -> String? { has(key) ? try name(key) : nil }

    func optionalCase<Value: RawRepresentable & CaseIterable>(_ key: String) throws(EventError) -> Value? where Value.RawValue == String {
        guard has(key) else { return nil }
        let text = try text(key)
        guard let value = Value(rawValue: text) else {
            throw error(
                .badValue, key, "\"\(text.prefix(60))\" is not a known \(key)",
                hint: "one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    func object(_ key: String) throws(EventError) -> FieldReader {
        guard let found = try optionalObject(key) else { throw missing(key) }
        return found
    }

    func optionalObject(_ key: String) throws(EventError) -> FieldReader? {
        guard let value = value(key) else { return nil }
        return try FieldReader(value, path + [.key(key)])
    }

    func list<Item>(_ key: String, _ read: (JSONValue, [JSONPathStep]) throws(EventError) -> Item) throws(EventError) -> [Item] {
        guard let value = value(key) else { throw missing(key) }
        guard case .array(let items) = value else { throw wrong(key, value, expected: "an array") }
        guard items.count <= EventLimits.listCount else {
            throw error(.tooLong, key, "\"\(key)\" has \(items.count) items, more than the \(EventLimits.listCount) allowed", hint: nil)
        }
        var out: [Item] = []
        out.reserveCapacity(items.count)
        for (index, item) in items.enumerated() { out.append(try read(item, path + [.key(key), .index(index)])) }
        return out
    }

    func optionalNames(_ key: String) throws(EventError) -> [String] {
        guard has(key) else { return [] }
        return try list(key) { (item, path) throws(EventError) in
            guard let text = item.stringValue, !text.isEmpty, text.utf8.count <= EventLimits.nameBytes else {
                throw EventError(code: .wrongType, path: path, cause: "\(path.dotted) is \(item.kindName), not a name", hint: nil)
            }
            return text
        }
    }

    func optionalBool(_ key: String) throws(EventError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let flag = value.boolValue else { throw wrong(key, value, expected: "true or false") }
        return flag
    }

    /// A whole number that is not negative.
    func optionalCount(_ key: String) throws(EventError) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = value.integerValue else { throw wrong(key, value, expected: "a whole number") }
        guard number >= 0 else { throw error(.badValue, key, "\"\(key)\" is negative", hint: nil) }
        return number
    }

    func optionalNumber(_ key: String) throws(EventError) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.doubleValue, number.isFinite else { throw wrong(key, value, expected: "a number") }
        return number
    }

    /// A number as parts per million, cut towards zero: from here on it is an integer, so that no float touches a payout.
    func optionalPPM(_ key: String) throws(EventError) -> Int64? {
        guard let value = value(key) else { return nil }
        if let whole = value.integerValue {
            let (ppm, overflow) = whole.multipliedReportingOverflow(by: 1_000_000)
            guard !overflow, abs(ppm) <= EventLimits.ppm else { throw error(.badValue, key, "\"\(key)\" is out of range", hint: nil) }
            return ppm
        }
        guard let number = try optionalNumber(key) else { return nil }
        let scaled = (number * 1_000_000).rounded(.towardZero)
        guard abs(scaled) <= Double(EventLimits.ppm) else { throw error(.badValue, key, "\"\(key)\" is out of range", hint: nil) }
        return Int64(scaled)
    }

    /// Micro-credits: a whole number, not negative, not beyond the limit.
    func amount(_ key: String) throws(EventError) -> MicroCredits {
        guard let value = value(key) else { throw missing(key) }
        if case .decimal(let text) = value {
            throw error(.fractionalAmount, key, "\(text) is not a whole number of micro-credits", hint: "money is an integer: 1 credit is 1000000")
        }
        guard let micros = value.integerValue else { throw wrong(key, value, expected: "a whole number of micro-credits") }
        guard micros >= 0 else {
            throw error(.negativeAmount, key, "\(micros) is negative", hint: "a refund is an event of its own, not a negative fee")
        }
        guard micros <= MicroCredits.maximumPerEvent.micros else {
            throw error(.amountTooLarge, key, "\(micros) is more than one event may name (\(MicroCredits.maximumPerEvent.micros))", hint: nil)
        }
        return MicroCredits(micros)
    }

    /// The CloudEvents `sequence` extension: a decimal string (an integer is accepted too).
    func optionalSequence(_ key: String) throws(EventError) -> UInt64? {
        guard let value = value(key) else { return nil }
        if let text = value.stringValue, let number = UInt64(text), !text.hasPrefix("+") { return number }
        if let number = value.integerValue, number >= 0 { return UInt64(number) }
        throw error(.badValue, key, "\"sequence\" is not a decimal number", hint: "write it like \"42\"")
    }

    /// `hmac:` and an opaque string; anything else may be somebody's raw address and is refused.
    func keyedHash(_ key: String) throws(EventError) -> String? {
        guard has(key) else { return nil }
        let text = try name(key)
        let opaque = text.dropFirst(5)
        guard text.hasPrefix("hmac:"), opaque.count >= 4, !opaque.contains("@"), !opaque.contains(":"), opaque.filter({ $0 == "." }).count < 3 else {
            // The value itself is not repeated: it may be personal data.
            throw error(
                .rawIdentifier, key, "\"\((path + [.key(key)]).dotted)\" is not a keyed hash",
                hint: "send \"hmac:\" and the HMAC of the address, never the address")
        }
        return text
    }
}
