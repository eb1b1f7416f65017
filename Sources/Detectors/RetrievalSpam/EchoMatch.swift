internal import SearchIndex

/// How a query stands in a document that was retrieved for it.
struct EchoMatch: Hashable, Sendable {
    /// Longest contiguous run of query words near the document's beginning, or the whole query further down, by query words.
    let run: Double
    /// Words of the document before that run.
    let offset: Int

    /// A run this long is the query itself, give or take an article.
    static let nearVerbatim = 0.85
    /// Words that may stand before an opening echo, such as `Q` or `Title`.
    static let openingWords = 2
    /// Queries shorter than this stand in documents by chance or as their topic.
    static let leastWords = 5

    var isVerbatim: Bool { run >= Self.nearVerbatim }
    var opens: Bool { isVerbatim && offset <= Self.openingWords }

    /// O(|query| · |query| at the beginning + |document|).
    init(query: [Vocabulary.Term], document: [Vocabulary.Term]) {
        let head = min(document.count, 2 * query.count + 8)
        var best = 0
        var bestStart = 0
        var previous = [Int](repeating: 0, count: query.count + 1)
        for position in 0..<head {
            var diagonal = 0
            for index in query.indices {
                let above = previous[index + 1]
                previous[index + 1] = query[index] == document[position] ? diagonal + 1 : 0
                diagonal = above
                if previous[index + 1] > best {
                    best = previous[index + 1]
                    bestStart = position - best + 1
                }
            }
        }
        if best < query.count, let start = Self.firstOccurrence(of: query, in: document, from: max(0, head - query.count + 1)) {
            best = query.count
            bestStart = start
        }
        run = query.isEmpty ? 0 : Double(best) / Double(query.count)
        offset = bestStart
    }

    private static func firstOccurrence(of query: [Vocabulary.Term], in document: [Vocabulary.Term], from start: Int) -> Int? {
        guard let first = query.first, document.count >= query.count, start <= document.count - query.count else { return nil }
        for position in start...(document.count - query.count) where document[position] == first {
            if document[position..<position + query.count].elementsEqual(query) { return position }
        }
        return nil
    }
}
