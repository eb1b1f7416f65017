import Contributions

import Testing

@testable import Ledger

@Suite("Ingest")
struct LedgerIngestTests {
    @Test("a batch sent twice changes nothing the second time")
    func idempotent() throws {
        let store = InMemoryLedgerStore()
        let events = try (0..<50).map { try Sample.event("e\($0)", second: Int64($0)) }
        let first = try LedgerIngest.ingest(events, into: store)
        #expect(first.appended == 50 && first.repeated == 0)
        #expect(first.outcomes == (0..<50).map { .appended($0) })
        let head = store.headDigest
        let second = try LedgerIngest.ingest(events.reversed(), into: store)
        #expect(second.appended == 0 && second.repeated == 50)
        #expect(second.outcomes.first == .repeated(49))
        #expect(store.count == 50 && store.headDigest == head)
    }

    @Test("the same event twice within one batch is recorded once")
    func repeatInBatch() throws {
        let store = InMemoryLedgerStore()
        let event = try Sample.event("e1")
        let result = try LedgerIngest.ingest([event, try Sample.event("e2"), event], into: store)
        #expect(result.outcomes == [.appended(0), .appended(1), .repeated(0)])
        #expect(store.count == 2)
    }

    @Test("another source may use the same id")
    func sources() throws {
        let store = InMemoryLedgerStore()
        let result = try LedgerIngest.ingest([try Sample.event("e1", source: "a"), try Sample.event("e1", source: "b")], into: store)
        #expect(result.appended == 2)
    }

    @Test("a conflict with a recorded event refuses the whole batch and names both contents")
    func conflict() throws {
        let store = InMemoryLedgerStore()
        let original = try Sample.event("e1", fee: 100)
        _ = try LedgerIngest.ingest([try Sample.event("e0"), original], into: store)
        let head = store.headDigest
        let changed = try Sample.event("e1", fee: 101)
        let batch = [try Sample.event("e2"), changed]
        let expected = LedgerIngest.Conflict(key: original.key, index: 1, digest: changed.digest, earlier: .recorded(1, original.digest))
        #expect(throws: LedgerIngest.Refusal.conflicts([expected])) { try LedgerIngest.ingest(batch, into: store) }
        #expect(store.count == 2 && store.headDigest == head)
        let diagnostic = expected.diagnostic(at: nil)
        #expect(diagnostic.code == "ledger/conflict")
        #expect(
            diagnostic.cause.contains("entry 1") && diagnostic.cause.contains(original.digest.short) && diagnostic.cause.contains("engine/test#e1"))
    }

    @Test("a conflict within a batch names the event before it")
    func conflictInBatch() throws {
        let store = InMemoryLedgerStore()
        let first = try Sample.event("e1", fee: 1)
        let second = try Sample.event("e1", fee: 2)
        let expected = LedgerIngest.Conflict(key: first.key, index: 1, digest: second.digest, earlier: .inBatch(0, first.digest))
        #expect(throws: LedgerIngest.Refusal.conflicts([expected])) { try LedgerIngest.ingest([first, second], into: store) }
        #expect(store.count == 0)
    }

    @Test("conflicts are skipped only where the caller asked for it")
    func skip() throws {
        let store = InMemoryLedgerStore()
        let result = try LedgerIngest.ingest(
            [try Sample.event("e1", fee: 1), try Sample.event("e1", fee: 2), try Sample.event("e2")], into: store, onConflict: .skipConflicts)
        #expect(result.appended == 2 && result.conflicts.count == 1)
        #expect(try store.events().map(\.event.key.id) == ["e1", "e2"])
    }

    @Test("a preview says what would happen and writes nothing")
    func preview() throws {
        let store = InMemoryLedgerStore()
        let result = try LedgerIngest.preview([try Sample.event("e1")], in: store)
        #expect(result.outcomes == [.appended(0)] && store.count == 0)
    }

    @Test("events come back as they went in")
    func readBack() throws {
        let store = InMemoryLedgerStore()
        let events = try (0..<5).map { try Sample.event("e\($0)", second: Int64(-$0), query: "quote \" and \u{202E} and 🦔") }
        _ = try LedgerIngest.ingest(events, into: store)
        #expect(try store.events().map(\.event) == events)
        #expect(try store.events(from: 3).map(\.position) == [3, 4])
        // Ledger time does not follow an event that comes late.
        #expect(try store.entries().allSatisfy { $0.time == events[0].time })
    }
}
