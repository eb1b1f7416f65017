import CanonicalJSON
import Contributions
import Ledger

/// Events for tests; made as the outside world makes them, by decoding.
enum Sample {
    static func event(_ id: String, source: String = "engine/test", second: Int64 = 0, fee: Int64 = 100, query: String = "what is a ledger") throws
        -> ContributionEvent
    {
        try ContributionEvent(decoding: [
            "specversion": "1.0", "id": .string(id), "source": .string(source), "type": "assay.retrieval.v1",
            "time": .string(Timestamp(seconds: 1_772_000_000 + second).rfc3339),
            "data": [
                "retrieval": .string(id), "consumer": "acme", "index": "main", "query": .string(query), "fee": .integer(fee),
                "results": [["submission": "s-1", "rank": 1, "score": .decimal("12.5")]],
            ],
        ])
    }

    /// A finding of no detector.
    static let cluster = Cluster(id: "test:c", detector: "test", kind: "copies", participants: [], events: [0], summary: "s", evidence: [])
    static let otherCluster = Cluster(id: "test:c", detector: "test", kind: "copies", participants: [], events: [0, 1], summary: "s", evidence: [])
}
