/// Limits below which the detector says nothing, and above which it calls a batch a flood.
public struct SyntheticThresholds: Hashable, Sendable {
    /// Undeclared submissions of a contributor before its templates are spoken of.
    public var templateMinimumDocuments = 5
    /// Fillings of templates before they can be a flood: a few notices never are.
    public var floodMinimumFillings = 20
    /// Share of a contributor's undeclared submissions that fill a template before they can be a flood.
    public var floodRate = 0.5
    /// A flood's slots are drawn from short lists, so that fewer than this share of the slot words are new; notices carry new facts.
    public var floodSlotNovelty = 0.35
    /// The busiest day against the platform's norm beyond which templated submissions are a flood even where their slots vary.
    public var floodRatio = 8.0
    /// Submissions a day that are nobody's business, whatever others do.
    public var normFloor = 6.0
    /// The norm is this many times the median contributor's busiest day.
    public var normFactor = 4.0

    public init() {}

    /// All of them, in a fixed order.
    var values: [Double] {
        [
            Double(templateMinimumDocuments), Double(floodMinimumFillings), floodRate, floodSlotNovelty, floodRatio, normFloor, normFactor,
        ]
    }
}
