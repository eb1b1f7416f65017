internal import Glibc

/// The BM25 ranking function: how much one occurrence pattern of a query word says for a document.
///
/// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3. The variants differ in the
/// weight of rare words and in the constant factor, as catalogued by Kamphuis et al., "Which BM25 Do You Mean?" (ECIR 2020).
public struct BM25: Hashable, Sendable {
    /// How the rarity of a word is weighed.
    public enum Variant: Hashable, Sendable {
        /// `ln(1 + (N − n + ½)/(n + ½))`, never negative; no factor `k1 + 1`. The default.
        case lucene
        /// `ln((N − n + ½)/(n + ½))`, negative weights set to 0; no factor `k1 + 1`.
        case robertson
        /// `ln(N/n)`; with the factor `k1 + 1`.
        case atire
        /// `ln((N − n + ½)/(n + ½))` with negative weights replaced by `epsilon` × the mean weight; with the factor `k1 + 1`.
        case okapi(epsilon: Double)
    }

    /// How fast repetition of a word stops to count.
    public let k1: Double
    /// How much long documents are discounted, from 0 to 1.
    public let b: Double
    public let variant: Variant

    public init(k1: Double = 1.2, b: Double = 0.75, variant: Variant = .lucene) {
        self.k1 = k1
        self.b = b
        self.variant = variant
    }

    /// The weight of a word that stands in `documentFrequency` of `documentCount` documents; for `okapi` before negative ones are replaced.
    public func inverseDocumentFrequency(_ documentFrequency: Int, of documentCount: Int) -> Double {
        let (n, total) = (Double(documentFrequency), Double(documentCount))
        switch variant {
        case .lucene: return log(1 + (total - n + 0.5) / (n + 0.5))
        case .robertson: return max(0, log((total - n + 0.5) / (n + 0.5)))
        case .atire: return log(total / n)
        case .okapi: return log((total - n + 0.5) / (n + 0.5))
        }
    }

    /// What `count` occurrences in a document of `length` words weigh, `meanLength` being the collection's.
    public func saturation(count: Int, length: Int, meanLength: Double) -> Double {
        let frequency = Double(count)
        let value = frequency / (frequency + k1 * (1 - b + b * Double(length) / max(meanLength, 1)))
        switch variant {
        case .lucene, .robertson: return value
        case .atire, .okapi: return value * (k1 + 1)
        }
    }
}
