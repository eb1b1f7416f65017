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
            hint: "docs/events.md says what each type needs")
    }

    /// The fault of an object that has none, or more than one, of the fields of which it must have one.
    func notOne(of fields: EventFields, _ given: Int) -> EventError {
        let names = fields.fields.filter { $0.presence == .alternative }.map(\.name)
        return EventError(
            code: .badValue, path: path, cause: "\(path.dotted) names \(given) of \(names.joined(separator: ", "))", hint: "name exactly one")
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

    /// The number of the word that stands there.
    func choice(_ key: String, _ choices: EventChoices) throws(EventError) -> Int {
        let text = try text(key)
        guard let number = choices.words.firstIndex(of: text) else {
            throw error(
                .badValue, key, "\"\(text.prefix(60))\" is not a known \(key)", hint: "one of \(choices.words.joined(separator: ", "))")
        }
        return number
    }

    func choices(_ key: String, _ choices: EventChoices) throws(EventError) -> [Int] {
        try list(key) { (item, path) throws(EventError) in
            guard let text = item.stringValue, let number = choices.words.firstIndex(of: text) else {
                throw EventError(
                    code: .badValue, path: path, cause: "\(path.dotted) is none of the known \(key)",
                    hint: "one of \(choices.words.joined(separator: ", "))")
            }
            return number
        }
    }

    func object(_ key: String) throws(EventError) -> FieldReader {
        guard let value = value(key) else { throw missing(key) }
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

    func names(_ key: String) throws(EventError) -> [String] {
        try list(key) { (item, path) throws(EventError) in
            guard let text = item.stringValue, !text.isEmpty, text.utf8.count <= EventLimits.nameBytes else {
                throw EventError(code: .wrongType, path: path, cause: "\(path.dotted) is \(item.kindName), not a name", hint: nil)
            }
            return text
        }
    }

    func flag(_ key: String) throws(EventError) -> Bool {
        guard let value = value(key) else { throw missing(key) }
        guard let flag = value.boolValue else { throw wrong(key, value, expected: "true or false") }
        return flag
    }

    /// A whole number that is not negative.
    func count(_ key: String) throws(EventError) -> Int64 {
        guard let value = value(key) else { throw missing(key) }
        guard let number = value.integerValue else { throw wrong(key, value, expected: "a whole number") }
        guard number >= 0 else { throw error(.badValue, key, "\"\(key)\" is negative", hint: nil) }
        return number
    }

    func rank(_ key: String) throws(EventError) -> Int {
        let rank = try count(key)
        guard rank >= 1, rank <= EventLimits.rank else { throw error(.badValue, key, "ranks start at 1", hint: "the best result has rank 1") }
        return Int(rank)
    }

    func number(_ key: String) throws(EventError) -> Double {
        guard let value = value(key) else { throw missing(key) }
        guard let number = value.doubleValue, number.isFinite else { throw wrong(key, value, expected: "a number") }
        return number
    }

    /// A number as parts per million, cut towards zero: from here on it is an integer, so that no float touches a payout.
    func share(_ key: String) throws(EventError) -> Int64 {
        let ppm: Int64?
        if let whole = value(key)?.integerValue { ppm = Share.partsPerMillion(whole) } else { ppm = Share.partsPerMillion(try number(key)) }
        guard let ppm else { throw error(.badValue, key, "\"\(key)\" is out of range", hint: nil) }
        return ppm
    }

    func weight(_ key: String) throws(EventError) -> Int64 {
        let weight = try share(key)
        guard weight >= 0 else { throw error(.badValue, key, "a weight is not negative", hint: nil) }
        return weight
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

    /// The one version of the envelope that is read.
    func version(_ known: StaticString) throws(EventError) {
        let version = try text("specversion")
        guard version == "\(known)" else {
            throw error(
                .unsupportedVersion, "specversion", "specversion \"\(version)\" is not supported", hint: "this build reads CloudEvents \(known)")
        }
    }

    func time(_ key: String) throws(EventError) -> Timestamp {
        let text = try text(key)
        guard let time = Timestamp(rfc3339: text) else {
            throw error(.badTime, key, "\"\(text.prefix(60))\" is not an RFC 3339 time", hint: "write it like 2026-03-01T09:15:02.114Z")
        }
        return time
    }

    /// `hmac:` and an opaque string; anything else may be somebody's raw address and is refused.
    func keyedHash(_ key: String) throws(EventError) -> String {
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

/// How a number becomes whole parts per million, cut towards zero; nil where it is out of range.
enum Share {
    static func partsPerMillion(_ whole: Int64) -> Int64? {
        let (ppm, isTooLarge) = whole.multipliedReportingOverflow(by: 1_000_000)
        return isTooLarge || ppm.magnitude > EventLimits.ppm.magnitude ? nil : ppm
    }

    static func partsPerMillion(_ number: Double) -> Int64? {
        let scaled = (number * 1_000_000).rounded(.towardZero)
        return abs(scaled) <= Double(EventLimits.ppm) ? Int64(scaled) : nil
    }
}
