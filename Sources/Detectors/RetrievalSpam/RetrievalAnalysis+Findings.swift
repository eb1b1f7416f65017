internal import CanonicalJSON
internal import Detection
internal import Ledger

extension RetrievalAnalysis {
    /// A signal weaker than this is not worth a line in the ledger.
    private static let measurable = 0.1

    /// Signals by event and clusters, in the vocabulary of the detectors.
    func findings() -> Findings {
        var findings = Findings()
        for (index, document) in log.documents.enumerated() where document.isKnown && document.position >= 0 {
            let signals = submissionSignals(Int32(index))
            if !signals.isEmpty { findings.signals[document.position] = signals }
        }
        for (index, event) in log.events.enumerated() {
            let signals = eventSignals(index, event)
            if !signals.isEmpty { findings.signals[event.position] = signals }
        }
        findings.clusters = (selfRetrievalClusters() + echoClusters() + stuffingClusters()).sorted { $0.id < $1.id }
        return findings
    }

    private func submissionSignals(_ document: Int32) -> [Signal] {
        var signals: [Signal] = []
        func add(_ name: String, _ value: Double, _ evidence: @autoclosure () -> Evidence) {
            if value >= Self.measurable { signals.append(Signal(name: name, value: value, evidence: evidence())) }
        }
        add("retrieval_spam.stuffing", stuffingStrength(document), stuffingEvidence(document))
        add("retrieval_spam.query_echo", echo.results[Int(document)].strength, echoEvidence(document))
        add("retrieval_spam.hubness", hubs.results[Int(document)].strength, hubEvidence(document))
        add("retrieval_spam.injection", injectionStrength(document), injectionEvidence(document))
        return signals
    }

    private func eventSignals(_ index: Int, _ event: RetrievalLog.Event) -> [Signal] {
        var signals: [Signal] = []
        let own = selfRetrieval.events[index]
        if own.value >= Self.measurable, own.group >= 0 {
            signals.append(
                Signal(
                    name: "retrieval_spam.self_retrieval", value: own.value, pValue: selfRetrieval.groups[Int(own.group)].pValue,
                    evidence: selfRetrievalEvidence(own.group, document: own.document, consumer: event.consumer)))
        }
        guard event.query >= 0 else { return signals }
        if let document = echoed(event) {
            signals.append(
                Signal(
                    name: "retrieval_spam.echoed_result", value: echo.results[Int(document)].strength, evidence: echoEvidence(document)))
        }
        if let place = monotonousPair(event) {
            let pair = consumerPairs.pairs[place]
            signals.append(
                Signal(name: "retrieval_spam.query_diversity", value: monotony(place), evidence: monotonyEvidence(pair, variety: queryVariety[place]))
            )
        }
        return signals
    }

    /// The result that echoes the query of this retrieval most strongly.
    func echoed(_ event: RetrievalLog.Event) -> Int32? {
        let candidates = log.results[event.results].filter { echo.results[Int($0)].query == event.query && echo.results[Int($0)].strength >= 0.3 }
        return candidates.max { (echo.results[Int($0)].strength, -$0) < (echo.results[Int($1)].strength, -$1) }
    }

    private func monotony(_ place: Int) -> Double {
        let count = consumerPairs.pairs[place].count
        return queryVariety[place] == 0 ? 0 : 1 - Double(queryVariety[place]) / Double(count)
    }

    /// The result that this consumer got most monotonously, if monotonously at all.
    private func monotonousPair(_ event: RetrievalLog.Event) -> Int? {
        guard event.consumer >= 0 else { return nil }
        let places = log.results[event.results].compactMap { consumerPairs.place($0, event.consumer) }.filter { monotony($0) >= 0.3 }
        return places.max { (monotony($0), -$0) < (monotony($1), -$1) }
    }

    private func monotonyEvidence(_ pair: RetrievalPairs.Pair, variety: Int) -> Evidence {
        .expectation(
            "different queries with which one consumer got the same document", observed: Double(variety), expected: Double(pair.count),
            unit: "queries",
            details: JSONObject([
                ("document", .string(log.documents[Int(pair.first)].name)), ("consumer", .string(log.participants[Int(pair.second)])),
                ("retrievals", .integer(Int64(pair.count))),
            ]))
    }
}
