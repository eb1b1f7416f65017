public import CanonicalJSON
internal import Contributions
internal import Expressions
public import Ledger

/// Why a recorded rule set cannot be read back.
public struct RuleSetDecodingError: Error, Hashable, Sendable {
    public let cause: String
}

extension RuleSet {
    /// What the ledger keeps of the rule set: all of it.
    public var document: RuleSetDocument { RuleSetDocument(digest: digest, json: json) }

    /// Reads back what the ledger keeps.
    public init(_ document: RuleSetDocument) throws(RuleSetDecodingError) { try self.init(json: document.json) }

    /// Reads back what `json` wrote, as the ledger keeps it; refuses anything that this type would have written differently.
    public init(json: JSONValue) throws(RuleSetDecodingError) {
        guard let items = json["rules"]?.arrayValue, items.count <= RuleSetReader.maximumRules else {
            throw RuleSetDecodingError(cause: "a rule set without its list of rules")
        }
        var rules: [Rule] = []
        for item in items { rules.append(try Rule(json: item)) }
        guard Set(rules.map(\.id)).count == rules.count else { throw RuleSetDecodingError(cause: "a rule set with one id twice") }
        var aggregates: [Aggregate] = []
        for item in json["aggregates"]?.arrayValue ?? [] {
            guard let aggregate = Aggregate(json: item) else { throw RuleSetDecodingError(cause: "an aggregate that lacks one of its members") }
            aggregates.append(aggregate)
        }
        self.init(rules, aggregates: aggregates, appeals: json["appeals"].flatMap(AppealAddress.init(json:)))
        guard self.json == json else { throw RuleSetDecodingError(cause: "a rule set that holds unknown members, or whose digest is another") }
    }
}

extension Rule {
    init(json: JSONValue) throws(RuleSetDecodingError) {
        guard let id = json["id"]?.stringValue, let version = json["version"]?.integerValue,
            let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:)),
            let outcome = RuleOutcome(json: json),
            let unknown = json["unknown"]?.stringValue.flatMap(Unknown.init(rawValue:)),
            let reason = json["reason"]?.stringValue, let owner = json["owner"]?.stringValue, let condition = json["when"]
        else { throw RuleSetDecodingError(cause: "a rule that lacks one of its members") }
        self.init(
            id: id, version: Int(version), status: status, outcome: outcome, eventTypes: try Self.texts(json["on"], of: id),
            condition: try Condition(recorded: condition, of: id), unknown: unknown, reason: reason, owner: owner,
            falsePositives: try Self.texts(json["false_positives"], of: id), references: try Self.texts(json["references"], of: id),
            upkeep: RuleUpkeep(json: json))
    }

    private static func texts(_ value: JSONValue?, of id: String) throws(RuleSetDecodingError) -> [String] {
        guard let items = value?.arrayValue else { throw RuleSetDecodingError(cause: "the rule \"\(id)\" lacks one of its lists") }
        let texts = items.compactMap(\.stringValue)
        guard texts.count == items.count else { throw RuleSetDecodingError(cause: "the rule \"\(id)\" lists something that is no text") }
        return texts
    }
}

extension Condition {
    /// Reads back a condition as a rule set wrote it.
    init(recorded value: JSONValue, of id: String) throws(RuleSetDecodingError) {
        guard let source = value.stringValue else { throw RuleSetDecodingError(cause: "the condition of the rule \"\(id)\" is no expression") }
        do throws(ExpressionFault) { try self.init(parsing: source) } catch {
            throw RuleSetDecodingError(cause: "the condition of the rule \"\(id)\" cannot be read: \(error.cause)")
        }
    }
}
