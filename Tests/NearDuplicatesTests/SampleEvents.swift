import CanonicalJSON
import Contributions
import Detection
import Ledger
import NearDuplicates

/// A submission to observe, in the fewest words.
struct Sent {
    let id: String
    let by: String
    let text: String
    var derivedFrom: [String] = []

    init(_ id: String, by: String, _ text: String, derivedFrom: [String] = []) {
        self.id = id
        self.by = by
        self.text = text
        self.derivedFrom = derivedFrom
    }

    func record(position: LedgerPosition) throws -> RecordedEvent {
        var data = JSONObject([
            ("submission", .string(id)), ("contributor", .string(by)), ("dataset", .string("d")), ("text", .string(text)),
        ])
        if !derivedFrom.isEmpty { data["derived_from"] = .array(derivedFrom.map { .string($0) }) }
        let time = Timestamp(seconds: 1_770_000_000 + Int64(position) * 60)
        let envelope: JSONValue = [
            "specversion": .string("1.0"), "id": .string("e-\(id)"), "source": .string("test"), "type": .string("assay.submission.v1"),
            "time": .string(time.rfc3339), "data": .object(data),
        ]
        return RecordedEvent(position: position, event: try ContributionEvent(decoding: envelope))
    }
}

/// The findings on submissions in order, with look-ups by submission.
struct Observed {
    let findings: Findings
    private let positions: [String: LedgerPosition]

    init(_ sent: [Sent], seed: UInt64 = 5) throws {
        var detector = NearDuplicateDetector(seed: seed)
        var positions: [String: LedgerPosition] = [:]
        for (index, submission) in sent.enumerated() {
            // Gaps, as other kinds of entries leave them.
            let position = index * 3 + 1
            detector.observe(try submission.record(position: position))
            positions[submission.id] = position
        }
        findings = detector.findings()
        self.positions = positions
    }

    func signal(_ measure: NearDuplicateSignal, _ id: String) -> Signal? {
        positions[id].flatMap { findings.signals[$0] }?.first { $0.name == measure.name }
    }

    /// 0 where nothing was measured.
    func value(_ measure: NearDuplicateSignal, _ id: String) -> Double { signal(measure, id)?.value ?? 0 }

    func position(_ id: String) -> LedgerPosition? { positions[id] }
}
