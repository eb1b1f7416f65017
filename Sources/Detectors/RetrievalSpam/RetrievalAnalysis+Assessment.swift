internal import CanonicalJSON
internal import Detection
internal import Ledger

extension RetrievalAnalysis {
    /// The most that a measure can add to a score when it must not flag by itself.
    private static let rankingCeiling = 0.49
    /// A reason weaker than this is not told.
    private static let toldStrength = 0.1

    /// The batch answer for a document that was submitted.
    func assessment(_ name: String) -> RetrievalSpamScreen.Assessment {
        guard let document = log.knownDocument(name) else {
            return .init(id: name, score: 0, decision: .abstain, reasons: [])
        }
        let reasons = reasons(document).sorted { ($1.value, $0.signal) < ($0.value, $1.signal) }
        let strongest = reasons.first?.value ?? 0
        let flagged = strongest >= Self.flagStrength
        // Second reasons count a little, focus only ranks: neither carries a score over the line that the strongest reason did not reach.
        let second = reasons.dropFirst().first?.value ?? 0
        let ranked = max(strongest, Self.rankingCeiling * echo.results[Int(document)].focus.squareRoot())
        let combined = ranked + (1 - ranked) * 0.1 * second
        let score = flagged ? min(1, combined) : min(Self.rankingCeiling, combined)
        let isSilent = log.documents[Int(document)].termCount < 5 && hubs.results[Int(document)].hits == 0
        return .init(
            id: name, score: score, decision: flagged ? .flag : isSilent ? .abstain : .clear,
            reasons: reasons.filter { $0.value >= Self.toldStrength })
    }

    private func reasons(_ document: Int32) -> [RetrievalSpamScreen.Reason] {
        let index = Int(document)
        var reasons: [RetrievalSpamScreen.Reason] = []
        func add(_ signal: String, _ value: Double, expected: Double, _ evidence: @autoclosure () -> Evidence) {
            guard value >= Self.toldStrength else { return }
            reasons.append(.init(signal: signal, value: value, expected: expected, evidence: evidence()))
        }
        add("retrieval_spam.stuffing", stuffingStrength(document), expected: usualTopShare, stuffingEvidence(document))
        add("retrieval_spam.query_echo", echo.results[index].strength, expected: 0, echoEvidence(document))
        add("retrieval_spam.injection", injectionStrength(document), expected: 0, injectionEvidence(document))
        add(
            "retrieval_spam.hubness", min(hubs.results[index].strength, Self.rankingCeiling), expected: hubs.medianQueries,
            hubEvidence(document))
        let group = selfRetrieval.documentGroups[index]
        if group >= 0 {
            add(
                "retrieval_spam.self_retrieval", selfRetrieval.documentValues[index],
                expected: selfRetrieval.groups[Int(group)].expectedShare, selfRetrievalEvidence(group, document: document))
        }
        return reasons
    }
}
