public import CanonicalJSON

/// A finding: a group of events and participants that belong together: what a reviewer works through at once.
public struct Cluster: Hashable, Sendable {
    /// Stable within a watermark: detector, kind and the first member, e.g. `swarm:lockstep:agent-017`.
    public let id: String
    public let detector: String
    /// e.g. `copies`, `lockstep`, `loop`, `flood`, `self-retrieval`.
    public let kind: String
    public let participants: [String]
    public let events: [LedgerPosition]
    /// One sentence for a person: what was seen and why it is unlikely to be honest.
    public let summary: String
    public let pValue: Double?
    public let evidence: [Evidence]

    public init(
        id: String, detector: String, kind: String, participants: [String], events: [LedgerPosition], summary: String, pValue: Double? = nil,
        evidence: [Evidence]
    ) {
        self.id = id
        self.detector = detector
        self.kind = kind
        self.participants = participants
        self.events = events
        self.summary = summary
        self.pValue = pValue
        self.evidence = evidence
    }

    /// The kind of clusters whose events are submissions of one work: a payout counts them once.
    public static let copies = "copies"

    public var isSameWork: Bool { kind == Self.copies }

    public var json: JSONValue {
        var object = JSONObject([
            ("cluster", .string(id)), ("detector", .string(detector)), ("kind", .string(kind)),
            ("participants", .array(participants.map { .string($0) })), ("events", .array(events.map { .integer(Int64($0)) })),
            ("summary", .string(summary)), ("evidence", .array(evidence.map { .object($0.fields) })),
        ])
        if let pValue { object["p_value"] = .measurement(pValue) }
        return .object(object)
    }

    /// Reads back what `json` wrote.
    init(json: JSONValue) throws(EntryBodyError) {
        guard let id = json["cluster"]?.stringValue, let detector = json["detector"]?.stringValue, let kind = json["kind"]?.stringValue,
            let participants = json["participants"]?.arrayValue, let events = json["events"]?.arrayValue, let summary = json["summary"]?.stringValue,
            let evidence = json["evidence"]?.arrayValue
        else { throw EntryBodyError("a finding that lacks its name, detector, kind, participants, events, summary or evidence") }
        self.init(
            id: id, detector: detector, kind: kind, participants: participants.compactMap(\.stringValue),
            events: events.compactMap { $0.integerValue.map { LedgerPosition($0) } }, summary: summary, pValue: json["p_value"]?.doubleValue,
            evidence: evidence.compactMap(Evidence.init(json:)))
    }
}
