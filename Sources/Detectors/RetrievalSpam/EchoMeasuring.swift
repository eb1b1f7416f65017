internal import SearchIndex

/// Compares documents with the queries for which they were retrieved, and with all that were typed.
struct EchoMeasuring: Sendable {
    private let log: RetrievalLog
    private let ranksFocus: Bool
    /// Inverse document frequency of every word (Lucene's form).
    private let weights: [Double]
    /// By query, the weight of its distinct words.
    private let queryWeights: [Double]
    private let trie: QueryTrie
    /// By word: whether it counts or marks rather than says something.
    private let isMark: [Bool]

    /// O(words of the vocabulary and of all queries).
    init(_ log: RetrievalLog, ranksFocus: Bool) {
        self.log = log
        self.ranksFocus = ranksFocus
        let ranking = BM25()
        let weights = log.documentFrequency.map { ranking.inverseDocumentFrequency(Int($0), of: log.knownDocuments) }
        self.weights = weights
        queryWeights = (0..<Int32(log.queries.count)).map { query in
            let words = log.queries.range(query)
            return words.reduce(0.0) { sum, place in
                Self.isRepeat(place, from: words.lowerBound, log.queries.terms) ? sum : sum + weights[Int(log.queries.terms[place])]
            }
        }
        trie = QueryTrie(log.queries, leastWords: EchoBlock.leastWords)
        isMark = (0..<Vocabulary.Term(log.vocabulary.count)).map { log.vocabulary.withBytes(of: $0, Self.isMark) }
    }

    private static func isMark(_ word: UnsafeRawBufferPointer) -> Bool {
        word.count <= 1 || word.count <= 3 && word.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    /// Whether the word at the place stands before it in the query.
    private static func isRepeat(_ place: Int, from start: Int, _ terms: [Vocabulary.Term]) -> Bool {
        for earlier in start..<place where terms[earlier] == terms[place] { return true }
        return false
    }

    /// What some documents show, and which queries they echo at their beginning or as questions.
    struct Measured: Sendable {
        var results: [EchoAnalysis.Result] = []
        var echoes: [(query: Int32, document: Int32)] = []
    }

    /// O(words of the documents + words of their queries).
    func measured(_ documents: Range<Int>, uses: DocumentUses) -> Measured {
        var measured = Measured()
        measured.results.reserveCapacity(documents.count)
        var counts = [Int32](repeating: 0, count: weights.count)
        for document in documents {
            var result = EchoAnalysis.Result()
            if log.documents[document].isKnown {
                let terms = Array(log.terms(of: Int32(document)))
                for term in terms { counts[Int(term)] += 1 }
                measure(Int32(document), terms, counts: counts, uses: uses.queries(document), into: &result, echoes: &measured.echoes)
                for term in terms { counts[Int(term)] = 0 }
                findBlock(terms, into: &result)
            }
            measured.results.append(result)
        }
        return measured
    }

    private func findBlock(_ terms: [Vocabulary.Term], into result: inout EchoAnalysis.Result) {
        let block = EchoBlock(document: terms, trie: trie, isQuestion: log.queries.isQuestion) { isMark[Int($0)] }
        guard block.query >= 0 else { return }
        result.block = block
        if result.query < 0, block.strength > 0 { result.query = block.query }
    }

    /// - Parameter counts: by word, how often it stands in the document.
    private func measure(
        _ document: Int32, _ terms: [Vocabulary.Term], counts: [Int32], uses: ArraySlice<DocumentUses.QueryCount>,
        into result: inout EchoAnalysis.Result, echoes: inout [(query: Int32, document: Int32)]
    ) {
        guard !uses.isEmpty else { return }
        let total = ranksFocus ? totalWeight(terms, counts: counts) : 0
        var places: [Range<Int>] = []
        for use in uses {
            let query = use.query
            let coverage = coverage(query, counts)
            if ranksFocus {
                let focus = coverage * density(query, counts, total: total)
                if focus > result.focus { (result.focus, result.focusQuery) = (focus, query) }
            }
            guard coverage >= EchoAnalysis.relevantCoverage else { continue }
            result.relevantHits += Int(use.count)
            let words = log.queries.words(query)
            guard words.count >= 3 else { continue }
            let match = EchoMatch(query: Array(words), document: terms)
            guard match.isVerbatim, match.opens || words.count >= EchoMatch.leastWords else { continue }
            result.echoedHits += Int(use.count)
            result.echoedQueries += 1
            places.append(match.offset..<match.offset + words.count)
            let isQuestion = log.queries.isQuestion[Int(query)]
            if match.opens || isQuestion { echoes.append((query: query, document: document)) }
            if result.query < 0 || isStronger(match, query, than: result) {
                result.query = query
                result.run = match.run
                result.opens = match.opens
            }
        }
        result.wordsBetweenEchoes = Self.gap(places)
    }

    /// The weight of all words of the document, each as often as it stands there, in the order of their numbers. O(words log words).
    private func totalWeight(_ terms: [Vocabulary.Term], counts: [Int32]) -> Double {
        var total = 0.0
        var last: Vocabulary.Term?
        for term in terms.sorted() where term != last {
            total += weights[Int(term)] * Double(counts[Int(term)])
            last = term
        }
        return total
    }

    /// Share of the query's weight that the document holds.
    private func coverage(_ query: Int32, _ counts: [Int32]) -> Double {
        let words = log.queries.range(query)
        var held = 0.0
        for place in words {
            let term = Int(log.queries.terms[place])
            if counts[term] > 0, !Self.isRepeat(place, from: words.lowerBound, log.queries.terms) { held += weights[term] }
        }
        let all = queryWeights[Int(query)]
        return all > 0 ? held / all : 0
    }

    /// Share of the document's weight that the query's words make up.
    private func density(_ query: Int32, _ counts: [Int32], total: Double) -> Double {
        let words = log.queries.range(query)
        var mass = 0.0
        for place in words {
            let term = Int(log.queries.terms[place])
            if counts[term] > 0, !Self.isRepeat(place, from: words.lowerBound, log.queries.terms) { mass += weights[term] * Double(counts[term]) }
        }
        return total > 0 ? mass / total : 0
    }

    private func isStronger(_ match: EchoMatch, _ query: Int32, than result: EchoAnalysis.Result) -> Bool {
        let queries = log.queries
        let (left, right) = (match.opens ? 1 : 0, result.opens ? 1 : 0)
        let (asks, asked) = (queries.isQuestion[Int(query)] ? 1 : 0, queries.isQuestion[Int(result.query)] ? 1 : 0)
        return (left, asks, queries.range(query).count) > (right, asked, queries.range(result.query).count)
    }

    private static func gap(_ places: [Range<Int>]) -> Double {
        let sorted = places.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        guard sorted.count > 1 else { return .infinity }
        let between = zip(sorted, sorted.dropFirst()).reduce(0) { $0 + max(0, $1.1.lowerBound - $1.0.upperBound) }
        return Double(between) / Double(sorted.count - 1)
    }
}
