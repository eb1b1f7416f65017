internal import Glibc
internal import SearchIndex

/// Which documents repeat the very queries for which they are retrieved.
///
/// The black-box attack of PoisonedRAG (Zou et al., USENIX Security 2025, section 4.2) puts the target question before its payload. One
/// document that opens with a question may be a help page; what honest pages do not do is be found by that wording alone, or
/// stand with several others under the same words. A page of questions and answers echoes many queries with answers in between.
struct EchoAnalysis: Sendable {
    struct Result: Sendable {
        /// 0 to 1; one half is enough for a flag.
        var strength = 0.0
        /// The query that is echoed longest.
        var query: Int32 = -1
        var run = 0.0
        var opens = false
        /// Distinct queries that stand in the document nearly word for word.
        var echoedQueries = 0
        /// Retrievals whose query the document answers or echoes, and those that it echoes.
        var relevantHits = 0
        var echoedHits = 0
        /// Documents that echo the same query.
        var crowd = 0
        /// Typed queries that stand one against the other, retrieved or not.
        var block: EchoBlock?
        /// Words between one echoed query and the next, on average; infinite for fewer than two.
        var wordsBetweenEchoes = Double.infinity
        /// How much of a query the document covers times how much of the document serves it: the best over its queries, 0 to 1.
        var focus = 0.0
        var focusQuery: Int32 = -1

        var echoedShare: Double { relevantHits == 0 ? 0 : Double(echoedHits) / Double(relevantHits) }
    }

    /// Share of a query's weight that a document must hold for a retrieval to count as meant for it.
    static let relevantCoverage = 0.5
    /// Documents under the same question from which on it is a crowd.
    static let crowdDocuments = 3
    /// The most that a page of questions and answers can reach.
    static let answeredStrength = 0.45
    /// Mean words between echoed queries up to which they are a string of queries; short answers are longer.
    static let joiningWords = 2.0

    let results: [Result]

    /// O(distinct query-document pairs · query words · log document words + words of all documents).
    init(_ log: RetrievalLog, queryPairs: RetrievalPairs, queryConsumers: [Int]) {
        var results = [Result](repeating: Result(), count: log.documents.count)
        let weights = Self.weights(log)
        var echoes: [(query: Int32, document: Int32)] = []
        queryPairs.forEachFirst { document, pairs in
            guard log.documents[Int(document)].isKnown else { return }
            let result = Self.measure(log, document: document, pairs: pairs, weights: weights, echoes: &echoes)
            results[Int(document)] = result
        }
        Self.findBlocks(log, into: &results)
        let crowds = RetrievalPairs(echoes.map { (first: $0.query, second: $0.document) })
        crowds.forEachFirst { query, pairs in
            // Pages of different people under one common question are what a common question has.
            var documentsOf: [Int32: Int] = [:]
            for pair in pairs { documentsOf[log.documents[Int(pair.second)].owner, default: 0] += 1 }
            for pair in pairs where results[Int(pair.second)].query == query {
                results[Int(pair.second)].crowd = documentsOf[log.documents[Int(pair.second)].owner] ?? 0
            }
        }
        for index in results.indices where results[index].query >= 0 {
            let query = results[index].query
            results[index].strength = Self.strength(
                results[index], query: log.queries[Int(query)], questionsInDocument: log.documents[index].questions,
                consumers: queryConsumers[Int(query)])
        }
        self.results = results
    }

    /// Compares every document with all queries; O(words of all documents).
    private static func findBlocks(_ log: RetrievalLog, into results: inout [Result]) {
        let trie = QueryTrie(log.queries, leastWords: EchoBlock.leastWords)
        let marks = (0..<log.vocabulary.count).map { isMark(log.vocabulary.word(Vocabulary.Term($0))) }
        for (index, document) in log.documents.enumerated() where document.isKnown {
            let block = EchoBlock(document: document.terms, trie: trie, queries: log.queries) { marks[Int($0)] }
            guard block.query >= 0 else { continue }
            results[index].block = block
            if results[index].query < 0, block.strength > 0 { results[index].query = block.query }
        }
    }

