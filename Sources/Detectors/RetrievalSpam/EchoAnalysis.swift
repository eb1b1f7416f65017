internal import Parallelism

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

    /// O(distinct query-document pairs · query words + words of all documents).
    /// - Parameter ranksFocus: whether `focus` is wanted.
    init(_ log: RetrievalLog, uses: DocumentUses, queryConsumers: [Int], ranksFocus: Bool = false) {
        let measuring = EchoMeasuring(log, ranksFocus: ranksFocus)
        let count = log.documents.count
        let width = Self.documentsPerTask
        let tasks = ParallelMap.map((count + width - 1) / width) { task in
            measuring.measured(task * width..<min(count, (task + 1) * width), uses: uses)
        }
        var results = Array(tasks.map(\.results).joined())
        let crowds = RetrievalPairs(tasks.flatMap(\.echoes).map { (first: $0.query, second: $0.document) })
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
                results[index], words: log.queries.range(query).count, isQuestion: log.queries.isQuestion[Int(query)],
                questionsInDocument: log.documents[index].questions, consumers: queryConsumers[Int(query)])
        }
        self.results = results
    }

    private static let documentsPerTask = 4096

    /// From what was seen to 0…1. The steps are judgement, measured on public data; the order of the cases is the argument.
    private static func strength(_ result: Result, words: Int, isQuestion: Bool, questionsInDocument: Int, consumers: Int) -> Double {
        let block = result.block?.strength ?? 0
        let isAnswering = result.block?.isAnswering ?? false
        // Joined by a word or two, which a run does not allow; where three run, the run is judged.
        let isString = result.echoedQueries >= 3 && result.wordsBetweenEchoes <= joiningWords
        if isString, result.block.map({ $0.answered < 2 && $0.queries < 3 }) ?? true { return max(block, 0.75) }
        let single = singleStrength(
            result, words: words, isQuestion: isQuestion, questionsInDocument: questionsInDocument, consumers: consumers)
        return max(block, isAnswering ? min(single, answeredStrength) : single)
    }

    /// The strength of the one query that a document echoes best.
    private static func singleStrength(
        _ result: Result, words: Int, isQuestion: Bool, questionsInDocument: Int, consumers: Int
    ) -> Double {
        guard result.echoedQueries > 0 else { return 0 }
        // Elsewhere than at the beginning, a question is a heading or a quotation, however many others have it.
        let isCrowd = result.opens && result.crowd >= crowdDocuments
        var value: Double
        switch (isQuestion, result.opens) {
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
