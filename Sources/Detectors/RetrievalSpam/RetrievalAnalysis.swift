internal import Identities

/// Everything that a log of documents and retrievals shows, computed once for a watermark. O(n log n) in results and words.
struct RetrievalAnalysis: Sendable {
    /// The strength from which on a signal is worth a flag.
    static let flagStrength = 0.5

    let log: RetrievalLog
    /// The ninth decile of the top shares of the known documents.
    let usualTopShare: Double
    let echo: EchoAnalysis
    let hubs: HubAnalysis
    let selfRetrieval: SelfRetrieval
    let links: IdentityLinks
    /// Retrievals by document.
    let uses: DocumentUses

    /// - Parameter ranksFocus: whether `EchoAnalysis.Result.focus` is wanted, which ranks and decides nothing.
    init(_ log: RetrievalLog, ranksFocus: Bool = false) {
        self.log = log
        let shares = log.documents.filter { $0.isKnown && $0.stuffing.words > 0 }.map(\.stuffing.topShare).sorted()
        usualTopShare = shares.count < 20 ? StuffingMeasure.proseTopShare : shares[shares.count * 9 / 10]
        let uses = DocumentUses(log)
        self.uses = uses
        var queryConsumers = [Int](repeating: 0, count: log.queries.count)
        RetrievalPairs(log.events.filter { $0.query >= 0 }.map { (first: $0.query, second: $0.consumer) }).forEachFirst { query, pairs in
            queryConsumers[Int(query)] = pairs.count
        }
        echo = EchoAnalysis(log, uses: uses, queryConsumers: queryConsumers, ranksFocus: ranksFocus)
        hubs = HubAnalysis(documentCount: log.documents.count, uses: uses)
        links = IdentityLinks(log.identities, participantCount: log.participants.count)
        selfRetrieval = SelfRetrieval(log, links: links)
    }

    /// Retrievals of one document by one consumer from which on their variety is measured.
    static let repeatedRetrievals = 6

    func stuffingStrength(_ document: Int32) -> Double {
        let entry = log.documents[Int(document)]
        return entry.isKnown ? entry.stuffing.strength(usualShare: usualTopShare) : 0
    }

    func injectionStrength(_ document: Int32) -> Double { InjectionPatterns.strength(log.injections(of: document)) }
}
