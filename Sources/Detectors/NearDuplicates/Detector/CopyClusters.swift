internal import CanonicalJSON
internal import Detection
internal import Ledger

/// Gathers submissions that copy one another into clusters, each edge a pair that was measured exactly.
struct CopyClusters {
    private var edges: [SimilarityGraph.Edge] = []
    private var evidence: [Int: Evidence] = [:]

    mutating func take(_ number: Int, _ assessment: MatchAssessment, _ thresholds: NearDuplicateThresholds) {
        guard let match = assessment.strongest,
            match.jaccard >= thresholds.clusterJaccard || match.containment >= thresholds.clusterContainment
        else { return }
        edges.append(
            SimilarityGraph.Edge(left: UInt32(number), right: UInt32(match.other), weight: max(match.jaccard, match.containment)))
        let name = (match.jaccard >= thresholds.clusterJaccard ? NearDuplicateSignal.jaccard : .containment).name
        evidence[number] = assessment.signals.first { $0.name == name }?.evidence
    }

    func clusters(_ detector: NearDuplicateDetector) -> [Cluster] {
        SimilarityGraph(count: detector.submissions.count, edges: edges).components().map { cluster($0, detector) }.sorted { $0.id < $1.id }
    }

    private func cluster(_ component: SimilarityGraph.Component, _ detector: NearDuplicateDetector) -> Cluster {
        let members = component.members
        let originalNumber = members.first ?? 0
        let original = detector.submissions[originalNumber]
        let owner = detector.owners[Int(original.owner)]
        let participants = Set(members.map { detector.owners[Int(detector.submissions[$0].owner)] }).sorted()
        let summary =
            "\(participants.count) contributors submitted \(members.count) texts of which each holds at least \(percent(component.weakestLink)) of another; "
            + "\(owner) was first, with \(original.id) on \(original.time.day)."
        let shape = Evidence.expectation(
            "smallest overlap that holds the cluster together", observed: component.weakestLink, expected: 0, unit: "share",
            details: JSONObject([
                ("original", .string(original.id)), ("original_owner", .string(owner)), ("weakest_link", .measurement(component.weakestLink)),
                ("diameter", .integer(Int64(component.diameter))), ("radius", .integer(Int64(component.radius(from: originalNumber)))),
            ]))
        let shown = members.compactMap { evidence[$0] }.first
        return Cluster(
            id: "\(NearDuplicateDetector.name):copies:\(original.id)", detector: NearDuplicateDetector.name, kind: "copies",
            participants: participants, events: members.map { detector.submissions[$0].position }, summary: summary,
            evidence: [shape] + (shown.map { [$0] } ?? []))
    }
}
