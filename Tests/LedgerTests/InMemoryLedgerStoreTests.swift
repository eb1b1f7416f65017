import Contributions
import Ledger
import Testing

@Suite("The ledger in memory")
struct InMemoryLedgerStoreTests {
    struct Stop: Error, Equatable {}

    @Test("a group of appends that fails leaves nothing")
    func group() throws {
        let store = InMemoryLedgerStore()
        try store.append([EntryDraft(try Sample.event("e0"))])
        let head = store.headDigest
        #expect(throws: LedgerGroupError<Stop>.work(Stop())) {
            try store.atomically { () throws(Stop) in
                do { try store.append([EntryDraft(try Sample.event("e1"))]) } catch { throw Stop() }
                throw Stop()
            }
        }
        #expect(store.count == 1 && store.headDigest == head)
        #expect(try store.event(named: EventKey(source: "engine/test", id: "e1")) == nil)
    }

    @Test("a store refuses an event that it has, even where nobody asked before")
    func duplicate() throws {
        let store = InMemoryLedgerStore()
        let draft = EntryDraft(try Sample.event("e0"))
        let nameless = EntryDraft(kind: .event, time: draft.time, body: draft.body)
        for batch in [[draft, draft], [draft, nameless]] {
            #expect(throws: LedgerError.self) { try store.append(batch) }
            #expect(store.count == 0)
        }
        try store.append([draft])
        let error = #expect(throws: LedgerError.self) { try store.append([nameless]) }
        #expect(error?.code == "ledger/duplicate-event" && error?.position == 0)
    }
}
