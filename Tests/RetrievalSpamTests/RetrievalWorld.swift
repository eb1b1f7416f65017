import CanonicalJSON
import Contributions
import Ledger
import Testing

@testable import RetrievalSpam

/// Builds small ledgers event by event; texts and choices come from a seeded generator, so every run sees the same world.
struct RetrievalWorld {
    private(set) var detector = RetrievalSpamDetector()
    private(set) var records: [RecordedEvent] = []
    private var seed: UInt64
    private var documents = 0

    init(seed: UInt64 = 7) {
        self.seed = seed
        print("seed \(seed)")
    }

    /// A number below `bound` (SplitMix64).
    mutating func random(_ bound: Int) -> Int {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var z = seed
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(bound))
    }

    private static let nouns = """
        harbour tariff engine valley contract sensor orchard bridge archive furnace glacier ledger museum turbine canal vessel quarry meadow lantern
        ministry pension battery forest pipeline parliament vaccine railway satellite compass mortgage estuary granite festival hospital reservoir
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
    private static let verbs = "supports reduces replaced delayed requires improved follows changed limits measured carried opened repaired predicts"
        .split(separator: " ").map(String.init)
    private static let qualities = "northern early public narrow seasonal domestic heavy modern annual local quiet steep regional careful broken"
        .split(separator: " ").map(String.init)

    mutating func sentence(about topic: String? = nil) -> String {
        let subject = topic ?? Self.nouns[random(Self.nouns.count)]
        return "The \(Self.qualities[random(Self.qualities.count)]) \(subject) \(Self.verbs[random(Self.verbs.count)]) the "
            + "\(Self.nouns[random(Self.nouns.count)]) near a \(Self.qualities[random(Self.qualities.count)]) \(Self.nouns[random(Self.nouns.count)])."
    }

    mutating func prose(sentences: Int = 10, about topic: String? = nil) -> String {
        (0..<sentences).map { sentence(about: $0 % 4 == 0 ? topic : nil) }.joined(separator: " ")
    }

    mutating func query() -> String {
        "\(Self.qualities[random(Self.qualities.count)]) \(Self.nouns[random(Self.nouns.count)]) \(Self.nouns[random(Self.nouns.count)])"
    }

    private mutating func add(_ type: String, _ data: JSONValue) -> LedgerPosition {
        let position = records.count
        let envelope: JSONValue = [
            "specversion": "1.0", "source": "engine/test", "id": .string("e\(position)"), "type": .string(type),
            "time": .string(Timestamp(seconds: 1_772_000_000 + Int64(position) * 60).rfc3339), "data": data,
        ]
        do {
            let record = RecordedEvent(position: position, event: try ContributionEvent(decoding: envelope))
            records.append(record)
            detector.observe(record)
        } catch {
            Issue.record("the test built a bad event: \(error)")
        }
        return position
    }

    @discardableResult
    mutating func participant(_ name: String, network: String? = nil, device: String? = nil, funder: String? = nil) -> LedgerPosition {
        var identifiers = JSONObject()
        for (key, value) in [("network", network), ("device", device), ("funder", funder)] {
            if let value { identifiers[key] = .string("hmac:identifier-" + value) }
        }
        return add(
            "assay.participant.v1", ["participant": .string(name), "roles": ["contributor", "consumer"], "identifiers": .object(identifiers)])
    }

    @discardableResult
    mutating func submit(_ name: String, by owner: String, _ text: String) -> LedgerPosition {
        documents += 1
        return add(
            "assay.submission.v1",
            ["submission": .string(name), "contributor": .string(owner), "dataset": "d", "text": .string(text)])
    }

    @discardableResult
    mutating func retrieve(_ consumer: String, _ query: String, _ results: [String], fee: Int64 = 1000) -> LedgerPosition {
        let list: [JSONValue] = results.enumerated().map { ["submission": .string($0.element), "rank": .integer(Int64($0.offset + 1))] }
        return add(
            "assay.retrieval.v1",
            [
                "retrieval": .string("r\(records.count)"), "consumer": .string(consumer), "index": "main", "query": .string(query),
                "results": .array(list), "fee": .integer(fee),
            ])
    }

    /// Twenty owners with three documents each, twenty-five consumers, and `count` honest retrievals of three documents.
    mutating func honestTraffic(_ count: Int = 600) {
        for owner in 0..<20 {
            participant("owner-\(owner)", network: "net-o\(owner)", device: "dev-o\(owner)", funder: "fund-o\(owner)")
            for number in 0..<3 { submit("doc-\(owner)-\(number)", by: "owner-\(owner)", prose()) }
        }
        for consumer in 0..<25 { participant("consumer-\(consumer)", network: "net-c\(consumer)", device: "dev-c\(consumer)") }
        for _ in 0..<count { honestRetrieval(by: "consumer-\(random(25))") }
    }

    @discardableResult
    mutating func honestRetrieval(by consumer: String, with extra: [String] = []) -> LedgerPosition {
        var results = extra
        while results.count < 3 {
            // Squared, so that some documents are popular.
            let owner = random(20) * random(20) / 20
            let name = "doc-\(owner)-\(random(3))"
            if !results.contains(name) { results.append(name) }
        }
        return retrieve(consumer, query(), results)
    }

    /// The greatest value of a signal over all events, or over those given.
    func greatest(_ signal: String, among positions: [LedgerPosition]? = nil) -> Double {
        let findings = detector.findings()
        return findings.signals.filter { positions == nil || positions?.contains($0.key) == true }.values.joined().filter { $0.name == signal }.map(
            \.value
        )
        .max() ?? 0
    }
}
