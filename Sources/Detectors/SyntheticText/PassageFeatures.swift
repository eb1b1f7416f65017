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
        for token in tokens {
            shapeHashes.append(token.mark != 0 || reference.isFunctionWord(token.hash) ? token.hash : token.shape)
            if token.mark == 0 { wordHashes.append(token.hash) }
        }
        shapes = Self.buckets(shapeHashes, orders: 3, count: Self.shapeBuckets)
        words = Self.buckets(wordHashes, orders: 2, count: Self.wordBuckets)
    }

    private static func buckets(_ hashes: [UInt64], orders: Int, count: Int) -> [Int32] {
        var buckets: [Int32] = []
        buckets.reserveCapacity(hashes.count * orders)
        let mask = UInt64(count - 1)
        for index in hashes.indices {
            var hash = hashes[index]
            buckets.append(Int32(truncatingIfNeeded: SplitMix64.mix(hash) & mask))
            for order in 1..<orders where index >= order {
                hash = TokenHash.pair(hash, hashes[index - order])
                buckets.append(Int32(truncatingIfNeeded: hash & mask))
            }
        }
        buckets.sort()
        var distinct: [Int32] = []
        distinct.reserveCapacity(buckets.count)
        for bucket in buckets where bucket != distinct.last { distinct.append(bucket) }
        return distinct
    }
}
