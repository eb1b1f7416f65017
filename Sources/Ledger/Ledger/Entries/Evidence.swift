public import CanonicalJSON
public import Contributions

/// What a person can check about a signal: plain facts in JSON, each kind with its own fields.
///
/// Evidence is stored in the ledger with the verdict, so it is data and not code; `kind` tells a renderer which fields to expect.
public struct Evidence: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Two texts and where they match: see `passages`.
        case passages
        /// A count or share against what honest behaviour would give: see `expectation`.
        case expectation
        /// Who touched what, when: see `timeline`.
        case timeline
        /// Words and how often: see `terms`.
        case terms
        /// A sentence.
        case note
    }

    /// Always holds the member `kind`.
    public let fields: JSONObject

    public init(kind: Kind, _ fields: JSONObject) {
        var fields = fields
        fields["kind"] = .string(kind.rawValue)
        self.fields = fields
    }

    /// Reads back what the ledger holds; nil where `kind` is missing or unknown.
    public init?(json: JSONValue) {
        guard let object = json.objectValue, let name = object["kind"]?.stringValue, Kind(rawValue: name) != nil else { return nil }
        fields = object
    }

    public var kind: Kind { fields["kind"]?.stringValue.flatMap(Kind.init(rawValue:)) ?? .note }
}

extension Evidence {
    public static func note(_ text: String) -> Evidence { Evidence(kind: .note, JSONObject([("text", .string(text))])) }

    /// `what` was observed `observed` times (or as a share), where honest behaviour would give `expected`.
    public static func expectation(_ what: String, observed: Double, expected: Double, unit: String, details: JSONObject = JSONObject()) -> Evidence {
        var fields = details
        fields["what"] = .string(what)
        fields["observed"] = .measurement(observed)
        fields["expected"] = .measurement(expected)
        fields["unit"] = .string(unit)
        return Evidence(kind: .expectation, fields)
    }

    /// One side of a matched pair.
    public struct Passage: Hashable, Sendable {
        public let submission: String
        public let owner: String
        public let time: Timestamp?
        /// An excerpt of the original text.
        public let text: String
        /// Byte ranges of `text` (UTF-8) that also stand in the other passage; sorted, disjoint.
        public let matches: [Range<Int>]

        public init(submission: String, owner: String, time: Timestamp?, text: String, matches: [Range<Int>]) {
            self.submission = submission
            self.owner = owner
            self.time = time
            self.text = text
            self.matches = matches
        }

        var json: JSONValue {
            var object = JSONObject([
                ("submission", .string(submission)), ("owner", .string(owner)), ("text", .string(text)),
                ("matches", .array(matches.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] })),
            ])
            if let time { object["time"] = .string(time.rfc3339) }
            return .object(object)
        }

        public init?(json: JSONValue?) {
            guard let json, let submission = json["submission"]?.stringValue, let owner = json["owner"]?.stringValue,
                let text = json["text"]?.stringValue
            else { return nil }
            self.submission = submission
            self.owner = owner
            time = json["time"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
            self.text = text
            let count = text.utf8.count
            matches = (json["matches"]?.arrayValue ?? []).compactMap { item in
                guard let pair = item.arrayValue, pair.count == 2, let low = pair[0].integerValue, let high = pair[1].integerValue, 0 <= low,
                    low < high,
                    high <= Int64(count)
                else { return nil }
                return Int(low)..<Int(high)
            }
        }
    }

    /// Two texts side by side, `copy` against the earlier `original`; measures in `details` (jaccard, containment_copy, folded …).
    public static func passages(copy: Passage, original: Passage, details: JSONObject) -> Evidence {
        var fields = details
        fields["copy"] = copy.json
        fields["original"] = original.json
        return Evidence(kind: .passages, fields)
    }

    public var copy: Passage? { Passage(json: fields["copy"]) }
    public var original: Passage? { Passage(json: fields["original"]) }

    /// Actions in time order. `windowSeconds` is the span within which actors were found to coincide.
    public static func timeline(
        _ actions: [(time: Timestamp, actor: String, target: String)], windowSeconds: Int64, details: JSONObject = JSONObject()
    )
        -> Evidence
    {
        var fields = details
        fields["window_seconds"] = .integer(windowSeconds)
        fields["actions"] = .array(
            actions.map { ["time": .string($0.time.rfc3339), "actor": .string($0.actor), "target": .string($0.target)] })
        return Evidence(kind: .timeline, fields)
    }

    public var timelineActions: [(time: Timestamp, actor: String, target: String)] {
        (fields["actions"]?.arrayValue ?? []).compactMap { item in
            guard let time = item["time"]?.stringValue.flatMap(Timestamp.init(rfc3339:)), let actor = item["actor"]?.stringValue,
                let target = item["target"]?.stringValue
            else { return nil }
            return (time, actor, target)
        }
    }

    /// Words of a text with how often they stand there and how often they would in comparable texts (per thousand words).
    public static func terms(_ terms: [(term: String, count: Int, expectedPerMille: Double)], details: JSONObject = JSONObject()) -> Evidence {
        var fields = details
        fields["terms"] = .array(
            terms.map { ["term": .string($0.term), "count": .integer(Int64($0.count)), "expected_per_mille": .measurement($0.expectedPerMille)] })
        return Evidence(kind: .terms, fields)
    }
}

// MARK: What readers ask for

extension Evidence {
    /// A word of a text with how often it stands there, and how often it would in a thousand words of comparable texts.
    public struct Term: Hashable, Sendable {
        public let term: String
        public let count: Int
        public let expectedPerMille: Double?
    }

    /// The sentence of a note; nil for other kinds.
    public var text: String? { fields["text"]?.stringValue }
    /// What an expectation measured, in words.
    public var what: String? { fields["what"]?.stringValue }
    public var observed: Double? { fields["observed"]?.doubleValue }
    public var expected: Double? { fields["expected"]?.doubleValue }
    /// What an expectation counts in; empty for other kinds.
    public var unit: String { fields["unit"]?.stringValue ?? "" }
    /// The words of a `terms` evidence.
    public var terms: [Term] {
        (fields["terms"]?.arrayValue ?? []).compactMap { item in
            guard let term = item["term"]?.stringValue, let count = item["count"]?.integerValue else { return nil }
            return Term(term: term, count: Int(count), expectedPerMille: item["expected_per_mille"]?.doubleValue)
        }
    }
    /// Words of the passage that terms were counted in; 0 where that is not said.
    public var wordCount: Int { Int((fields["words"] ?? fields["window_words"])?.integerValue ?? 0) }
    /// The span within which actors were found to coincide.
    public var windowSeconds: Int64 { fields["window_seconds"]?.integerValue ?? 0 }
    /// How many actions there were, of which the evidence keeps some.
    public var actionCount: Int? { fields["of"]?.integerValue.map { Int($0) } }
    /// On what a measure was taken: the most telling of the names that the evidence holds.
    public var subject: String? {
        ["document", "submission", "actor", "contributor", "consumer", "owner"].lazy.compactMap { fields[$0]?.stringValue }.first
    }

    /// What a rule set counted over earlier events; `definition` is the rule set's own document of it.
    public static func counted(_ definition: JSONValue) -> Evidence {
        Evidence(kind: .note, JSONObject([("text", "counted over earlier events"), ("aggregate", definition)]))
    }

    /// The definition of the aggregate that was counted; nil for every other evidence.
    public var countedDefinition: JSONValue? { fields["aggregate"] }
}
