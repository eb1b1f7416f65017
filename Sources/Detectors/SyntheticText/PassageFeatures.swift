internal import Numerics

/// The hashed n-grams of one passage, next to its dense features.
///
/// `shapes` are n-grams (1 to 3) over tokens whose content words were reduced to ending and length class, so that grammar stays and subject goes
/// (text distortion: Stamatatos, "Authorship Attribution Using Text Distortion", 2017); `words` are plain 1- and 2-grams.
struct PassageFeatures {
    static let shapeBuckets = 1 << 15
    static let wordBuckets = 1 << 15

    let dense: [Double]
    /// Distinct buckets, rising.
    let shapes: [Int32]
    let words: [Int32]

    init(_ tokens: ArraySlice<ScoringText.Token>, _ reference: ReferenceLanguage) {
        dense = Stylometry.features(tokens, reference)
        var shapeHashes: [UInt64] = []
        var wordHashes: [UInt64] = []
        shapeHashes.reserveCapacity(tokens.count)
        wordHashes.reserveCapacity(tokens.count)
        for token in tokens {
            shapeHashes.append(token.mark != 0 || reference.isFunctionWord(token.hash) ? token.hash : token.shape)
            if token.mark == 0 { wordHashes.append(token.hash) }
        }
        shapes = Self.buckets(shapeHashes, orders: 3, count: Self.shapeBuckets)
        words = Self.buckets(wordHashes, orders: 2, count: Self.wordBuckets)
    }

    /// The buckets of all n-grams up to an order, distinct and rising: a bit for each instead of sorting. O(hashes × orders + count / 64).
    static func buckets(_ hashes: [UInt64], orders: Int, count: Int) -> [Int32] {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count / 64) { bits in
            bits.initialize(repeating: 0)
            forEachBucket(hashes, orders: orders, count: count) { bits[$0 / 64] |= 1 << UInt64($0 % 64) }
            var distinct: [Int32] = []
            distinct.reserveCapacity(hashes.count * orders)
            for word in bits.indices {
                var rest = bits[word]
                while rest != 0 {
                    distinct.append(Int32(truncatingIfNeeded: word * 64 + rest.trailingZeroBitCount))
                    rest &= rest - 1
                }
            }
            return distinct
        }
    }

    /// The plain statement of `buckets`.
    static func referenceBuckets(_ hashes: [UInt64], orders: Int, count: Int) -> [Int32] {
        var buckets: Set<Int32> = []
        forEachBucket(hashes, orders: orders, count: count) { buckets.insert(Int32($0)) }
        return buckets.sorted()
    }

    @inline(__always)
    private static func forEachBucket(_ hashes: [UInt64], orders: Int, count: Int, _ body: (Int) -> Void) {
        let mask = UInt64(count - 1)
        for index in hashes.indices {
            var hash = hashes[index]
            body(Int(SplitMix64.mix(hash) & mask))
            for order in 1..<orders where index >= order {
                hash = TokenHash.pair(hash, hashes[index - order])
                body(Int(hash & mask))
            }
        }
    }
}
