internal import Glibc

/// How a signature is cut into bands for locality-sensitive hashing (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4).
///
/// Two sets of Jaccard similarity s meet in at least one band with probability 1 − (1 − s^rowCount)^bandCount.
public struct Banding: Hashable, Sendable {
    public let bandCount: Int
    public let rowCount: Int

    public init(bandCount: Int, rowCount: Int) {
        precondition(bandCount > 0 && rowCount > 0, "a banding has bands and rows")
        self.bandCount = bandCount
        self.rowCount = rowCount
    }

    /// The share of pairs exactly at the threshold that a banding may miss.
    public static let missLimit = 2e-4

    /// The most selective banding of a signature that misses at most `missLimit` of the pairs at `threshold`: 32 × 4 at 0.7,
    /// 25 × 5 at 0.8. Where none does, single rows.
    public init(threshold: Double, permutationCount: Int) {
        var rows = 1
        while rows < permutationCount, Self.miss(threshold, permutationCount, rows + 1) <= Self.missLimit { rows += 1 }
        self.init(bandCount: permutationCount / rows, rowCount: rows)
    }

    /// The chance that two sets of the given similarity meet in no band.
    public func missProbability(similarity: Double) -> Double { pow(1 - pow(similarity, Double(rowCount)), Double(bandCount)) }

    private static func miss(_ similarity: Double, _ permutations: Int, _ rows: Int) -> Double {
        Banding(bandCount: permutations / rows, rowCount: rows).missProbability(similarity: similarity)
    }

    /// What a signature puts into a band; equal rows give equal keys. O(rowCount).
    public func key(of signature: UnsafePointer<UInt32>, band: Int) -> UInt32 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for row in band * rowCount..<(band + 1) * rowCount { state = mixed(state ^ UInt64(signature[row])) }
        return UInt32(truncatingIfNeeded: state >> 32)
    }
}
