public import CanonicalJSON

/// A measurement of one event by one detector; rules decide what follows from it.
public struct Signal: Hashable, Sendable {
    /// `detector.measure`, e.g. `near_duplicate.jaccard`; declared in the detector's `signals`.
    public let name: String
    public let value: Double
    /// How likely a value this extreme is among honest units; nil where the detector makes no such statement.
    public let pValue: Double?
    public let evidence: Evidence

    public init(name: String, value: Double, pValue: Double? = nil, evidence: Evidence) {
        self.name = name
        self.value = value
        self.pValue = pValue
        self.evidence = evidence
    }

    /// As verdicts hold it.
    public var json: JSONValue {
        var object = JSONObject([("name", .string(name)), ("value", .measurement(value)), ("evidence", .object(evidence.fields))])
        if let pValue { object["p_value"] = .measurement(pValue) }
        return .object(object)
    }

    /// Reads back what `json` wrote; a value that was no number was written as null.
    init(json: JSONValue) throws(EntryBodyError) {
        guard let name = json["name"]?.stringValue, let evidence = json["evidence"].flatMap(Evidence.init(json:)) else {
            throw EntryBodyError("a signal without its name or its evidence")
        }
        self.init(name: name, value: json["value"]?.doubleValue ?? .nan, pValue: json["p_value"]?.doubleValue, evidence: evidence)
    }
}

/// A detector's refusal to measure something it cannot know; a rule that needs it sees `unknown`.
public struct Abstention: Hashable, Sendable {
    public let signal: String
    public let why: String

    public init(signal: String, why: String) {
        self.signal = signal
        self.why = why
    }

    var json: JSONValue { ["signal": .string(signal), "why": .string(why)] }

    init(json: JSONValue) throws(EntryBodyError) {
        guard let signal = json["signal"]?.stringValue, let why = json["why"]?.stringValue else {
            throw EntryBodyError("an abstention without its signal or its reason")
        }
        self.init(signal: signal, why: why)
    }
}
