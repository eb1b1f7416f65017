import CanonicalJSON
import Contributions
import Detection
import Ledger
import Rules
import Screening
import Testing

/// Reports the length of a submission's text; can be told to fail or to abstain.
private struct LengthDetector: Detector {
    static let name = "length"
    static let signals = [SignalDeclaration(name: "length.bytes", eventTypes: ["assay.submission.v1"], meaning: "bytes of the text")]
    var failure: String?
    var abstains = false
    private var lengths: [LedgerPosition: Int] = [:]

    init(failure: String? = nil, abstains: Bool = false) {
        self.failure = failure
        self.abstains = abstains
    }

    mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        if case .submission(let submission) = record.event.payload { lengths[record.position] = submission.text.utf8.count }
    }

    func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        if let failure { return Findings(failure: failure) }
        if abstains { return Findings(abstentions: lengths.mapValues { _ in [Abstention(signal: "length.bytes", why: "too short")] }) }
        return Findings(signals: lengths.mapValues { [Signal(name: "length.bytes", value: Double($0), evidence: .note("counted"))] })
    }
}

private func submission(_ name: String, _ text: String) throws -> ContributionEvent {
    try ContributionEvent(
        decoding: [
            "specversion": "1.0", "id": .string(name), "source": "test", "type": "assay.submission.v1", "time": "2026-03-01T00:00:00Z",
            "data": ["submission": .string(name), "contributor": "ann", "dataset": "d", "text": .string(text)],
        ])
}

private let rules = RuleSet([
    Rule(
        id: "long", version: 1, status: .live, outcome: .reject, eventTypes: ["assay.submission.v1"],
        condition: try! Condition(parsing: "length.bytes >= 5"), reason: "too long", owner: "test")
])

private func screen(_ detector: LengthDetector, _ texts: [String]) throws -> FraudLayer.Result {
    var layer = FraudLayer(ruleSet: rules, detectors: [detector])
    for (position, text) in texts.enumerated() {
        layer.observe(RecordedEvent(position: position, event: try submission("s\(position)", text)), pending: true)
    }
    return layer.screen()
}

@Suite("Fraud layer") struct FraudLayerTests {
    @Test("Every pending event ends in a verdict, the default included")
    func verdicts() throws {
        let result = try screen(LengthDetector(), ["abc", "abcdef"])
        #expect(result.verdicts.map(\.outcome) == [.clear, .reject])
        #expect(result.verdicts.map(\.watermark) == [2, 2])
    }

    @Test("A detector that could not run holds, whatever the rules say")
    func failure() throws {
        let result = try screen(LengthDetector(failure: "out of memory"), ["abc"])
        #expect(result.verdicts.map(\.outcome) == [.hold])
        #expect(result.verdicts[0].abstentions.map(\.why) == ["the detector could not run: out of memory"])
    }

    @Test("A detector that abstains holds")
    func abstention() throws {
        #expect(try screen(LengthDetector(abstains: true), ["abc"]).verdicts.map(\.outcome) == [.hold])
    }

    @Test("Screening the same prefix twice gives the same bytes")
    func deterministic() throws {
        let texts = ["abc", "abcdef", "a"]
        let time = Timestamp(seconds: 0)
        #expect(try screen(LengthDetector(), texts).drafts(at: time) == screen(LengthDetector(), texts).drafts(at: time))
    }

    @Test("A verdict has the form of the contract")
    func form() throws {
        let json = try screen(LengthDetector(), ["abcdef"]).verdicts[0].json
        #expect(json["event"] == "test#s0")
        #expect(json["verdict"] == "reject")
        #expect(json["rules"]?.arrayValue?.first?["id"] == "long")
        #expect(json["signals"]?.arrayValue?.first?["value"] == 6)
        #expect(json["ruleset"]?.stringValue?.hasPrefix("sha256:") == true)
        #expect(json["watermark"] == 1)
    }

    /// One long text, screened by rules on its length.
    private func verdict(_ outcomes: [RuleOutcome]) throws -> JSONValue {
        let rules = outcomes.enumerated().map { index, outcome in
            Rule(
                id: "r\(index)", version: 1, status: .live, outcome: outcome, eventTypes: ["assay.submission.v1"],
                condition: try! Condition(parsing: "length.bytes >= 5"), reason: "r", owner: "o")
        }
        var layer = FraudLayer(ruleSet: RuleSet(rules), detectors: [LengthDetector()])
        layer.observe(RecordedEvent(position: 0, event: try submission("s", "abcdef")), pending: true)
        return layer.screen().verdicts[0].json
    }

    @Test("A discount and labels stand in the verdict where they apply, and nowhere else")
    func effects() throws {
        let share = try #require(Discount(ppm: 300_000))
        let mild = try verdict([.discount(share), .label("b"), .label("a")])
        #expect(mild["verdict"] == "clear" && mild["discount"] == 300_000 && mild["labels"] == ["a", "b"])
        #expect(
            mild["rules"] == [
                ["id": "r0", "version": 1, "outcome": "discount", "discount": 300_000], ["id": "r1", "version": 1, "outcome": "label", "label": "b"],
                ["id": "r2", "version": 1, "outcome": "label", "label": "a"],
            ])
        let grave = try verdict([.reject, .discount(share)])
        #expect(grave["verdict"] == "reject" && grave["discount"] == 300_000 && grave["labels"] == nil)
        let plain = try verdict([.reject, .hold])
        #expect(plain["discount"] == nil && plain["labels"] == nil)
        #expect(plain["rules"] == [["id": "r0", "version": 1, "outcome": "reject"], ["id": "r1", "version": 1, "outcome": "hold"]])
    }

    @Test("A recorded discount that is no share is refused, not paid", arguments: ["0", "1000001", "-5", "0.3", "\"30%\""])
    func badDiscount(written: String) throws {
        let store = InMemoryLedgerStore()
        try store.append([EntryDraft(try submission("s", "abcdef"))])
        let body =
            "{\"discount\":\(written),\"event\":\"test#s\",\"position\":0,\"rules\":[],\"ruleset\":\"\(Digest.zero)\",\"signals\":[],\"verdict\":\"clear\",\"watermark\":1}"
        try store.append([EntryDraft(kind: .verdict, time: Timestamp(seconds: 0), body: Array(body.utf8))])
        #expect { try ScreenedLedger(reading: store) } throws: { ($0 as? LedgerError)?.code == "ledger/corrupt" }
    }
}
