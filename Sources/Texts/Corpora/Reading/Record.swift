public import CanonicalJSON
public import Contributions
public import Diagnostics

/// One JSON object of an input with its place, from which typed fields are read; each fault says which field, where and why.
///
/// An explicit null counts as an absent field. Unknown fields are nobody's concern.
public struct Record: Sendable {
    /// The object's members.
    public let object: JSONObject
    private let path: [JSONPathStep]
    private let block: LineBlock
    private let line: LineBlock.Line

    init(object: JSONObject, path: [JSONPathStep] = [], block: LineBlock, line: LineBlock.Line) {
        self.object = object
        self.path = path
        self.block = block
        self.line = line
    }

    /// Where the record begins.
    public var span: SourceSpan { SourceSpan(file: block.file, line: line.number) }

    /// The line on which it stands, counted from 1.
    public var lineNumber: Int { line.number }

    /// Whether the field is there and not null.
    public func has(_ key: String) -> Bool { value(key) != nil }

    private func value(_ key: String) -> JSONValue? {
        guard let value = object[key], value != .null else { return nil }
        return value
    }

    /// A fault of the value at `key` (or of the whole record), placed where it stands. For checks that a reader makes beyond types.
    public func fault(_ code: String, at key: String? = nil, index: Int? = nil, cause: String, hint: String? = nil) -> Diagnostic {
        var place = path
        if let key { place.append(.key(key)) }
        if let index { place.append(.index(index)) }
        let offset = JSONLocator.offset(of: place, in: block.copy(line) ?? [])
        return Diagnostic(code: code, at: SourceSpan(file: block.file, line: line.number, column: offset + 1), cause: cause, hint: hint)
    }

    private func name(_ key: String) -> String { (path + [.key(key)]).dotted }

    private func wrong(_ key: String, _ value: JSONValue, _ expected: String, index: Int? = nil) -> Diagnostic {
        fault(
            "record/wrong-type", at: key, index: index,
            cause: "\"\(name(key))\(index.map { "[\($0)]" } ?? "")\" is \(value.kindName), not \(expected)")
    }

    private func required<Value>(_ key: String, _ found: Value?) throws(Diagnostic) -> Value {
        guard let found else {
            let hint = object.isEmpty ? nil : "this record has: " + object.members.prefix(12).map(\.key).joined(separator: ", ")
            throw fault("record/missing-field", cause: "the field \"\(name(key))\" is missing", hint: hint)
        }
        return found
    }
}

extension Record {
    /// A string.
    public func string(_ key: String) throws(Diagnostic) -> String { try required(key, try optionalString(key)) }

