import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("The ledger in SQLite")
struct SQLiteLedgerStoreTests {
    let file: TemporaryLedger

    init() throws { file = try TemporaryLedger() }

    @Test("what was appended is there after reopening, byte for byte as in memory")
    func roundTrip() throws {
        let memory = InMemoryLedgerStore()
        let events = try (0..<5000).map { try Sample.event("e\($0)", second: Int64($0 * 7 % 1000)) }
        do {
            let store = try file.open()
            _ = try LedgerIngest.ingest(events, into: store)
            try store.append([EntryDraft(kind: .verdict, time: Timestamp(seconds: 0), body: Array("{}".utf8))])
        }
        _ = try LedgerIngest.ingest(events, into: memory)
        try memory.append([EntryDraft(kind: .verdict, time: Timestamp(seconds: 0), body: Array("{}".utf8))])
        let store = try file.open(.readWrite)
        #expect(store.count == 5001 && store.headDigest == memory.headDigest && store.headTime == memory.headTime)
        #expect(try store.entries() == memory.entries())
        #expect(try store.entries(from: 4990) == memory.entries(from: 4990))
        #expect(try store.entries(from: 6000).isEmpty)
        try store.checkDerivedState()
    }

    @Test("a batch sent again after reopening is a repeat")
    func idempotent() throws {
        let events = try (0..<300).map { try Sample.event("e\($0)") }
        _ = try LedgerIngest.ingest(events, into: try file.open())
        let store = try file.open()
        let result = try LedgerIngest.ingest(events + [try Sample.event("new")], into: store)
        #expect(result.repeated == 300 && result.appended == 1 && store.count == 301)
        #expect(throws: LedgerIngest.Refusal.self) { try LedgerIngest.ingest([try Sample.event("e7", fee: 5)], into: store) }
        #expect(store.count == 301)
    }
}
