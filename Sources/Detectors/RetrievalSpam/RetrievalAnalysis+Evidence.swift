internal import CanonicalJSON
internal import Detection
internal import Ledger

/// What a person can check about each signal.
extension RetrievalAnalysis {
    func stuffingEvidence(_ document: Int32) -> Evidence {
        let stuffing = log.documents[Int(document)].stuffing
        let terms = stuffing.top.map { item in
            (
                term: log.vocabulary.word(item.term), count: item.count,
                expectedPerMille: 1000 * min(1, usualTopShare / 3)
            )
        }
        return .terms(
            terms,
            details: JSONObject([
                ("window_words", .integer(Int64(stuffing.words))), ("share", .measurement(stuffing.topShare)),
                ("usual_share", .measurement(usualTopShare)), ("distinct_share", .measurement(stuffing.distinctShare)),
                ("repeated_runs", .measurement(stuffing.repeatedRuns)),
                ("shuffled_phrases", .measurement(stuffing.shuffledPhrases)), ("document", .string(log.name(document))),
            ]))
    }

    func echoEvidence(_ document: Int32) -> Evidence {
        let result = echo.results[Int(document)]
        let entry = log.documents[Int(document)]
        return .expectation(
            "share of the retrievals meant for this document whose query stands in it word for word",
            observed: result.echoedShare, expected: 0, unit: "share",
            details: JSONObject([
                ("query", .string(result.query >= 0 ? log.queryTexts[Int(result.query)] : "")), ("document", .string(log.name(document))),
                ("document_prefix", .string(entry.isKnown ? log.prefixes[Int(entry.text)] : "")), ("run", .measurement(result.run)),
                ("opens", .bool(result.opens)),
                ("echoed_queries", .integer(Int64(result.echoedQueries))), ("retrievals", .integer(Int64(result.relevantHits))),
                ("documents_with_the_same_echo", .integer(Int64(result.crowd))),
                ("queries_in_a_row", .integer(Int64(result.block?.queries ?? 0))),
                ("answered_queries", .integer(Int64(result.block?.answered ?? 0))),
            ]))
    }

    func injectionEvidence(_ document: Int32) -> Evidence {
        let entry = log.documents[Int(document)]
        var shapes: [String] = []
        for shape in log.injections(of: document) where !shapes.contains(shape.rawValue) { shapes.append(shape.rawValue) }
        return .note("The text \(shapes.joined(separator: "; it ")): “\(log.injectionExcerpts[Int(entry.text)])”")
    }

    func hubEvidence(_ document: Int32) -> Evidence {
        let result = hubs.results[Int(document)]
        return .expectation(
            "different queries that bring up this document", observed: Double(result.queryCount), expected: hubs.medianQueries, unit: "queries",
            details: JSONObject([
                ("document", .string(log.name(document))), ("effective_consumers", .measurement(result.effectiveConsumers)),
                ("retrievals", .integer(Int64(result.hits))),
            ]))
    }

    /// `consumer` names the one who asked, where a single retrieval is meant.
    func selfRetrievalEvidence(_ number: Int32, document: Int32, consumer: Int32 = -1) -> Evidence {
        let group = selfRetrieval.groups[Int(number)]
        let entry = log.documents[Int(document)]
        var details = JSONObject([
            ("document", .string(log.name(document))), ("retrievals", .integer(Int64(group.asked))), ("returned", .integer(Int64(group.returned))),
            ("own_income_share", .measurement(group.ownIncomeShare)), ("retrievals_by_others", .integer(Int64(group.askedByOthers))),
            ("returned_to_others", .integer(Int64(group.returnedToOthers))), ("fee_micros", .integer(group.feeMicros)),
            ("p_value", .measurement(group.pValue)),
        ])
        if entry.owner >= 0 { details["owner"] = .string(log.participants[entry.owner]) }
        if consumer >= 0, entry.owner >= 0 {
            details["consumer"] = .string(log.participants[consumer])
            let shared = links.sharedKinds(consumer, entry.owner).map { "\($0.kind) of \($0.holders)" }
            details["link"] = .string(
                consumer == entry.owner ? "same participant" : shared.isEmpty ? "through others" : shared.joined(separator: ", "))
        }
        return .expectation(
            "share of the group's own retrievals that pay the group's documents", observed: group.returnShare, expected: group.expectedShare,
            unit: "share", details: details)
    }
}
