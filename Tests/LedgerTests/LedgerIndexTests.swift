import Contributions
import Ledger
import Testing

@Suite("The ledger's index")
struct LedgerIndexTests {
    func verdict(_ event: Int) -> EntryDraft {
        EntryDraft(
            kind: .verdict, time: Timestamp(seconds: 0),
            body: Array("{\"event\":\"engine/test#e\(event)\",\"position\":\(event),\"verdict\":\"clear\"}".utf8))
    }

    @Test("events without a verdict are pending, and the watermark stops at the first of them")
    func pending() throws {
        let store = InMemoryLedgerStore()
        var index = try LedgerIndex(folding: store)
        #expect(index.screenedWatermark == 0 && index.pendingPositions.isEmpty)
        _ = try LedgerIngest.ingest(try (0..<3).map { try Sample.event("e\($0)") }, into: store)
        try index.catchUp(with: store)
        #expect(index.pendingPositions == [0, 1, 2] && index.screenedWatermark == 0)
        let ruleSet = Digest.sha256("rules")
        try store.append([
            EntryDraft(kind: .ruleSet, time: Timestamp(seconds: 0), body: Array("{\"digest\":\"\(ruleSet)\"}".utf8)), verdict(0), verdict(2),
        ])
        try index.catchUp(with: store)
        #expect(index.pendingPositions == [1] && index.screenedWatermark == 1)
        #expect(index.verdictPosition == [0: 4, 2: 5] && index.ruleSetDigest == ruleSet && index.ruleSetPosition == 3)
        try store.append([verdict(1)])
        try index.catchUp(with: store)
        #expect(index.pendingPositions.isEmpty && index.screenedWatermark == 7 && index.count == 7)
        #expect(index.countByKind == [.event: 3, .ruleSet: 1, .verdict: 3])
    }

    @Test("a rule set that states no digest is known by the digest of its body")
    func unnamedRuleSet() throws {
        let store = InMemoryLedgerStore()
        let body = Array("{\"rules\":[]}".utf8)
        try store.append([EntryDraft(kind: .ruleSet, time: Timestamp(seconds: 0), body: body)])
        #expect(try LedgerIndex(folding: store).ruleSetDigest == Digest.sha256(body))
    }

    @Test("a verdict on nothing is an error and leaves the index as it was")
    func strayVerdict() throws {
        let store = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest([try Sample.event("e0")], into: store)
        var index = try LedgerIndex(folding: store)
        try store.append([verdict(0), verdict(1)])
        let error = #expect(throws: LedgerError.self) { try index.catchUp(with: store) }
        #expect(error?.code == "ledger/corrupt" && error?.position == 2)
        #expect(index.count == 1 && index.pendingPositions == [0])
    }
}
