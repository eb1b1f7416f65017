import CanonicalJSON
import Contributions
import Testing

@testable import Ledger

@Suite("Erasing a text")
struct TextErasureTests {
    static func submission(_ id: String, text: String) throws -> ContributionEvent {
        try ContributionEvent(decoding: [
            "specversion": "1.0", "id": .string(id), "source": "engine/test", "type": "assay.submission.v1", "time": "2026-03-01T09:15:02Z",
            "data": ["submission": .string(id), "contributor": "alice", "dataset": "d", "text": .string(text)],
        ])
    }

    let store: InMemoryLedgerStore
    let events: [ContributionEvent]

    init() throws {
        store = InMemoryLedgerStore()
        events = try [
            Self.submission("s0", text: "a plain text"), Sample.event("e1"), Self.submission("s2", text: "\"quoted\"\n\u{1F994}"),
            Self.submission("s3", text: ""),
        ]
        _ = try LedgerIngest.ingest(events, into: store)
    }

    @Test("readers see the text as it came, and the log does not hold it")
    func apart() throws {
        let entries = try store.entries()
        #expect(entries.map(\.body) == events.map(\.canonicalBytes))
        #expect(entries.map { $0.apart != nil } == [true, false, true, true])
        #expect(!String(decoding: entries[0].form, as: UTF8.self).contains("plain"))
        #expect(try LedgerVerifier.verify(store).fault == nil)
    }

    @Test("after it every digest and root is as before, the event reads with an empty text, and a repeat is still a repeat")
    func erase() throws {
        let before = try store.entries()
        let root = store.root
        let erased = try TextErasure.erase(2, reason: "request 17 of the author", in: store)
        #expect(erased == 4)
        let after = try store.entries()
        #expect(after.prefix(4).map(\.digest) == before.map(\.digest) && after.prefix(4).map(\.form) == before.map(\.form))
        var tree = store.tree()
        #expect(try tree.root(atSize: 4) == root)
        #expect(after[2].isErased && !after[0].isErased && after[0].body == before[0].body)
        guard case .submission(let left) = try after[2].decodedEvent().payload else {
            Issue.record("no submission any more")
            return
        }
        #expect(left.text.isEmpty && left.submission == "s2")
        #expect(try LedgerVerifier.verify(store).fault == nil)
        #expect(try LedgerIngest.ingest(events, into: store).repeated == 4)
        let changed = try ContributionEvent(decoding: [
            "specversion": "1.0", "id": "s2", "source": "engine/test", "type": "assay.submission.v1", "time": "2026-03-01T09:15:02Z",
            "data": ["submission": "s2", "contributor": "mallory", "dataset": "d", "text": "\"quoted\"\n\u{1F994}"],
        ])
        #expect(throws: LedgerIngest.Refusal.self) { try LedgerIngest.ingest([changed], into: store) }
    }

    @Test("only a text that is there can be erased, and only with a reason")
    func refused() throws {
        for (position, reason) in [(1, "no text"), (9, "no entry"), (-1, "no entry"), (0, "")] {
            #expect(throws: LedgerError.self) { try TextErasure.erase(position, reason: reason, in: store) }
        }
        _ = try TextErasure.erase(0, reason: "r", in: store)
        #expect(throws: LedgerError.self) { try TextErasure.erase(0, reason: "again", in: store) }
        #expect(store.count == 5)
    }

    @Test("a text that was changed, taken away or put back is found at either depth")
    func verified() throws {
        for depth in [LedgerVerifier.Depth.chain, .contents] {
            func fault(_ alter: @escaping (LedgerPosition, StoredText?) -> StoredText?) throws -> LedgerFault? {
                try LedgerVerifier.verify(Altered(store, alter), depth: depth).fault
            }
            #expect(try fault { $1 } == nil)
            #expect(try fault { $0 == 2 ? nil : $1 }?.kind == .textMissing)
            let resalted = try fault { position, text in text.map { StoredText(salt: position == 2 ? .zero : $0.salt, bytes: $0.bytes) } }
            #expect(resalted?.kind == .textChanged && resalted?.position == 2)
            let cut = try fault { position, text in
                text.map { position == 0 ? StoredText(salt: $0.salt, bytes: UnsafeRawBufferPointer(rebasing: $0.bytes.dropLast())) : $0 }
            }
            #expect(cut?.kind == .textChanged && cut?.position == 0)
        }
    }
}

/// A store whose texts are not what they were.
private final class Altered: LedgerStore {
    let inner: InMemoryLedgerStore
    let alter: (LedgerPosition, StoredText?) -> StoredText?
    init(_ inner: InMemoryLedgerStore, _ alter: @escaping (LedgerPosition, StoredText?) -> StoredText?) { (self.inner, self.alter) = (inner, alter) }
    var count: Int { inner.count }
    var headDigest: Digest { inner.headDigest }
    var headTime: Timestamp? { inner.headTime }
    var root: Digest { inner.root }
    func tile(level: Int, index: Int) throws(LedgerError) -> [Digest] { try inner.tile(level: level, index: index) }
    func append(_ drafts: [EntryDraft]) throws(LedgerError) {}
    func append(_ erasure: EntryDraft, erasingTextOf position: LedgerPosition) throws(LedgerError) {}
    func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)? { nil }
    func checkDerivedState() throws(LedgerError) {}
    func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>) {}
    func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool)
        throws(LedgerError)
    { try inner.visitRecords(from: position) { visitor($0, $1, alter($0, $2)) } }
}
