internal import Glibc
internal import Numerics

/// What a language's honest text is made of, as hashed statistics: how common words and word pairs are, and which words carry grammar.
///
/// Small on purpose (under 200 KB) and without any text: a word enters as 8 bits of a hash and a frequency. Surprise is measured
/// with an interpolated bigram model: unigram surprise less the pair's pointwise mutual information, where the pair is known.
struct ReferenceLanguage: Hashable, Sendable {
    static let unigramBuckets = 1 << 15
    static let bigramBuckets = 1 << 16
    /// How many grammar words are kept.
    static let functionWordCount = 160
    /// Words below this count in the reference are left to the unknown-word surprise.
    static let minimumWordCount = 3
    static let minimumPairCount = 4

    /// Two bytes per bucket: fingerprint, then surprise in tenths of a nat; 0, 0 where empty.
    var unigrams: [UInt8]
    /// One byte per bucket: four bits of fingerprint, four of mutual information in half nats; 0 where empty.
    var bigrams: [UInt8]
    /// Low 32 bits of the hashes of grammar words.
    var functionWords: WordSet
    /// Surprise of a word that the reference does not know, in nats.
    var unknownSurprise: Double
    /// Words that the tables were learned from.
    var wordCount: Int
    /// A text whose share of grammar words lies below this is not in this language.
    var minimumFunctionShare: Double

    func isFunctionWord(_ hash: UInt64) -> Bool { functionWords.contains(UInt32(truncatingIfNeeded: hash)) }

    /// Nats.
    func surprise(_ hash: UInt64) -> Double {
        let bucket = Int(hash % UInt64(Self.unigramBuckets)) * 2
        guard unigrams[bucket] == Self.fingerprint8(hash) else { return unknownSurprise }
        return Double(unigrams[bucket + 1]) / 10
    }

    /// Nats by which `word` is less surprising after `previous`.
    func association(_ previous: UInt64, _ word: UInt64) -> Double {
        let hash = TokenHash.pair(previous, word)
        let entry = bigrams[Int(hash % UInt64(Self.bigramBuckets))]
        guard entry != 0, entry >> 4 == UInt8(truncatingIfNeeded: hash >> 60) else { return 0 }
        return Double(entry & 15) / 2
    }

    static func fingerprint8(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash >> 56) | 1 }

    /// The share of a text's words that are grammar words.
    func functionShare(_ text: ScoringText) -> Double {
        var hits = 0
        var words = 0
        for token in text.tokens where token.mark == 0 {
            words += 1
            if isFunctionWord(token.hash) { hits += 1 }
        }
        return words == 0 ? 0 : Double(hits) / Double(words)
    }
}

extension ReferenceLanguage {
    /// Learns the tables from honest texts, each with the domain that it comes from.
    ///
    /// Grammar words are those most frequent in the domain where they are rarest, so that no single subject brings its nouns in.
    /// O(words); deterministic.
    init(learning texts: [(domain: String, text: ScoringText)]) {
        var counts: [UInt64: Int] = [:]
        var pairs: [UInt64: (count: Int, first: UInt64, second: UInt64)] = [:]
        var byDomain: [String: [UInt64: Int]] = [:]
        var total = 0
        for (domain, text) in texts {
            var previous: UInt64?
            for token in text.tokens where token.mark == 0 {
                total += 1
                counts[token.hash, default: 0] += 1
                byDomain[domain, default: [:]][token.hash, default: 0] += 1
                if let previous { pairs[TokenHash.pair(previous, token.hash), default: (0, previous, token.hash)].count += 1 }
                previous = token.hash
            }
        }
        wordCount = total
        let size = Double(max(1, total))
        unknownSurprise = min(25, log(size) + 0.7)
        unigrams = [UInt8](repeating: 0, count: Self.unigramBuckets * 2)
        // Rising order of count, so that the more frequent of two colliding words stays.
        for (hash, count) in counts.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) where count >= Self.minimumWordCount {
            let bucket = Int(hash % UInt64(Self.unigramBuckets)) * 2
            unigrams[bucket] = Self.fingerprint8(hash)
            unigrams[bucket + 1] = UInt8(min(255, max(1, (log(size / Double(count)) * 10).rounded())))
        }
        bigrams = [UInt8](repeating: 0, count: Self.bigramBuckets)
        for (hash, pair) in pairs.sorted(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) where pair.count >= Self.minimumPairCount {
            let information = log(Double(pair.count) * size / (Double(counts[pair.first] ?? 1) * Double(counts[pair.second] ?? 1)))
            let level = (information * 2).rounded()
            guard level >= 1 else { continue }
            bigrams[Int(hash % UInt64(Self.bigramBuckets))] = UInt8(truncatingIfNeeded: hash >> 60) << 4 | UInt8(min(15, level))
        }
        functionWords = WordSet(Self.grammar(byDomain))
        minimumFunctionShare = 0
        let shares = texts.map { functionShare($0.text) }.sorted()
        minimumFunctionShare = shares.isEmpty ? 0 : 0.6 * Summary.quantile(sorted: shares, 0.005)
    }

    private static func grammar(_ byDomain: [String: [UInt64: Int]]) -> [UInt32] {
        // A domain too small to show a common word would veto it.
        let sized = byDomain.values.map { ($0, Double($0.values.reduce(0, +))) }
        let largest = sized.map(\.1).max() ?? 0
        let domains = sized.filter { $0.1 >= min(20_000, largest) }
        guard let first = domains.first else { return [] }
        var rates: [(hash: UInt64, rate: Double)] = []
        for hash in first.0.keys {
            let rate = domains.map { Double($0.0[hash] ?? 0) / $0.1 }.min() ?? 0
            if rate > 0 { rates.append((hash, rate)) }
        }
        rates.sort { ($1.rate, $0.hash) < ($0.rate, $1.hash) }
        return Set(rates.prefix(functionWordCount).map { UInt32(truncatingIfNeeded: $0.hash) }).sorted()
    }
}
