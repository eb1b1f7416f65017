import CanonicalJSON
import Contributions
import Testing

@testable import Evaluation

@Suite("What tuning has spent") struct TuningRecordTests {
    private static let ledger = Digest.sha256(Array("one".utf8))

    private static func record() -> TuningRecord {
        var record = TuningRecord()
        for through in [10, 25] {
            record.add(
                TuningRecord.Look(ledger: ledger, through: through, split: TuningSplit(seed: .max, tuningPPM: 500_000), ruleSet: .sha256([1])))
        }
        return record
    }

    @Test("It reads back what it wrote, and the newest look at a ledger counts")
    func roundTrip() throws {
        let read = try #require(TuningRecord(json: try JSONParser.parse(JSONWriter.text(Self.record().json))))
        #expect(read == Self.record())
        #expect(read.last(of: Self.ledger)?.through == 25)
        #expect(read.last(of: .zero) == nil)
    }

    @Test(
        "Anything else is refused: a record that cannot be read must not count as an empty one",
        arguments: ["{}", "{\"version\":2,\"spent\":[]}", "{\"version\":1,\"spent\":[{\"ledger\":\"sha256:00\"}]}", "[]"])
    func refused(text: String) throws { #expect(TuningRecord(json: try JSONParser.parse(text)) == nil) }
}

@Suite("Who stands on one side") struct TuningPartyTests {
    @Test("An attack, all who took part in it and their honest work are one party; so are two attacks with somebody in common")
    func parties() {
        let units = ["person zoe", "attack ring", "person ann", "person bob", "attack flood", "person eve"]
        // zoe is alone; ann took part in the ring and works honestly; bob in the ring and in the flood.
        let links = [(0, 10), (1, 11), (2, 11), (1, 12), (3, 12), (4, 12), (5, 13)].map { (unit: $0.0, person: $0.1) }
        let parties = TuningSplit.parties(units, links)
        #expect(parties == ["person zoe", "attack flood", "attack flood", "attack flood", "attack flood", "person eve"])
        #expect(TuningSplit.parties(units, links.reversed()) == parties)
    }
}
