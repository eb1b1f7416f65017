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
