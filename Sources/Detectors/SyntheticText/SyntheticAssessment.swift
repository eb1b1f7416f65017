public import CanonicalJSON

/// What follows from a score at the false-positive rate asked for.
public enum SyntheticDecision: String, Hashable, Sendable { case flag, clear, abstain }

/// One document's line of `assay detect synthetic`.
public struct DocumentAssessment: Hashable, Sendable {
    public let id: String
    /// 0…1, rising with machine-likeness; nil where the text could not be scored.
    public let score: Double?
    /// Share of honest documents of its language and length that score as high; nil without a calibration for it.
    public let pValue: Double?
    public let decision: SyntheticDecision
    /// Why nothing was decided.
    public let why: String?

    public var json: JSONValue {
        var object = JSONObject([("kind", .string("document")), ("id", .string(id)), ("decision", .string(decision.rawValue))])
        object["score"] = score.map { .measurement($0) } ?? .null
        object["p_value"] = pValue.map { .measurement($0) } ?? .null
        if let why { object["why"] = .string(why) }
        return .object(object)
    }
}

/// One contributor's line of `assay detect synthetic`.
public struct ContributorAssessment: Hashable, Sendable {
    public let contributor: String
    public let documents: Int
    /// 0…1, rising with machine-likeness of the whole batch; nil where too little could be scored.
    public let score: Double?
    /// Share of honest contributors whose batches score as high.
    public let pValue: Double?
    public let decision: SyntheticDecision
    public let why: String?
    /// Share of the documents that are fillings of a shared template; information, not part of the decision.
    public let templateRate: Double

    public var json: JSONValue {
        var object = JSONObject([
            ("kind", .string("contributor")), ("contributor", .string(contributor)), ("documents", .integer(Int64(documents))),
            ("decision", .string(decision.rawValue)), ("template_rate", .measurement(templateRate)),
        ])
        object["score"] = score.map { .measurement($0) } ?? .null
        object["p_value"] = pValue.map { .measurement($0) } ?? .null
        if let why { object["why"] = .string(why) }
        return .object(object)
    }
}
