internal import CanonicalJSON
internal import Detection
internal import Ledger

extension RetrievalAnalysis {
    /// A signal weaker than this is not worth a line in the ledger.
    private static let measurable = 0.1

    /// Signals of asked events and the clusters that hold one, in the vocabulary of the detectors.
    func findings(on asked: AskedEvents) -> Findings {
        var findings = Findings()
        for (index, document) in log.documents.enumerated() where document.isKnown && document.position >= 0 && asked.contains(document.position) {
            let signals = submissionSignals(Int32(index))
            if !signals.isEmpty { findings.signals[document.position] = signals }
        }
        for (index, event) in log.events.enumerated() where asked.contains(event.position) {
            let signals = eventSignals(index, event)
            if !signals.isEmpty { findings.signals[event.position] = signals }
        }
        findings.clusters = (selfRetrievalClusters(asked) + echoClusters(asked) + stuffingClusters(asked)).sorted {
            $0.id.utf8.lexicographicallyPrecedes($1.id.utf8)
        }
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
        if let pair = monotonousPair(event) {
            signals.append(
                Signal(name: "retrieval_spam.query_diversity", value: Self.monotony(pair.count), evidence: monotonyEvidence(pair)))
        }
        return signals
    }

    /// The result that echoes the query of this retrieval most strongly.
    func echoed(_ event: RetrievalLog.Event) -> Int32? {
        var found: Int32?
        for slot in event.results {
            let document = log.results[slot]
            let result = echo.results[Int(document)]
            guard result.query == event.query, result.strength >= Self.leastEcho else { continue }
            guard let best = found else {
                found = document
                continue
            }
            if (result.strength, -document) > (echo.results[Int(best)].strength, -best) { found = document }
        }
        return found
    }

    private static let leastEcho = 0.3

    /// 0 where they met too seldom to tell.
    private static func monotony(_ pair: DocumentUses.ConsumerCount) -> Double {
        Int(pair.count) < repeatedRetrievals ? 0 : 1 - Double(pair.variety) / Double(pair.count)
    }

    /// The result that this consumer got most monotonously, if monotonously at all: of equal ones the first.
    private func monotonousPair(_ event: RetrievalLog.Event) -> (document: Int32, count: DocumentUses.ConsumerCount)? {
        guard event.consumer >= 0 else { return nil }
        var found: (document: Int32, count: DocumentUses.ConsumerCount)?
        for slot in event.results {
            let document = log.results[slot]
            guard let count = uses.consumer(event.consumer, of: Int(document)), Self.monotony(count) >= Self.leastMonotony else { continue }
            guard let best = found else {
                found = (document, count)
                continue
            }
            if (Self.monotony(count), -document) > (Self.monotony(best.count), -best.document) { found = (document, count) }
        }
        return found
    }

    private static let leastMonotony = 0.3

    private func monotonyEvidence(_ pair: (document: Int32, count: DocumentUses.ConsumerCount)) -> Evidence {
        .expectation(
            "different queries with which one consumer got the same document", observed: Double(pair.count.variety),
            expected: Double(pair.count.count), unit: "queries",
            details: JSONObject([
                ("document", .string(log.name(pair.document))), ("consumer", .string(log.participants[pair.count.consumer])),
                ("retrievals", .integer(Int64(pair.count.count))),
            ]))
    }
}
