internal import CanonicalJSON
internal import Detection
internal import Ledger

/// Gathers submissions that copy one another into clusters, each edge a pair that was measured exactly.
struct CopyClusters {
    static let kind = "copies"

    private var edges: [(later: Int, earlier: Int, weight: Double)] = []

    /// The earlier submission with which one makes a cluster, and how alike they are; nil where it makes none.
    static func edge(_ tie: MatchAssessment.Tie?, _ thresholds: NearDuplicateThresholds) -> (earlier: Int, weight: Double)? {
        guard let tie, tie.jaccard >= thresholds.clusterJaccard || tie.containment >= thresholds.clusterContainment else { return nil }
        return (tie.other, max(tie.jaccard, tie.containment))
    }

    /// Takes the next submission, in the order of the ledger.
    mutating func take(_ number: Int, _ tie: MatchAssessment.Tie?, _ thresholds: NearDuplicateThresholds) {
        if let edge = Self.edge(tie, thresholds) { edges.append((number, edge.earlier, edge.weight)) }
    }

    /// - Parameter evidence: what the assessment of a submission shows of its edge.
    ///
    /// Sorted by id. O(edges log edges).
    func clusters(_ detector: NearDuplicateDetector, evidence: (Int) -> MatchAssessment) -> [Cluster] {
        let members = Set(edges.flatMap { [$0.later, $0.earlier] }).sorted()
        let places = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, UInt32($0)) })
        let local = edges.map { SimilarityGraph.Edge(left: places[$0.later] ?? 0, right: places[$0.earlier] ?? 0, weight: $0.weight) }
        let first = Dictionary(grouping: edges.map(\.later)) { places[$0] ?? 0 }
        return SimilarityGraph(count: members.count, edges: local).components().map { component in
            let shown = component.members.first { first[UInt32($0)] != nil }.map { members[$0] }
            return cluster(component, members, shown.flatMap { Self.evidence(evidence($0), detector.thresholds) }, detector)
        }.sorted { $0.id < $1.id }
    }

    private static func evidence(_ assessment: MatchAssessment, _ thresholds: NearDuplicateThresholds) -> Evidence? {
        guard let tie = assessment.strongest else { return nil }
        let name = (tie.jaccard >= thresholds.clusterJaccard ? NearDuplicateSignal.jaccard : .containment).name
        return assessment.signals.first { $0.name == name }?.evidence
    }

    private func cluster(_ component: SimilarityGraph.Component, _ all: [Int], _ shown: Evidence?, _ detector: NearDuplicateDetector) -> Cluster {
        let members = component.members.map { all[$0] }
        let original = members.first ?? 0
        let id = detector.id(original)
        let owner = detector.owner(original)
        let participants = Set(members.map { detector.owner($0) }).sorted()
        let summary =
            "\(participants.count) contributors submitted \(members.count) texts of which each holds at least \(percent(component.weakestLink)) of another; "
            + "\(owner) was first, with \(id) on \(detector.submissions[original].time.day)."
        let shape = Evidence.expectation(
            "smallest overlap that holds the cluster together", observed: component.weakestLink, expected: 0, unit: "share",
            details: JSONObject([
                ("original", .string(id)), ("original_owner", .string(owner)), ("weakest_link", .measurement(component.weakestLink)),
                ("diameter", .integer(Int64(component.diameter))),
                ("radius", .integer(Int64(component.radius(from: component.members.first ?? 0)))),
            ]))
        return Cluster(
            id: "\(NearDuplicateDetector.name):\(Self.kind):\(id)", detector: NearDuplicateDetector.name, kind: Self.kind,
            participants: participants, events: members.map { LedgerPosition(detector.submissions[$0].position) }, summary: summary,
            evidence: [shape] + (shown.map { [$0] } ?? []))
    }
}
