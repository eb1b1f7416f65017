internal import CanonicalJSON
internal import Configuration
public import Contributions
internal import Diagnostics

/// What keeps a rule honest over the years: how well it was measured to do, when somebody must look again, and its kin.
public struct RuleUpkeep: Hashable, Sendable {
    /// Figures of one backtest; each may be left out.
    public struct Measurement: Hashable, Sendable {
        /// Share of the events on which the rule fired that were fraud, 0 to 1.
        public var precision: Double?
        /// Share of all fraud in the labelled data on which it fired, 0 to 1: what the other rules are for counts too.
        public var recall: Double?
        /// Bounds of the precision's interval.
        public var low: Double?
        public var high: Double?
        /// Bounds of the recall's interval.
        public var recallLow: Double?
        public var recallHigh: Double?
        /// Events on which the rule fired.
        public var events: Int?
        /// Names the labelled data.
        public var data: Digest?
        /// The day of the measurement, at 0:00 UTC.
        public var date: Timestamp?

        public init() {}
    }

    public var measured: Measurement?
    /// The last day, at 0:00 UTC, on which nobody need have looked at the rule again.
    public var reviewBy: Timestamp?
    /// Ids of rules about the same thing.
    public var related: [String] = []
    /// Ids of rules that this one took the place of.
    public var supersedes: [String] = []

    public init() {}
}

// MARK: YAML

extension RuleUpkeep {
    static let keys = ["measured", "review_by", "related", "supersedes"]

    init(_ fields: MappingReader) throws(Diagnostic) {
        if let node = fields.node("measured") { measured = try Measurement(try MappingReader(node, as: "\"measured\"")) }
        reviewBy = try Self.day(fields, "review_by")
        related = try fields.texts("related")
        supersedes = try fields.texts("supersedes")
    }

    static func day(_ fields: MappingReader, _ key: String) throws(Diagnostic) -> Timestamp? {
        guard let node = fields.node(key) else { return nil }
        let text = try MappingReader.text(node, key)
        guard let time = Timestamp(day: text) else {
            throw Diagnostic(code: "config/bad-value", at: node.span, cause: "\"\(key)\" is \"\(text)\", no day", hint: "write it like 2026-03-01")
        }
        return time
    }
}

extension RuleUpkeep.Measurement {
    init(_ fields: MappingReader) throws(Diagnostic) {
        try fields.allowOnly(["precision", "recall", "low", "high", "recall_low", "recall_high", "events", "data", "date"])
        precision = try Self.share(fields, "precision")
        recall = try Self.share(fields, "recall")
        low = try Self.share(fields, "low")
        high = try Self.share(fields, "high")
        recallLow = try Self.share(fields, "recall_low")
        recallHigh = try Self.share(fields, "recall_high")
        events = try fields.optionalInteger("events", in: 0...Int64(Int32.max)).map { Int($0) }
        date = try RuleUpkeep.day(fields, "date")
        if let node = fields.node("data") {
            data = Digest(hex: try MappingReader.text(node, "data"))
            guard data != nil else {
                throw Diagnostic(
                    code: "config/bad-value", at: node.span, cause: "\"data\" names no data", hint: "write sha256: and the 64 digits of its digest")
            }
        }
        try Self.check(precision, (low, high), "precision", hint: "low <= precision <= high", fields)
        try Self.check(recall, (recallLow, recallHigh), "recall", hint: "recall_low <= recall <= recall_high", fields)
    }

    private static func check(
        _ value: Double?, _ bounds: (low: Double?, high: Double?), _ name: String, hint: String, _ fields: MappingReader
    ) throws(Diagnostic) {
        let low = bounds.low ?? 0
        let value = value ?? low
        guard low <= value, value <= bounds.high ?? 1 else {
            throw Diagnostic(code: "config/out-of-range", at: fields.span, cause: "the \(name) lies outside its own interval", hint: hint)
        }
    }

    private static func share(_ fields: MappingReader, _ key: String) throws(Diagnostic) -> Double? {
        guard let node = fields.node(key) else { return nil }
        let number = try MappingReader.number(node, key)
        guard (0...1).contains(number) else {
            throw Diagnostic(code: "config/out-of-range", at: node.span, cause: "\"\(key)\" is \(number)", hint: "allowed: 0 to 1")
        }
        return number
    }
}

// MARK: JSON

extension RuleUpkeep {
    /// Adds what there is to a rule's JSON; a rule without any reads as it always did.
    func write(into object: inout JSONObject) {
        if let measured { object["measured"] = measured.json }
        if let reviewBy { object["review_by"] = .string(reviewBy.day) }
        if !related.isEmpty { object["related"] = .array(related.map { .string($0) }) }
        if !supersedes.isEmpty { object["supersedes"] = .array(supersedes.map { .string($0) }) }
    }

    init(json: JSONValue) {
        func texts(_ key: String) -> [String] { (json[key]?.arrayValue ?? []).compactMap(\.stringValue) }
        measured = json["measured"].map { Measurement(json: $0) }
        reviewBy = json["review_by"]?.stringValue.flatMap { Timestamp(day: $0) }
        related = texts("related")
        supersedes = texts("supersedes")
    }
}

extension RuleUpkeep.Measurement {
    var json: JSONValue {
        var object = JSONObject()
        for (key, share) in [
            ("precision", precision), ("recall", recall), ("low", low), ("high", high), ("recall_low", recallLow), ("recall_high", recallHigh),
        ] {
            if let share { object[key] = .measurement(share) }
        }
        if let events { object["events"] = .integer(Int64(events)) }
        if let data { object["data"] = .string(data.description) }
        if let date { object["date"] = .string(date.day) }
        return .object(object)
    }

    init(json: JSONValue) {
        (precision, recall) = (json["precision"]?.doubleValue, json["recall"]?.doubleValue)
        (low, high) = (json["low"]?.doubleValue, json["high"]?.doubleValue)
        (recallLow, recallHigh) = (json["recall_low"]?.doubleValue, json["recall_high"]?.doubleValue)
        events = json["events"]?.integerValue.map { Int($0) }
        data = json["data"]?.stringValue.flatMap { Digest(hex: $0) }
        date = json["date"]?.stringValue.flatMap { Timestamp(day: $0) }
    }
}

extension Timestamp {
    /// 0:00 UTC of a day written like 2026-03-01.
    fileprivate init?(day text: String) {
        guard text.utf8.count == 10 else { return nil }
        self.init(rfc3339: text + "T00:00:00Z")
    }
}
