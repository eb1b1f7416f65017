public import Corpora

/// Which documents hold a word and how often: answers a query with the best documents by BM25.
///
/// Memory is 8 bytes for each distinct word of each document. Documents are numbered in the order in which they were added.
public struct InvertedIndex: Sendable {
    /// One answer: the number of a document and its score.
    public struct Hit: Hashable, Sendable {
        public let document: Int
        public let score: Double
    }

    private struct Posting {
        let document: Int32
        let count: Int32
    }

    public let ranking: BM25
    public private(set) var vocabulary = Vocabulary()
    private var postings: [[Posting]] = []
    private var lengths: [Int] = []
    private var totalLength = 0

    public init(ranking: BM25 = BM25()) { self.ranking = ranking }

    /// The number of documents.
    public var count: Int { lengths.count }

    /// Adds the next document; O(words).
    @discardableResult
    public mutating func add(_ text: FoldedText) -> Int { add(terms: vocabulary.add(text)) }

    /// Adds the next document, given as words in order; O(words).
    @discardableResult
    public mutating func add(words: some Sequence<String>) -> Int {
        var terms: [Vocabulary.Term] = []
        for word in words { terms.append(vocabulary.add(word)) }
        return add(terms: terms)
    }

    private mutating func add(terms: [Vocabulary.Term]) -> Int {
        let document = lengths.count
        lengths.append(terms.count)
        totalLength += terms.count
        while postings.count < vocabulary.count { postings.append([]) }
        let sorted = terms.sorted()
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            postings[Int(sorted[start])].append(Posting(document: Int32(document), count: Int32(end - start)))
            start = end
        }
        return document
    }

    /// In how many documents a word stands.
    public func documentFrequency(_ word: String) -> Int { vocabulary.term(word).map { postings[Int($0)].count } ?? 0 }

    /// The `limit` best documents with a positive score, best first, equal scores in document order.
    ///
    /// A word that stands twice in the query counts twice. O(postings of the query's words + hits · log limit).
    public func search(_ text: FoldedText, limit: Int) -> [Hit] { search(terms: vocabulary.terms(of: text), limit: limit) }

    /// As `search(_:limit:)`, for a query given as words.
    public func search(words: some Sequence<String>, limit: Int) -> [Hit] {
        search(terms: words.compactMap { vocabulary.term($0) }, limit: limit)
    }

    private func search(terms: [Vocabulary.Term], limit: Int) -> [Hit] {
        guard !lengths.isEmpty, limit > 0 else { return [] }
        let meanLength = Double(totalLength) / Double(lengths.count)
        let floorWeight = negativeWeightReplacement
        var scores = [Double](repeating: 0, count: lengths.count)
        var touched: [Int32] = []
        for term in terms {
            let list = postings[Int(term)]
            var weight = ranking.inverseDocumentFrequency(list.count, of: lengths.count)
            if weight < 0 { weight = floorWeight }
            guard weight > 0 else { continue }
            for posting in list {
                let document = Int(posting.document)
                if scores[document] == 0 { touched.append(posting.document) }
                scores[document] += weight * ranking.saturation(count: Int(posting.count), length: lengths[document], meanLength: meanLength)
            }
        }
        return best(touched.map { Hit(document: Int($0), score: scores[Int($0)]) }, limit: limit)
    }

    /// Sorted by falling score, then by document.
    private func best(_ hits: [Hit], limit: Int) -> [Hit] {
        func precedes(_ left: Hit, _ right: Hit) -> Bool {
            left.score != right.score ? left.score > right.score : left.document < right.document
        }
        var top: [Hit] = []
        for hit in hits {
            if top.count == limit, let last = top.last, !precedes(hit, last) { continue }
            var low = 0
            var high = top.count
            while low < high {
                let middle = (low + high) / 2
                if precedes(top[middle], hit) { low = middle + 1 } else { high = middle }
            }
            top.insert(hit, at: low)
            if top.count > limit { top.removeLast() }
        }
        return top
    }

    /// What stands in for a negative weight in the okapi variant; O(vocabulary) there, else 0.
    private var negativeWeightReplacement: Double {
        guard case .okapi(let epsilon) = ranking.variant, !postings.isEmpty else { return 0 }
        let sum = postings.reduce(0) { $0 + ranking.inverseDocumentFrequency($1.count, of: lengths.count) }
        return epsilon * sum / Double(postings.count)
    }
}
