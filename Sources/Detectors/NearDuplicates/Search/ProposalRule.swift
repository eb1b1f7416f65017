internal import Glibc
internal import Sketches

/// Which proposed texts are worth an exact comparison, and which comparisons count: the same rule for a search and for an index.
struct ProposalRule: Sendable {
    /// Slots in which a pair at the threshold agrees, all but surely.
    let leastAgreement: Int
    private let threshold: Double
    private let containment: Double?

    /// Standard errors that an estimate may fall short of its threshold and still be verified.
    private static let slack = 5.0

    init(_ options: NearDuplicateOptions) {
        threshold = options.threshold
        containment = options.containment
        let slots = Double(options.permutationCount)
        let error = sqrt(threshold * (1 - threshold) / slots)
        leastAgreement = max(1, Int((slots * (threshold - Self.slack * error)).rounded(.down)))
    }

    /// Whether two texts that share so many samples, of so many each, may reach the containment that is asked for.
    func isProposed(sharing shared: Int, samples left: Int, _ right: Int) -> Bool {
        guard let containment else { return false }
        let smaller = Double(min(left, right))
        return Double(shared) >= smaller * containment - Self.slack * sqrt(smaller * containment * (1 - containment))
    }

    func reaches(_ overlap: Overlap) -> Bool {
        if overlap.jaccard >= threshold { return true }
        guard let containment else { return false }
        return max(overlap.containmentLeft, overlap.containmentRight) >= containment
    }
}
