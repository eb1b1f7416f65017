internal import Contributions
internal import Corpora
internal import SearchIndex

/// What was submitted and what was retrieved, kept as small integers: the state of the detector and the input of the batch.
///
/// Memory grows by 4 bytes per stored word of a document and about 40 bytes plus 8 per result of a retrieval; nothing is quadratic.
struct RetrievalLog: Sendable {
    /// Words of a document that are kept for comparison with queries.
    static let wordsPerDocument = 4096
    /// Words of a document that are measured for stuffing.
    static let measuredWords = 50_000
    /// Results of one retrieval that are kept, best first.
    static let resultsPerRetrieval = 20

    struct Document: Sendable {
        let name: String
        /// -1 while unknown.
        var owner: Int32 = -1
        /// False for a document that was retrieved before, or without, being submitted.
        var isKnown = false
        var position = -1
        var terms: [Vocabulary.Term] = []
        var stuffing = StuffingMeasure()
        var injections: [InjectionPatterns.Finding] = []
        /// Question marks in the text: a page of questions and answers has several.
        var questions = 0
        /// The first bytes of the text, for people.
        var prefix = ""
        /// What the strongest injection says.
        var injectionExcerpt = ""
    }

    struct Event: Sendable {
        let position: Int
        let consumer: Int32
        /// -1 for uses without a query (inference).
        let query: Int32
        let feeMicros: Int64
        let results: Range<Int>
    }

    private(set) var vocabulary = Vocabulary()
    /// By word: in how many known documents it stands.
    private(set) var documentFrequency: [Int32] = []
    /// By word: whether it can be a keyword.
    private var contentWord: [Bool] = []
    /// By word: whether an instruction to a model can begin with it.
    private var instructionWord: [Bool] = []
    /// By word: the known document, counted from one, that held it last.
    private var lastHolder: [Int32] = []
    private(set) var knownDocuments = 0

    private(set) var participants: [String] = []
    private var participantNumbers: [String: Int32] = [:]
    private(set) var links = IdentityLinks()

    private(set) var documents: [Document] = []
    private var documentNumbers: [String: Int32] = [:]

    private(set) var queries: [QueryForm] = []
    private(set) var queryTexts: [String] = []
    private var queryNumbers: [[Vocabulary.Term]: Int32] = [:]

    private(set) var events: [Event] = []
    /// Documents of all results, event after event, best first.
    private(set) var results: [Int32] = []

    mutating func participant(_ name: String) -> Int32 {
        if let number = participantNumbers[name] { return number }
        let number = Int32(participants.count)
        participantNumbers[name] = number
        participants.append(name)
        return number
    }

    mutating func link(_ name: String, _ identifiers: Identifiers) {
        links.add(identifiers, of: participant(name))
    }

    mutating func document(_ name: String) -> Int32 {
        if let number = documentNumbers[name] { return number }
        let number = Int32(documents.count)
        documentNumbers[name] = number
        documents.append(Document(name: name))
        return number
    }

    /// The number of a document that was named before.
    func knownDocument(_ name: String) -> Int32? { documentNumbers[name] }

    /// Takes in a document's text. The first text under a name stays; O(bytes).
    @discardableResult
    mutating func submit(_ name: String, owner: String?, text: String, position: Int = -1) -> Int32 {
        let number = document(name)
        guard !documents[Int(number)].isKnown else { return number }
        let folded = TextFolder.fold(text)
        let terms = vocabulary.add(folded, limit: Self.measuredWords)
        knownDocuments += 1
        countWords(of: terms)
        let ownerNumber = owner.map { participant($0) } ?? -1
        let isContent = contentWord
        let original = Array(text.utf8)
        let stuffing = StuffingMeasure(terms: terms, text: folded, original: original) { isContent[Int($0)] }
        let begins = instructionWord
        let injections = InjectionPatterns.findings(in: folded, original: original) { begins[Int(terms[$0])] }
        var entry = documents[Int(number)]
        entry.owner = ownerNumber
        entry.isKnown = true
        entry.position = position
        entry.terms = Array(terms.prefix(Self.wordsPerDocument))
        entry.stuffing = stuffing
        entry.injections = injections
        entry.questions = Self.questionMarks(original)
        entry.prefix = String(String.UnicodeScalarView(text.unicodeScalars.prefix(160)))
        if let strongest = injections.max(by: { $0.shape.weight < $1.shape.weight }), !strongest.words.isEmpty {
            let low = folded.words[strongest.words.lowerBound].original.lowerBound
            let high = folded.words[strongest.words.upperBound - 1].original.upperBound
            entry.injectionExcerpt = String(decoding: original[low..<high], as: UTF8.self)
        }
        documents[Int(number)] = entry
        return number
    }

    private mutating func countWords(of terms: [Vocabulary.Term]) {
        while documentFrequency.count < vocabulary.count {
            let word = vocabulary.word(Vocabulary.Term(documentFrequency.count))
            documentFrequency.append(0)
            lastHolder.append(0)
            instructionWord.append(InjectionPatterns.beginnings.contains(word))
            let hasDigitsOnly = word.unicodeScalars.allSatisfy { $0.properties.numericType != nil }
            let isShortASCII = word.utf8.count < 3
            contentWord.append(!hasDigitsOnly && !isShortASCII && !FunctionWords.english.contains(word))
        }
        for term in terms where lastHolder[Int(term)] != Int32(knownDocuments) {
            documentFrequency[Int(term)] += 1
            lastHolder[Int(term)] = Int32(knownDocuments)
        }
    }

    /// Question marks of Latin, Arabic and full-width writing in UTF-8.
    private static func questionMarks(_ bytes: [UInt8]) -> Int {
        var count = 0
        for index in bytes.indices {
            switch bytes[index] {
            case 0x3F: count += 1
            case 0x9F where index >= 1 && bytes[index - 1] == 0xD8: count += 1
            case 0x9F where index >= 2 && bytes[index - 1] == 0xBC && bytes[index - 2] == 0xEF: count += 1
            default: continue
            }
        }
        return count
    }

    /// The number of a query; queries with the same words are one. O(bytes).
    mutating func query(_ text: String) -> Int32 {
        let terms = vocabulary.add(TextFolder.fold(text), limit: QueryForm.wordLimit)
        countWords(of: [])
        if let number = queryNumbers[terms] { return number }
        let number = Int32(queries.count)
        queryNumbers[terms] = number
        let words = terms.prefix(2).map { vocabulary.word($0) }
        let isQuestion = QueryForm.isQuestion(text, firstWord: words.first, secondWord: words.dropFirst().first)
        queries.append(QueryForm(terms: terms, isQuestion: isQuestion))
        queryTexts.append(String(String.UnicodeScalarView(text.unicodeScalars.prefix(200))))
        return number
    }

    /// Takes in one use of documents, best result first; O(results).
    mutating func use(position: Int, consumer: String?, query: Int32, feeMicros: Int64, results names: some Sequence<String>) {
        let start = results.count
        for name in names {
            guard results.count - start < Self.resultsPerRetrieval else { break }
            let number = document(name)
            // A document named twice in a list is counted once.
            if !results[start...].contains(number) { results.append(number) }
        }
        events.append(
            Event(
                position: position, consumer: consumer.map { participant($0) } ?? -1, query: query, feeMicros: feeMicros,
                results: start..<results.count))
    }
}
