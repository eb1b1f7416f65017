internal import CanonicalJSON
internal import Contributions
internal import Detection
internal import Ledger

/// What a reviewer works through at once.
extension RetrievalAnalysis {
    /// Documents named in one cluster's evidence.
    private static let namedDocuments = 5

    /// One cluster for each group of linked participants whose retrievals of their own documents are worth a flag, where one was asked for.
    func selfRetrievalClusters(_ asked: AskedEvents) -> [Cluster] {
        var eventsOf: [Int32: [Int]] = [:]
        for (index, result) in selfRetrieval.events.enumerated() where result.group >= 0 && result.value >= Self.flagStrength {
            eventsOf[result.group, default: []].append(index)
        }
        return eventsOf.keys.sorted().compactMap { group in
            guard let events = eventsOf[group], events.contains(where: { asked.contains(log.events[$0].position) }) else { return nil }
            return selfRetrievalCluster(group, events: events)
        }
    }

    private func selfRetrievalCluster(_ number: Int32, events: [Int]) -> Cluster {
        let group = selfRetrieval.groups[Int(number)]
        let documents = Set(events.map { selfRetrieval.events[$0].document })
        let consumers = Set(events.map { log.events[$0].consumer })
        let owners = Set(documents.map { log.documents[Int($0)].owner })
        let participants = names(consumers.union(owners))
        let fees = MicroCredits(events.reduce(Int64(0)) { $0 &+ log.events[$1].feeMicros })
        let named = documents.sorted().prefix(Self.namedDocuments)
        let percent = Int((100 * group.ownIncomeShare).rounded())
        let summary =
            "\(consumers.count) consumer(s) linked to the owner(s) of \(documents.count) document(s) made \(events.count) retrievals of them for \(fees) credits: "
            + "\(percent) % of what the documents earn comes from their own side, \(group.returned) of its \(group.asked) retrievals return to it, "
            + "against \(group.returnedToOthers) of \(group.askedByOthers) by everybody else."
        return Cluster(
            id: "retrieval_spam:self-retrieval:\(participants.first ?? "")", detector: RetrievalSpamDetector.name, kind: "self-retrieval",
            participants: participants, events: events.map { log.events[$0].position }.sorted(), summary: summary, pValue: group.pValue,
            evidence: named.map { selfRetrievalEvidence(number, document: $0) })
    }

    /// One cluster for each owner of documents that echo queries worth a flag, with the retrievals that they so answered, where one was asked for.
    func echoClusters(_ asked: AskedEvents) -> [Cluster] {
        var documentsOf: [Int32: [Int32]] = [:]
        for (index, result) in echo.results.enumerated() where result.strength >= Self.flagStrength && log.documents[index].position >= 0 {
            documentsOf[log.documents[index].owner, default: []].append(Int32(index))
        }
        var retrievals: [Int32: [LedgerPosition]] = [:]
        for event in log.events where event.query >= 0 {
            guard let document = echoed(event), echo.results[Int(document)].strength >= Self.flagStrength else { continue }
            retrievals[log.documents[Int(document)].owner, default: []].append(event.position)
        }
        return documentsOf.keys.sorted().compactMap { owner in
            let (documents, retrievals) = (documentsOf[owner] ?? [], retrievals[owner] ?? [])
            let events = Set(documents.map { log.documents[Int($0)].position } + retrievals).sorted()
            guard events.contains(where: asked.contains) else { return nil }
            return echoCluster(documents: documents, retrievalCount: retrievals.count, events: events)
        }
    }

    private func echoCluster(documents: [Int32], retrievalCount: Int, events: [LedgerPosition]) -> Cluster {
        let first = log.name(documents[0])
        let query = log.queryTexts[Int(echo.results[Int(documents[0])].query)]
        return Cluster(
            id: "retrieval_spam:echo:\(first)", detector: RetrievalSpamDetector.name, kind: "echo", participants: owners(of: documents),
            events: events,
            summary:
                "\(documents.count) document(s) repeat queries word for word and are found by that wording (\(retrievalCount) retrieval(s)), where honest "
                + "pages are found by many wordings; \(first) repeats “\(query)”.",
            evidence: documents.prefix(Self.namedDocuments).map { echoEvidence($0) })
    }

    /// One cluster for each owner of stuffed documents, where one was asked for.
    func stuffingClusters(_ asked: AskedEvents) -> [Cluster] {
        var documentsOf: [Int32: [Int32]] = [:]
        for index in log.documents.indices where log.documents[index].position >= 0 && stuffingStrength(Int32(index)) >= Self.flagStrength {
            documentsOf[log.documents[index].owner, default: []].append(Int32(index))
        }
        return documentsOf.keys.sorted().compactMap { owner in
            guard let documents = documentsOf[owner], documents.contains(where: { asked.contains(log.documents[Int($0)].position) }) else {
                return nil
            }
            return stuffingCluster(documents)
        }
    }

    private func stuffingCluster(_ documents: [Int32]) -> Cluster {
        let (first, name) = (log.documents[Int(documents[0])], log.name(documents[0]))
        let words = first.stuffing.top.map { log.vocabulary.word($0.term) }.joined(separator: ", ")
        let percent = Int((100 * first.stuffing.topShare).rounded())
        return Cluster(
            id: "retrieval_spam:stuffing:\(name)", detector: RetrievalSpamDetector.name, kind: "stuffing",
            participants: owners(of: documents), events: documents.map { log.documents[Int($0)].position }.sorted(),
            summary:
                "\(documents.count) document(s) repeat a few words to be found by them; in \(name), \(words) make up \(percent) % of "
                + "\(first.stuffing.words) words.",
            evidence: documents.prefix(Self.namedDocuments).map { stuffingEvidence($0) })
    }

    private func owners(of documents: [Int32]) -> [String] {
        names(Set(documents.map { log.documents[Int($0)].owner }).filter { $0 >= 0 })
    }

    /// In the order of their bytes.
    private func names(_ participants: Set<Int32>) -> [String] {
        participants.map { log.participants[$0] }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