    /// A string, nil where absent.
    public func optionalString(_ key: String) throws(Diagnostic) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.stringValue else { throw wrong(key, value, "a string") }
        return text
    }

    /// A name: a string that is not empty, or an integer, which is taken by its digits.
    public func identifier(_ key: String) throws(Diagnostic) -> String { try required(key, try optionalIdentifier(key)) }

    /// A name, nil where absent.
    public func optionalIdentifier(_ key: String) throws(Diagnostic) -> String? {
        guard let value = value(key) else { return nil }
        if let number = value.integerValue { return String(number) }
        guard let text = value.stringValue else { throw wrong(key, value, "a string or an integer") }
        guard !text.isEmpty else { throw fault("record/bad-value", at: key, cause: "\"\(name(key))\" is empty") }
        return text
    }

    /// A finite number.
    public func number(_ key: String) throws(Diagnostic) -> Double { try required(key, try optionalNumber(key)) }

    /// A finite number, nil where absent.
    public func optionalNumber(_ key: String) throws(Diagnostic) -> Double? {
        guard let value = value(key) else { return nil }
        guard let number = value.doubleValue else { throw wrong(key, value, "a number") }
        guard number.isFinite else { throw fault("record/bad-value", at: key, cause: "\"\(name(key))\" is beyond what a double holds") }
        return number
    }

    /// A 64-bit integer.
    public func integer(_ key: String) throws(Diagnostic) -> Int64 { try required(key, try optionalInteger(key)) }

    /// A 64-bit integer, nil where absent.
    public func optionalInteger(_ key: String) throws(Diagnostic) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = value.integerValue else { throw wrong(key, value, "an integer") }
        return number
    }

    /// True or false, nil where absent.
    public func optionalBool(_ key: String) throws(Diagnostic) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let flag = value.boolValue else { throw wrong(key, value, "true or false") }
        return flag
    }

    /// Micro-credits: a whole number, not negative.
    public func optionalAmount(_ key: String) throws(Diagnostic) -> MicroCredits? {
        guard let value = value(key) else { return nil }
        if case .decimal(let text) = value {
            throw fault(
                "record/fractional-amount", at: key, cause: "\(text) is not a whole number of micro-credits",
                hint: "money is an integer: 1 credit is 1000000")
        }
        guard let micros = value.integerValue else { throw wrong(key, value, "a whole number of micro-credits") }
        guard micros >= 0 else { throw fault("record/negative-amount", at: key, cause: "\(micros) is negative") }
        guard micros <= MicroCredits.maximumPerEvent.micros else {
            throw fault(
                "record/amount-too-large", at: key, cause: "\(micros) is more than one record may name (\(MicroCredits.maximumPerEvent.micros))")
        }
        return MicroCredits(micros)
    }

    /// A moment: RFC 3339, or a number of seconds since 1970.
    public func time(_ key: String) throws(Diagnostic) -> Timestamp { try required(key, try optionalTime(key)) }

    /// RFC 3339, or a number of seconds since 1970.
    public func optionalTime(_ key: String) throws(Diagnostic) -> Timestamp? {
        guard let value = value(key) else { return nil }
        if let text = value.stringValue {
            guard let time = Timestamp(rfc3339: text) else {
                throw fault(
                    "record/bad-time", at: key, cause: "\"\(text.prefix(60))\" is not an RFC 3339 time",
                    hint: "write it like 2026-03-01T09:15:02.114Z")
            }
            return time
        }
        guard let seconds = value.doubleValue else { throw wrong(key, value, "a time") }
        guard (0...Self.latestSeconds).contains(seconds) else {
            throw fault(
                "record/bad-time", at: key, cause: "\(seconds) is not a number of seconds between 1970 and 9999",
                hint: "milliseconds must be divided by 1000")
        }
        return Timestamp(microseconds: Int64((seconds * 1_000_000).rounded()))
    }

    /// 9999-12-31T23:59:59Z
    private static let latestSeconds = 253_402_300_799.0

    /// An object, from which fields are read in turn.
    public func object(_ key: String) throws(Diagnostic) -> Record { try required(key, try optionalObject(key)) }

    /// An object, nil where absent.
    public func optionalObject(_ key: String) throws(Diagnostic) -> Record? {
        guard let value = value(key) else { return nil }
        guard let inner = value.objectValue else { throw wrong(key, value, "an object") }
        return Record(object: inner, path: path + [.key(key)], block: block, line: line)
    }

    /// An array of names: strings, or integers taken by their digits.
    public func strings(_ key: String) throws(Diagnostic) -> [String] { try required(key, try optionalStrings(key)) }

    /// An array of names: strings, or integers taken by their digits.
    public func optionalStrings(_ key: String) throws(Diagnostic) -> [String]? {
        guard let value = value(key) else { return nil }
        guard let items = value.arrayValue else { throw wrong(key, value, "an array of strings") }
        var out: [String] = []
        out.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard let text = item.stringValue ?? item.integerValue.map({ String($0) }) else { throw wrong(key, item, "a string", index: index) }
            out.append(text)
        }
        return out
    }

    /// One of the cases of an enumeration, by its raw value.
    public func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws(Diagnostic) -> Choice where Choice.RawValue == String {
        try required(key, try optionalChoice(key))
    }

    /// One of the cases of an enumeration, nil where absent.
    public func optionalChoice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws(Diagnostic) -> Choice?
    where Choice.RawValue == String {
        guard let text = try optionalString(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw fault(
                "record/bad-value", at: key, cause: "\"\(text.prefix(60))\" is not a known \(name(key))",
                hint: "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }
}
