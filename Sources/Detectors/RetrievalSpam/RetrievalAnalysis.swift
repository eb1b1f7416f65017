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
    /// Retrievals by document and consumer.
    let consumerPairs: RetrievalPairs
    /// By place in `consumerPairs`: how many different queries the consumer used; 0 where they met too seldom to tell.
    let queryVariety: [Int]

    init(_ log: RetrievalLog) {
        self.log = log
        let shares = log.documents.filter { $0.isKnown && $0.stuffing.words > 0 }.map(\.stuffing.topShare).sorted()
        usualTopShare = shares.count < 20 ? StuffingMeasure.proseTopShare : shares[shares.count * 9 / 10]
        var byQuery: [(first: Int32, second: Int32)] = []
        var byConsumer: [(first: Int32, second: Int32)] = []
        var asking: [(first: Int32, second: Int32)] = []
        for event in log.events where event.query >= 0 {
            asking.append((first: event.query, second: event.consumer))
            for slot in event.results {
                byQuery.append((first: log.results[slot], second: event.query))
                byConsumer.append((first: log.results[slot], second: event.consumer))
            }
        }
        let queryPairs = RetrievalPairs(byQuery)
        consumerPairs = RetrievalPairs(byConsumer)
        var queryConsumers = [Int](repeating: 0, count: log.queries.count)
        RetrievalPairs(asking).forEachFirst { query, pairs in queryConsumers[Int(query)] = pairs.count }
        echo = EchoAnalysis(log, queryPairs: queryPairs, queryConsumers: queryConsumers)
        hubs = HubAnalysis(documentCount: log.documents.count, queryPairs: queryPairs, consumerPairs: consumerPairs)
        selfRetrieval = SelfRetrieval(log)
        queryVariety = Self.queryVariety(log, consumerPairs: consumerPairs)
    }

    private static func queryVariety(_ log: RetrievalLog, consumerPairs: RetrievalPairs) -> [Int] {
        // One pass per repeated pair would be quadratic; instead the place of the pair stands for it in a second counting.
        var meetings: [(first: Int32, second: Int32)] = []
        for event in log.events where event.query >= 0 && event.consumer >= 0 {
            for slot in event.results {
                guard let place = consumerPairs.place(log.results[slot], event.consumer), consumerPairs.pairs[place].count >= repeatedRetrievals
                else { continue }
                meetings.append((first: Int32(place), second: event.query))
            }
        }
        var variety = [Int](repeating: 0, count: consumerPairs.pairs.count)
        RetrievalPairs(meetings).forEachFirst { place, pairs in variety[Int(place)] = pairs.count }
        return variety
    }

    /// Retrievals of one document by one consumer from which on their variety is measured.
    static let repeatedRetrievals = 6

    func stuffingStrength(_ document: Int32) -> Double {
        let entry = log.documents[Int(document)]
        return entry.isKnown ? entry.stuffing.strength(usualShare: usualTopShare) : 0
    }

    func injectionStrength(_ document: Int32) -> Double { InjectionPatterns.strength(log.documents[Int(document)].injections) }
}
