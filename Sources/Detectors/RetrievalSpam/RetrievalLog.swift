internal import Collections
internal import Contributions
internal import Corpora
internal import Identities
internal import SearchIndex

/// What was submitted and what was retrieved, kept as small integers: the state of the detector and the input of the batch.
///
/// Memory grows by 4 bytes per stored word of a document and about 32 bytes plus 4 per result of a retrieval; nothing is quadratic.
struct RetrievalLog: Sendable {
    /// Words of a document that are kept for comparison with queries.
    static let wordsPerDocument = 4096
    /// Words of a document that are measured for stuffing.
    static let measuredWords = 50_000
    /// Results of one retrieval that are kept, best first.
    static let resultsPerRetrieval = 20
    /// Characters of a document, and of a query, that are kept for people.
    static let prefixCharacters = 160
    static let queryCharacters = 200

    struct Document: Sendable {
        /// −1 while unknown.
        var owner: Int32 = -1
        /// Number among the texts; −1 for a document that was retrieved before, or without, being submitted.
        var text: Int32 = -1
        var position = -1
        /// Its words in `terms`.
        var firstTerm = 0
        var termCount = 0
        var stuffing = StuffingMeasure()
        /// Its instructions to a model in `injections`.
        var firstInjection = 0
        var injectionCount = 0
        /// Question marks in the text: a page of questions and answers has several.
        var questions = 0

        var isKnown: Bool { text >= 0 }
    }

    struct Event: Sendable, BitwiseCopyable {
        let position: Int
        let consumer: Int32
        /// −1 for uses without a query (inference).
        let query: Int32
        let feeMicros: Int64
        let firstResult: Int
        let resultCount: Int

        var results: Range<Int> { firstResult..<firstResult + resultCount }
    }

    var vocabulary = Vocabulary()
    /// By word: in how many known documents it stands.
    var documentFrequency: [Int32] = []
    /// By word: whether it can be a keyword.
    var contentWord: [Bool] = []
    /// By word: whether an instruction to a model can begin with it.
    var instructionWord: [Bool] = []
    /// By word: the known document, counted from one, that held it last.
    var lastHolder: [Int32] = []
    var knownDocuments = 0

    var participants = NameTable()
    var identities = IdentifierUses()

    var documentNames = NameTable()
    var documents: [Document] = []
    /// Words of all known documents, text after text.
    var terms: [Vocabulary.Term] = []
    /// Instructions to a model in all known documents, text after text.
    var injections: [InjectionPatterns.Shape] = []
    /// By text: its beginning, and what its strongest injection says; for people.
    var prefixes = TextColumn()
    var injectionExcerpts = TextColumn()

    var queries = QueryList()
    var queryTexts = TextColumn()

    var events: [Event] = []
    /// Documents of all results, event after event, best first.
    var results: [Int32] = []

    func name(_ document: Int32) -> String { documentNames[document] }

    func terms(of document: Int32) -> ArraySlice<Vocabulary.Term> {
        let entry = documents[Int(document)]
        return terms[entry.firstTerm..<entry.firstTerm + entry.termCount]
    }

    func injections(of document: Int32) -> ArraySlice<InjectionPatterns.Shape> {
        let entry = documents[Int(document)]
        return injections[entry.firstInjection..<entry.firstInjection + entry.injectionCount]
    }

    mutating func participant(_ name: String) -> Int32 { participants.id(name) }

    mutating func link(_ name: String, _ identifiers: Identifiers) { identities.add(identifiers, of: participant(name)) }

    mutating func document(_ name: String) -> Int32 {
        let number = documentNames.id(name)
        if Int(number) == documents.count { documents.append(Document()) }
        return number
    }

    /// The number of a document that was named before.
    func knownDocument(_ name: String) -> Int32? { documentNames.known(name) }

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
                position: position, consumer: consumer.map { participant($0) } ?? -1, query: query, feeMicros: feeMicros, firstResult: start,
                resultCount: results.count - start))
    }
}
