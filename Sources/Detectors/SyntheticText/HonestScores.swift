internal import Numerics

/// What honest texts and honest contributors of one language scored: what a new score is compared with.
struct HonestScores: Hashable, Sendable {
    /// Fewest words of a bin; a text below the first is too short to judge.
    static let binFloors = [50, 100, 200, 400]
    /// Fewest documents (long enough to score) for a statement about a contributor.
    static let minimumContributorDocuments = 5

    /// Honest documents of nobody in particular that stand for one honest contributor of their domain.
    static let unnamedBatch = 8

    /// Log odds of honest documents by length bin, rising.
    var documents: [Conformal]
    /// Standardised scores of honest contributors, rising.
    var contributors: Conformal
    /// Mean of honest contributors' mean levels.
    var contributorMean: Double
    /// Variance of honest contributors' true levels, and of documents around their contributor's level.
    var betweenVariance: Double
    var withinVariance: Double

    /// A document's rank among honest ones of its length as a standard normal score, so that lengths can be averaged; bounded by their number.
    static func level(_ logOdds: Double, among honest: Conformal) -> Double {
        let size = Double(honest.scores.count + 1)
        return honest.scores.isEmpty ? 0 : Normal.quantile(1 - (honest.pValue(logOdds) - 0.5 / size))
    }

    static func bin(words: Int) -> Int? { binFloors.lastIndex { words >= $0 } }

    /// How far a contributor's mean lies above honest ones, in standard deviations expected for so many documents.
    ///
    /// Honest writers differ from each other, so that the spread does not shrink to zero with more documents.
    func contributorScore(mean: Double, documents: Int) -> Double {
        (mean - contributorMean) / max(1e-6, betweenVariance + withinVariance / Double(max(1, documents))).squareRoot()
    }

    /// Estimates the levels from honest contributors with enough documents (one-way random effects by the method of moments).
    static func contributors(_ scores: [[(logOdds: Double, bin: Int)]], documents: [Conformal]) -> HonestScores {
        let groups = scores.filter { $0.count >= minimumContributorDocuments }.map { $0.map { level($0.logOdds, among: documents[$0.bin]) } }
        var result = HonestScores(
            documents: documents, contributors: Conformal(scores: []), contributorMean: 0, betweenVariance: 1, withinVariance: 1)
        guard !groups.isEmpty else { return result }
        let means = groups.map { Summary.mean($0) }
        result.withinVariance = Summary.mean(groups.map { Summary.variance($0) })
        let inverseSizes = Summary.mean(groups.map { 1 / Double($0.count) })
        result.betweenVariance = max(0.01, Summary.variance(means) - result.withinVariance * inverseSizes)
        result.contributorMean = Summary.mean(means)
        let honest = zip(means, groups).map { result.contributorScore(mean: $0, documents: $1.count) }
        result.contributors = Conformal(scores: honest.map { ($0 * 1000).rounded() / 1000 })
        return result
    }
}
