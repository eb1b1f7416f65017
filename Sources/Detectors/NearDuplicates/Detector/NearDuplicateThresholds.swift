/// Where the detector draws its lines; rules decide what follows from a signal.
public struct NearDuplicateThresholds: Hashable, Sendable {
    /// Fewer words than this are too few to judge.
    public var minimumWords = 8
    /// A match with less of the text than this is not followed up.
    public var followUpContainment = 0.1
    /// A match with fewer shingles than this is chance.
    public var followUpShingles = 4
    /// Texts that share less than this in shingles are not aligned word by word.
    public var alignmentContainment = 0.2
    /// … nor are they where the earlier one has fewer words of its own, or a smaller share of them.
    public var alignmentWords = 20
    public var alignmentOwnShare = 0.1
    /// Two submissions of different contributors at this similarity belong to one cluster.
    public var clusterJaccard = 0.7
    /// … or where this share of the later one stands in the earlier one.
    public var clusterContainment = 0.7
    /// Owners of otherwise different texts from which on shared shingles are the frame of a form that each fills in.
    public var boilerplateOwners = 4
    /// … and from which on a passage in one piece is common, like a licence. At most `ShinglePostings.chainLimit`.
    public var commonOwners = 10
    /// A text counts towards boilerplate where at least this share of it stands in no single earlier text.
    public var boilerplateOwnShare = 0.15
    /// A source of a mosaic gives at least this share of the text.
    public var mosaicSourceShare = 0.1
    /// One source alone explains the overlap where it covers this part of what all cover together.
    public var mosaicSingleShare = 0.85
    /// A quotation is at most this share of the quoting text.
    public var quotationShare = 0.6

    public init() {}

    /// All of them, in a fixed order.
    var values: [Double] {
        [
            Double(minimumWords), followUpContainment, Double(followUpShingles), alignmentContainment, Double(alignmentWords), alignmentOwnShare,
            clusterJaccard, clusterContainment, Double(boilerplateOwners), Double(commonOwners), boilerplateOwnShare, mosaicSourceShare,
            mosaicSingleShare, quotationShare,
        ]
    }
}
