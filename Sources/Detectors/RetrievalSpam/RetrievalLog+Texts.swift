internal import Corpora
internal import SearchIndex

/// Texts become numbers in three steps, of which the first and the last look at one text alone and may run side by side.
extension RetrievalLog {
    /// A text whose words have numbers and that is still to be measured.
    struct Submitted: Sendable {
        let document: Int32
        let text: String
        let folded: FoldedText
        let terms: [Vocabulary.Term]
    }

    /// What one text shows by itself.
    struct Measured: Sendable {
        let stuffing: StuffingMeasure
        let injections: [InjectionPatterns.Finding]
        let excerpt: String
        let questions: Int
    }

    /// What words can be, for texts whose words have numbers.
    var wordKinds: WordKinds { WordKinds(isContent: contentWord, beginsInstruction: instructionWord) }

    /// By word: whether it can be a keyword, and whether an instruction to a model can begin with it.
    struct WordKinds: Sendable {
        let isContent: [Bool]
        let beginsInstruction: [Bool]
    }

    /// Takes in a document's text. The first text under a name stays; O(bytes).
    @discardableResult
    mutating func submit(_ name: String, owner: String?, text: String, position: Int = -1) -> Int32 {
        guard let submitted = begin(name, owner: owner, text: text, folded: TextFolder.fold(text), position: position) else { return document(name) }
        end(submitted, wordKinds.measure(submitted))
        return submitted.document
    }

    /// Gives the text's words their numbers; nil where the document has a text already. To be followed by `end`, text by text in the same order.
    mutating func begin(_ name: String, owner: String?, text: String, folded: FoldedText, position: Int) -> Submitted? {
        let number = document(name)
        guard !documents[Int(number)].isKnown else { return nil }
        let words = vocabulary.add(folded, limit: Self.measuredWords)
        let ownerNumber = owner.map { participant($0) } ?? -1
        documents[Int(number)].owner = ownerNumber
        documents[Int(number)].text = Int32(knownDocuments)
        documents[Int(number)].position = position
        documents[Int(number)].firstTerm = terms.count
        terms.append(contentsOf: words.prefix(Self.wordsPerDocument))
        documents[Int(number)].termCount = min(words.count, Self.wordsPerDocument)
        prefixes.append(text, scalarLimit: Self.prefixCharacters)
        knownDocuments += 1
        countWords(of: words)
        return Submitted(document: number, text: text, folded: folded, terms: words)
    }

    mutating func end(_ submitted: Submitted, _ measured: Measured) {
        documents[Int(submitted.document)].stuffing = measured.stuffing
        documents[Int(submitted.document)].firstInjection = injections.count
        documents[Int(submitted.document)].injectionCount = measured.injections.count
        documents[Int(submitted.document)].questions = measured.questions
        injections.append(contentsOf: measured.injections.map(\.shape))
        injectionExcerpts.append(measured.excerpt)
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

    /// The number of a query; queries with the same words are one. O(bytes).
    mutating func query(_ text: String) -> Int32 { query(text, folded: TextFolder.fold(text)) }

    mutating func query(_ text: String, folded: FoldedText) -> Int32 {
        let terms = vocabulary.add(folded, limit: QueryForm.wordLimit)
        countWords(of: [])
        if let known = queries.number(of: terms) { return known }
        let words = terms.prefix(2).map { vocabulary.word($0) }
        let isQuestion = QueryForm.isQuestion(text, firstWord: words.first, secondWord: words.dropFirst().first)
        queryTexts.append(text, scalarLimit: Self.queryCharacters)
        return queries.append(QueryForm(terms: terms, isQuestion: isQuestion))
    }
}

extension RetrievalLog.WordKinds {
    /// Measures a text whose words have numbers; O(words).
    func measure(_ submitted: RetrievalLog.Submitted) -> RetrievalLog.Measured {
        let original = Array(submitted.text.utf8)
        let (folded, terms) = (submitted.folded, submitted.terms)
        let injections = InjectionPatterns.findings(in: folded, original: original) { beginsInstruction[Int(terms[$0])] }
        var excerpt = ""
        if let strongest = injections.max(by: { $0.shape.weight < $1.shape.weight }), !strongest.words.isEmpty {
            let low = folded.words[strongest.words.lowerBound].original.lowerBound
            let high = folded.words[strongest.words.upperBound - 1].original.upperBound
            excerpt = String(decoding: original[low..<high], as: UTF8.self)
        }
        return RetrievalLog.Measured(
            stuffing: StuffingMeasure(terms: terms, text: folded, original: original) { isContent[Int($0)] }, injections: injections,
            excerpt: excerpt, questions: Self.questionMarks(original))
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
}
