/// What to look for, and how hard.
public struct NearDuplicateOptions: Hashable, Sendable {
    /// Pairs whose exact Jaccard similarity reaches this are reported.
    public var threshold = 0.8
    /// Pairs one of whose containments reaches this are reported too; nil: containment is not looked for.
    public var containment: Double?
    /// Slots of a MinHash signature.
    public var permutationCount = 128
    /// Words in a shingle.
    public var shingleWidth = 5
    /// Worker threads; the result is the same for any number.
    public var threadCount = 1
    /// Keys every hash. Keep it secret per deployment: who knows it can craft texts that collide.
    public var seed: UInt64 = 0x4153_5341_5921_4E44

    /// Bytes of sketches that are kept in memory; beyond it they go to a temporary file.
    public var memoryByteCount = Int.max
    /// Where that file is made.
    public var spillDirectory = "/tmp"

    public init() {}

    /// Newest documents of a band's bucket that a new one is compared with, besides the bucket's first.
    public static let bucketWalkLimit = 256
    /// Documents per sampled shingle that containment looks at, earliest first.
    public static let postingLimit = 1024
    /// Equal texts of which every pair is listed. In a larger group each is paired with the earliest alone.
    public static let copyExpansionLimit = 64
    /// One shingle in so many is sampled for containment.
    public static let containmentScale = 4
}
