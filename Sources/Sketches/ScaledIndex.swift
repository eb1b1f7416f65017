/// Which documents hold which sampled shingles: the FracMinHash idea (Hera, Pierce-Ward, Koslicki 2023) as an inverted index.
///
/// A shingle is sampled where its hash is below 2^64 / scale, in every document alike, so shared samples estimate containment,
/// which MinHash cannot. Documents are numbered in the order in which they were added.
public struct ScaledIndex: Sendable {
    public let scale: Int
    private let limit: UInt64
    /// Sampled hash (high bits) and document, by leading byte of the hash's own spread; sorted once frozen.
    private var shards: [[UInt64]]
    private var directories: [[UInt32]] = []
    private var documentCount: UInt32 = 0

    private static let shardBits = 8
    private static let directoryBits = 12

    public init(scale: Int) {
        precondition(scale >= 1, "a sample is one in one or more")
        self.scale = scale
        limit = scale == 1 ? .max : UInt64.max / UInt64(scale)
        shards = Array(repeating: [], count: 1 << Self.shardBits)
    }

    /// Sampling looks at the order of hashes, so what is left below the limit is spread again before it is stored.
    private func stored(_ shingle: UInt64) -> UInt32? { shingle <= limit ? UInt32(truncatingIfNeeded: mixed(shingle) >> 32) : nil }

    /// Whether the shingle belongs to the sample.
    public func samples(_ shingle: UInt64) -> Bool { shingle <= limit }

    /// Adds the next document's shingles, in any order; repeats are of no account. O(shingles).
    public mutating func add(_ shingles: UnsafeBufferPointer<UInt64>) {
        for shingle in shingles {
            guard let hash = stored(shingle) else { continue }
            shards[Int(hash >> (32 - UInt32(Self.shardBits)))].append(UInt64(hash) << 32 | UInt64(documentCount))
        }
        documentCount += 1
    }

    /// Sorts the postings; to be called once, after the last `add` and before the first look-up.
    public mutating func freeze() {
        directories = shards.indices.map { freeze(shard: $0) }
    }

    private mutating func freeze(shard: Int) -> [UInt32] {
        // Shifting the shard's own byte out spreads the values evenly over 64 bits, as the sort likes them.
        let shift = UInt64(Self.shardBits)
        var values = shards[shard].map { $0 << shift }
        let kept = sortUnique(&values)
        shards[shard] = values.prefix(kept).map { $0 >> shift }
        var directory = [UInt32](repeating: 0, count: 1 << Self.directoryBits + 1)
        for value in shards[shard] { directory[Self.directorySlot(UInt32(truncatingIfNeeded: value >> 32)) + 1] += 1 }
        for slot in 1..<directory.count { directory[slot] += directory[slot - 1] }
        return directory
    }

    private static func directorySlot(_ hash: UInt32) -> Int {
        Int((hash << UInt32(shardBits)) >> (32 - UInt32(directoryBits)))
    }

    /// Calls `body` for each document that holds the shingle, earliest first, at most `postingLimit` of them; false where the
    /// shingle is not sampled. Expected O(documents).
    public func documents(with shingle: UInt64, postingLimit: Int, body: (Int) -> Void) -> Bool {
        guard let hash = stored(shingle) else { return false }
        let shard = Int(hash >> (32 - UInt32(Self.shardBits)))
        let slot = Self.directorySlot(hash)
        // The shard's byte was shifted out before sorting, so stored values lack it.
        let wanted = UInt64((hash << UInt32(Self.shardBits)) >> UInt32(Self.shardBits))
        var place = Int(directories[shard][slot])
        let end = Int(directories[shard][slot + 1])
        var given = 0
        while place < end {
            let value = shards[shard][place]
            let found = value >> 32
            if found > wanted { break }
            if found == wanted {
                body(Int(value & 0xFFFF_FFFF))
                given += 1
                if given == postingLimit { break }
            }
            place += 1
        }
        return true
    }
}
