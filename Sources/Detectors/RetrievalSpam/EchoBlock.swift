internal import SearchIndex

/// Where typed queries stand in a document, and whether they stand one against the other or apart, with text of their own.
///
/// A page of questions and answers has the questions that people ask as its headings, so that it repeats queries as exactly as bait does.
/// The answers are the difference: bait strings queries together, since a ranking by words pays for nothing else. Short answers and single
/// questions are not told apart here.
struct EchoBlock: Hashable, Sendable {
    private struct Match {
        let query: Int32
        let range: Range<Int>
    }

    /// Queries of fewer words are names and topics, which stand in lists.
    static let leastWords = 4
    /// Words between two queries from which on they are an answer, or an own piece of text.
    static let answerWords = 8
    /// Words within which another query belongs to a block: the room of one question that nobody typed yet.
    static let bridgedWords = 14
    /// Words that a block of three has at least.
    static let blockWords = 14
    /// The same for a block of two.
    static let pairWords = 9
    /// A smaller share of a document is a list of related questions, unless the document begins with it.
    static let leastShare = 0.05

    /// Distinct queries in the longest run without a word between them.
    var queries = 0
    /// Those that were asked as questions.
    var questions = 0
    /// Words of the run.
    var words = 0
    /// Words before the run.
    var offset = 0
    /// Whether another typed query stands within `bridgedWords` of the run.
    var isContinued = false
    /// Distinct queries outside the run that are followed by text of their own.
    var answered = 0
    /// The first query of the run, or of the document where nothing runs; -1 for none.
    var query: Int32 = -1
    /// The run's words by the document's.
    var share = 0.0

    /// O(words · longest common beginning with a query).
    /// - Parameter isMarker: whether a numbered word is a mark of enumeration (`1`, `Q`) rather than text.
    init(document: [Vocabulary.Term], trie: QueryTrie, isQuestion: [Bool], isMarker: (Vocabulary.Term) -> Bool) {
        var matches: [Match] = []
        var place = 0
        while place < document.count {
            if let found = trie.longest(in: document, from: place) {
                matches.append(Match(query: found.query, range: place..<place + found.words))
                place += found.words
            } else {
                place += 1
            }
        }
        guard let first = matches.first else { return }
        query = first.query
        var best = 0..<1
        var start = 0
        for index in matches.indices {
            if index > start, !Self.touch(matches[index - 1], matches[index], document, isMarker) { start = index }
            if Self.distinct(matches[start...index]) > Self.distinct(matches[best]) { best = start..<index + 1 }
        }
        take(best, of: matches, document: document, isQuestion: isQuestion)
    }

    private static func touch(_ left: Match, _ right: Match, _ document: [Vocabulary.Term], _ isMarker: (Vocabulary.Term) -> Bool) -> Bool {
        let between = left.range.upperBound..<right.range.lowerBound
        return between.count <= 2 && document[between].allSatisfy(isMarker)
    }

    private static func distinct(_ matches: ArraySlice<Match>) -> Int {
        matches.count == 1 ? 1 : Set(matches.map(\.query)).count
    }

    private mutating func take(_ run: Range<Int>, of matches: [Match], document: [Vocabulary.Term], isQuestion: [Bool]) {
        let inside = Set(matches[run].map(\.query))
        let (low, high) = (matches[run.lowerBound].range.lowerBound, matches[run.upperBound - 1].range.upperBound)
        offset = low
        words = high - low
        share = Double(words) / Double(document.count)
        query = matches[run.lowerBound].query
        var answeredHere: Set<Int32> = []
        for (index, match) in matches.enumerated() where !run.contains(index) {
            let next = index + 1 < matches.count ? matches[index + 1].range.lowerBound : document.count
            if next - match.range.upperBound >= Self.answerWords { answeredHere.insert(match.query) }
            let distance = index < run.lowerBound ? low - match.range.upperBound : match.range.lowerBound - high
            if distance <= Self.bridgedWords, !inside.contains(match.query) { isContinued = true }
        }
        answered = answeredHere.count
        // A table of contents repeats the headings that follow; what is answered below is not bait.
        let unanswered = inside.subtracting(answeredHere)
        guard 2 * unanswered.count > inside.count else { return }
        queries = inside.count
        questions = inside.reduce(0) { $0 + (isQuestion[Int($1)] ? 1 : 0) }
    }

    /// Whether the document is a page of questions that it answers.
    var isAnswering: Bool { queries < 2 && answered >= 2 }

    /// 0 to 1, one half from where no honest page is known to look like it.
    var strength: Double {
        guard questions >= 1 else { return 0 }
        if queries >= 3 {
            let isProminent = offset <= Self.bridgedWords || share >= Self.leastShare
            return words >= Self.blockWords && isProminent ? 0.8 : 0.4
        }
        guard queries == 2, words >= Self.pairWords, offset <= EchoMatch.openingWords else { return 0 }
        if isContinued { return answered >= 3 ? 0.45 : 0.65 }
        return answered == 0 ? 0.55 : 0.4
    }
}