    /// Whether a word counts or marks rather than says something.
    private static func isMark(_ word: String) -> Bool {
        word.utf8.count <= 1 || word.utf8.count <= 3 && word.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    /// Inverse document frequency of every word (Lucene's form).
    private static func weights(_ log: RetrievalLog) -> [Double] {
        let ranking = BM25()
        return log.documentFrequency.map { ranking.inverseDocumentFrequency(Int($0), of: log.knownDocuments) }
    }

    private static func measure(
        _ log: RetrievalLog, document: Int32, pairs: ArraySlice<RetrievalPairs.Pair>, weights: [Double],
        echoes: inout [(query: Int32, document: Int32)]
    ) -> Result {
        let terms = log.documents[Int(document)].terms
        let counts = TermCounts(terms)
        let total = counts.weight(weights)
        var result = Result()
        var places: [Range<Int>] = []
        for pair in pairs {
            let query = log.queries[Int(pair.second)]
            let (coverage, density) = counts.overlap(query.terms, weights: weights, total: total)
            if coverage >= relevantCoverage { result.relevantHits += pair.count }
            if coverage * density > result.focus {
                result.focus = coverage * density
                result.focusQuery = pair.second
            }
            guard coverage >= relevantCoverage, query.terms.count >= 3 else { continue }
            let match = EchoMatch(query: query.terms, document: terms)
            guard match.isVerbatim, match.opens || query.terms.count >= EchoMatch.leastWords else { continue }
            result.echoedHits += pair.count
            result.echoedQueries += 1
            places.append(match.offset..<match.offset + query.terms.count)
            if match.opens || query.isQuestion { echoes.append((query: pair.second, document: document)) }
            let isBetter = result.query < 0 || isStronger(match, query, than: result, in: log)
            if isBetter {
                result.query = pair.second
                result.run = match.run
                result.opens = match.opens
            }
        }
        result.wordsBetweenEchoes = gap(places)
        return result
    }

    private static func isStronger(_ match: EchoMatch, _ query: QueryForm, than result: Result, in log: RetrievalLog) -> Bool {
        let other = log.queries[Int(result.query)]
        let (left, right) = (match.opens ? 1 : 0, result.opens ? 1 : 0)
        return (left, query.isQuestion ? 1 : 0, query.terms.count) > (right, other.isQuestion ? 1 : 0, other.terms.count)
    }

    private static func gap(_ places: [Range<Int>]) -> Double {
        let sorted = places.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        guard sorted.count > 1 else { return .infinity }
        let between = zip(sorted, sorted.dropFirst()).reduce(0) { $0 + max(0, $1.1.lowerBound - $1.0.upperBound) }
        return Double(between) / Double(sorted.count - 1)
    }

    /// From what was seen to 0…1. The steps are judgement, measured on public data; the order of the cases is the argument.
    private static func strength(_ result: Result, query: QueryForm, questionsInDocument: Int, consumers: Int) -> Double {
        let block = result.block?.strength ?? 0
        let isAnswering = result.block?.isAnswering ?? false
        // Joined by a word or two, which a run does not allow; where three run, the run is judged.
        let isString = result.echoedQueries >= 3 && result.wordsBetweenEchoes <= joiningWords
        if isString, result.block.map({ $0.answered < 2 && $0.queries < 3 }) ?? true { return max(block, 0.75) }
        let single = singleStrength(result, query: query, questionsInDocument: questionsInDocument, consumers: consumers)
        return max(block, isAnswering ? min(single, answeredStrength) : single)
    }

    /// The strength of the one query that a document echoes best.
    private static func singleStrength(_ result: Result, query: QueryForm, questionsInDocument: Int, consumers: Int) -> Double {
        guard result.echoedQueries > 0 else { return 0 }
        // Elsewhere than at the beginning, a question is a heading or a quotation, however many others have it.
        let isCrowd = result.opens && result.crowd >= crowdDocuments
        let words = query.terms.count
        var value: Double
        switch (query.isQuestion, result.opens) {
        case (true, true): value = words >= 6 ? 0.62 : words == 5 ? 0.58 : 0.35
        case (true, false): value = words >= 6 ? 0.4 : 0.25
        case (false, true): value = words >= 8 ? 0.3 : 0.2
        case (false, false): value = 0.2
        }
        // Found by other wordings too, the document is about the matter rather than about the query.
        value *= 0.4 + 0.6 * result.echoedShare
        if questionsInDocument >= 3, !isCrowd { value *= 0.6 }
        if consumers >= 3, !isCrowd { value *= 0.75 }
        if isCrowd { value += 0.25 } else if result.opens, result.crowd == 2 { value += 0.05 }
        return min(value, 0.99)
    }
}

/// The distinct words of a document with their counts, sorted.
struct TermCounts: Sendable {
    private var terms: [Vocabulary.Term] = []
    private var counts: [Int32] = []

    init(_ words: [Vocabulary.Term]) {
        for term in words.sorted() {
            if terms.last == term {
                counts[counts.count - 1] += 1
            } else {
                terms.append(term)
                counts.append(1)
            }
        }
    }

    /// The weight of all words; O(distinct words).
    func weight(_ weights: [Double]) -> Double {
        zip(terms, counts).reduce(0) { $0 + weights[Int($1.0)] * Double($1.1) }
    }

    /// Share of the query's weight that the document holds, and share of the document's weight that the query's words make up.
    func overlap(_ query: [Vocabulary.Term], weights: [Double], total: Double) -> (coverage: Double, density: Double) {
        var (all, held, mass) = (0.0, 0.0, 0.0)
        for (index, term) in query.enumerated() where !query[..<index].contains(term) {
            all += weights[Int(term)]
            guard let place = find(term) else { continue }
            held += weights[Int(term)]
            mass += weights[Int(term)] * Double(counts[place])
        }
        return (all > 0 ? held / all : 0, total > 0 ? mass / total : 0)
    }

    private func find(_ term: Vocabulary.Term) -> Int? {
        var low = 0
        var high = terms.count
        while low < high {
            let middle = (low + high) / 2
            if terms[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < terms.count && terms[low] == term ? low : nil
    }
}
