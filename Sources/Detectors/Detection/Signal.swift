public import CanonicalJSON
public import Ledger

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

    /// The form of a verdict's `signals` (docs/contracts.md, "Verdicts").
    public var json: JSONValue {
        var object = JSONObject([("name", .string(name)), ("value", .measurement(value)), ("evidence", .object(evidence.fields))])
        if let pValue { object["p_value"] = .measurement(pValue) }
        return .object(object)
    }
}

/// What a detector promises to measure: the vocabulary that rules are checked against.
public struct SignalDeclaration: Hashable, Sendable {
    public let name: String
    /// Event types on which it is measured, e.g. `assay.submission.v1`.
    public let eventTypes: [String]
    /// Where every value lies; nil where nothing is promised.
    public let range: ClosedRange<Double>?
    /// One sentence, with unit and range.
    public let meaning: String

    public init(name: String, eventTypes: [String], range: ClosedRange<Double>? = nil, meaning: String) {
        self.name = name
        self.eventTypes = eventTypes
        self.range = range
        self.meaning = meaning
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
}

/// A group of events and participants that belong to one finding: what a reviewer works through at once.
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

    public var json: JSONValue {
        var object = JSONObject([
            ("cluster", .string(id)), ("detector", .string(detector)), ("kind", .string(kind)),
            ("participants", .array(participants.map { .string($0) })), ("events", .array(events.map { .integer(Int64($0)) })),
            ("summary", .string(summary)), ("evidence", .array(evidence.map { .object($0.fields) })),
        ])
        if let pValue { object["p_value"] = .measurement(pValue) }
        return .object(object)
    }
}
