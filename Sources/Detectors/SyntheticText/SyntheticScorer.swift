internal import Numerics

/// Scores documents and the contributors behind them against a calibration.
public struct SyntheticScorer: Sendable {
    public let calibration: SyntheticCalibration
    /// The share of honest units that may be flagged.
    public let falsePositiveRate: Double

    public init(calibration: SyntheticCalibration = .shipped, falsePositiveRate: Double = 0.01) {
        self.calibration = calibration
        self.falsePositiveRate = falsePositiveRate
    }

    /// A document's score before any decision.
    struct Scored {
        let logOdds: Double
        let language: String
        let bin: Int
        let pValue: Double
        /// Normal score of the rank among honest documents of its length.
        let level: Double
    }

    /// Documents in the order given and contributors by name. O(words).
    public func assess(_ documents: [SyntheticDocument]) -> (documents: [DocumentAssessment], contributors: [ContributorAssessment]) {
        var batches: [String: Batch] = [:]
        let assessed = documents.map { document -> DocumentAssessment in
            let text = ScoringText(document.text)
            let scored = score(text, language: document.language)
            if let contributor = document.contributor { batches[contributor, default: Batch()].add(scored, text) }
            return assessment(document, text, scored)
        }
        return (assessed, batches.sorted { $0.key < $1.key }.map { assessment($0.key, $0.value) })
    }

    func score(_ text: ScoringText, language: String?) -> Result<Scored, SyntheticCalibration.Reason> {
        guard let bin = HonestScores.bin(words: text.wordCount) else {
            return .failure(.tooShort(words: text.wordCount, minimum: HonestScores.binFloors[0]))
        }
        return calibration.language(stated: language, text: text).map { tag, language in
            let logOdds = language.model.logOdds(text, language.reference)
            let honest = language.honest.documents[bin]
            return Scored(
                logOdds: logOdds, language: tag, bin: bin, pValue: honest.pValue(logOdds), level: HonestScores.level(logOdds, among: honest))
        }
    }

    private func decide(_ pValue: Double, honest: Int) -> (SyntheticDecision, SyntheticCalibration.Reason?) {
        guard 1 / Double(honest + 1) <= falsePositiveRate else {
            return (.abstain, .calibrationTooSmall(honest: honest, falsePositiveRate: falsePositiveRate))
        }
        return (pValue <= falsePositiveRate ? .flag : .clear, nil)
    }

    private func assessment(
        _ document: SyntheticDocument, _ text: ScoringText, _ scored: Result<Scored, SyntheticCalibration.Reason>
    ) -> DocumentAssessment {
        switch scored {
        case .failure(let reason):
            // A short text still ranks among others by its score; only a decision would claim too much.
            var score: Double?
            if case .tooShort = reason, text.wordCount > 0,
                case .success(let (_, language)) = calibration.language(stated: document.language, text: text)
            {
                score = Logistic.sigmoid(language.model.logOdds(text, language.reference))
            }
            return DocumentAssessment(id: document.id, score: score, pValue: nil, decision: .abstain, why: reason.text)
        case .success(let scored):
            let honest = calibration.languages[scored.language]?.honest.documents[scored.bin].scores.count ?? 0
            let (decision, reason) = decide(scored.pValue, honest: honest)
            return DocumentAssessment(
                id: document.id, score: Logistic.sigmoid(scored.logOdds), pValue: scored.pValue, decision: decision, why: reason?.text)
        }
    }

    /// What is kept of a contributor's documents.
    private struct Batch {
        var documents = 0
        var scores: [String: (sum: Double, count: Int)] = [:]
        var templates = TemplateTracker()

        mutating func add(_ scored: Result<Scored, SyntheticCalibration.Reason>, _ text: ScoringText) {
            documents += 1
            _ = templates.observe(TemplateText(text))
            guard case .success(let scored) = scored else { return }
            scores[scored.language, default: (0, 0)].sum += scored.level
            scores[scored.language]?.count += 1
        }
    }

    private func assessment(_ contributor: String, _ batch: Batch) -> ContributorAssessment {
        func result(_ score: Double?, _ pValue: Double?, _ decision: SyntheticDecision, _ reason: SyntheticCalibration.Reason?)
            -> ContributorAssessment
        {
            ContributorAssessment(
                contributor: contributor, documents: batch.documents, score: score, pValue: pValue, decision: decision, why: reason?.text,
                templateRate: batch.templates.rate)
        }
        guard let standing = calibration.standing(batch.scores) else {
            let scored = batch.scores.values.reduce(0) { $0 + $1.count }
            return result(nil, nil, .abstain, .tooFewDocuments(scored, minimum: HonestScores.minimumContributorDocuments))
        }
        let (decision, reason) = decide(standing.pValue, honest: standing.honest)
        return result(Logistic.sigmoid(standing.score), standing.pValue, decision, reason)
    }
}

extension SyntheticCalibration {
    /// Where a contributor stands among honest ones, judged in the language of most of the scored documents; nil for too few documents.
    func standing(_ scores: [String: (sum: Double, count: Int)]) -> (score: Double, pValue: Double, honest: Int)? {
        let ordered = scores.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        guard let (tag, batch) = ordered.first, batch.count >= HonestScores.minimumContributorDocuments, let honest = languages[tag]?.honest
        else { return nil }
        let score = honest.contributorScore(mean: batch.sum / Double(batch.count), documents: batch.count)
        return (score, honest.contributors.pValue(score), honest.contributors.scores.count)
    }
}
