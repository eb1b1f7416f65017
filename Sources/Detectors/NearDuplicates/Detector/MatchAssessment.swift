internal import Detection
internal import Ledger

/// What was measured of one submission.
struct MatchAssessment: Sendable {
    /// Two submissions that go together, and how alike they are.
    struct Tie: Sendable {
        let other: Int
        let jaccard: Double
        let containment: Double
    }

    private(set) var signals: [Signal] = []
    /// The match that makes it part of a cluster, if it is one.
    var strongest: Tie?

    mutating func add(_ signal: NearDuplicateSignal, _ value: Double, _ evidence: Evidence) {
        signals.append(Signal(name: signal.name, value: value, evidence: evidence))
    }

    /// The match that goes farthest beyond a cluster's thresholds; of equal ones the earliest.
    static func strongest(_ matches: [MatchAssessor.Match], _ thresholds: NearDuplicateThresholds) -> MatchAssessor.Match? {
        func weight(_ match: MatchAssessor.Match) -> Double {
            max(match.jaccard / thresholds.clusterJaccard, match.containment / thresholds.clusterContainment)
        }
        return matches.max { (weight($0), $1.other) < (weight($1), $0.other) }
    }
}
