internal import Collections
internal import Contributions
internal import Identities
internal import SearchIndex

/// The log between two runs, in columns.
extension RetrievalLog {
    /// O(state).
    func write(to state: inout ColumnWriter) {
        vocabulary.write(to: &state)
        state.write(documentFrequency)
        state.write(lastHolder)
        state.write(contentWord.map { $0 ? UInt8(1) : 0 })
        state.write(instructionWord.map { $0 ? UInt8(1) : 0 })
        participants.write(to: &state)
        identities.write(to: &state)
        documentNames.write(to: &state)
        state.write(documents.map(\.owner))
        state.write(documents.map(\.text))
        state.write(documents.map(\.position))
        state.write(documents.map(\.termCount))
        state.write(documents.map(\.injectionCount))
        state.write(documents.map(\.questions))
        StuffingMeasure.write(documents.map(\.stuffing), to: &state)
        state.write(terms)
        state.write(injections.map(\.number))
        prefixes.write(to: &state)
        injectionExcerpts.write(to: &state)
        queries.write(to: &state)
        queryTexts.write(to: &state)
        state.write(events)
        state.write(results)
    }

    /// Reads what `write(to:)` wrote. O(state).
    init(from state: inout ColumnReader) throws(ColumnError) {
        vocabulary = try Vocabulary(from: &state)
        documentFrequency = try state.list()
        lastHolder = try state.list()
        contentWord = (try state.list(of: UInt8.self)).map { $0 == 1 }
        instructionWord = (try state.list(of: UInt8.self)).map { $0 == 1 }
        for count in [documentFrequency.count, lastHolder.count, contentWord.count, instructionWord.count] {
            guard count == vocabulary.count else { throw .malformed }
        }
        participants = try NameTable(from: &state)
        identities = try IdentifierUses(from: &state, participantCount: participants.count)
        documentNames = try NameTable(from: &state)
        try readDocuments(from: &state)
        guard documentFrequency.allSatisfy({ $0 >= 0 && Int($0) <= knownDocuments }) else { throw .malformed }
        prefixes = try TextColumn(from: &state)
        injectionExcerpts = try TextColumn(from: &state)
        queries = try QueryList(from: &state, wordCount: vocabulary.count)
        queryTexts = try TextColumn(from: &state)
        guard prefixes.count == knownDocuments, injectionExcerpts.count == knownDocuments, queryTexts.count == queries.count
        else { throw .malformed }
        try readEvents(from: &state)
    }

    private mutating func readDocuments(from state: inout ColumnReader) throws(ColumnError) {
        let owners: [Int32] = try state.list()
        let texts: [Int32] = try state.list()
        let positions: [Int] = try state.list()
        let termCounts: [Int] = try state.list()
        let injectionCounts: [Int] = try state.list()
        let questions: [Int] = try state.list()
        let stuffing = try StuffingMeasure.list(from: &state, wordCount: vocabulary.count)
        terms = try state.list()
        for number in try state.list(of: UInt8.self) {
            guard let shape = InjectionPatterns.Shape(number: number) else { throw .malformed }
            injections.append(shape)
        }
        for count in [owners.count, texts.count, positions.count, termCounts.count, injectionCounts.count, questions.count, stuffing.count] {
            guard count == documentNames.count else { throw .malformed }
        }
        guard terms.allSatisfy({ $0 >= 0 && Int($0) < vocabulary.count }) else { throw .malformed }
        documents.reserveCapacity(owners.count)
        var documentOfText = [Int32](repeating: -1, count: texts.count { $0 >= 0 })
        for index in owners.indices {
            guard owners[index] >= -1, Int(owners[index]) < participants.count, texts[index] >= -1, Int(texts[index]) < documentOfText.count,
                (0...Self.wordsPerDocument).contains(termCounts[index]), injectionCounts[index] >= 0, injectionCounts[index] <= injections.count,
                questions[index] >= 0, positions[index] >= -1
            else { throw .malformed }
            if texts[index] >= 0 { documentOfText[Int(texts[index])] = Int32(index) }
            var document = Document()
            document.owner = owners[index]
            document.text = texts[index]
            document.position = positions[index]
            document.termCount = termCounts[index]
            document.injectionCount = injectionCounts[index]
            document.questions = questions[index]
            document.stuffing = stuffing[index]
            documents.append(document)
        }
        knownDocuments = documentOfText.count
        var (term, injection) = (0, 0)
        for document in documentOfText {
            guard document >= 0 else { throw .malformed }
            documents[Int(document)].firstTerm = term
            documents[Int(document)].firstInjection = injection
            term += documents[Int(document)].termCount
            injection += documents[Int(document)].injectionCount
        }
        guard term == terms.count, injection == injections.count,
            documents.allSatisfy({ $0.isKnown || $0.termCount == 0 && $0.injectionCount == 0 })
        else { throw .malformed }
    }

    private mutating func readEvents(from state: inout ColumnReader) throws(ColumnError) {
        events = try state.list()
        results = try state.list()
        guard results.allSatisfy({ $0 >= 0 && Int($0) < documents.count }), events.count < Int(Int32.max) else { throw .malformed }
        var end = 0
        for event in events {
            guard event.firstResult == end, (0...Self.resultsPerRetrieval).contains(event.resultCount), event.consumer >= -1,
                Int(event.consumer) < participants.count, event.query >= -1, Int(event.query) < queries.count,
                (0...MicroCredits.maximumPerEvent.micros).contains(event.feeMicros), event.position >= 0
            else { throw .malformed }
            end += event.resultCount
        }
        guard end == results.count else { throw .malformed }
    }
}
