import CanonicalJSON
import Contributions
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Scanned events in the file")
struct ScannedAppendTests {
    private static let salt = Digest.sha256("salt")

    private func store(_ file: TemporaryLedger) throws -> SQLiteLedgerStore {
        try SQLiteLedgerStore(path: file.path, mode: .create, lockTimeoutMilliseconds: 50, saltKey: Self.salt)
    }

    private func events(_ count: Int) throws -> [ContributionEvent] {
        try (0..<count).map { number in
            guard number % 3 == 0 else { return try Sample.event("e\(number)", source: "s\(number % 2)", second: Int64(number % 17)) }
            return try ContributionEvent(decoding: [
                "specversion": "1.0", "id": .string("e\(number)"), "source": "texts", "type": "assay.submission.v1",
                "time": .string(Timestamp(seconds: 1_772_000_000).rfc3339),
                "data": ["submission": .string("s\(number)"), "contributor": "p", "dataset": "d", "text": .string("a \"text\" \(number)")],
            ])
        }
    }

    /// As lines are scanned, and every seventh as it comes from the decoder.
    private func batch(_ events: some Collection<ContributionEvent>) -> ScannedBatch {
        var batch = ScannedBatch()
        for (number, event) in events.enumerated() {
            if number % 7 == 3 {
                batch.append(event, number: number)
            } else {
                #expect(event.canonicalBytes.withUnsafeBufferPointer { batch.append(line: $0, number: number, latest: nil) })
            }
        }
        batch.lookForRepeatedKeys()
        return batch
    }

    @Test("the fast way writes the very bytes that drafts do: chain, tree, texts and keys")
    func sameBytes() throws {
        let events = try events(700)
        let (fastFile, plainFile) = (try TemporaryLedger(), try TemporaryLedger())
        let (fast, plain) = (try store(fastFile), try store(plainFile))
        _ = try LedgerIngest.ingest(batch(events), into: fast)
        try plain.append(events.map { EntryDraft($0) })
        #expect(fast.headDigest == plain.headDigest && fast.root == plain.root)
        #expect(try fast.entries() == plain.entries())
        for index in 0..<2 { #expect(try fast.tile(level: 0, index: index) == plain.tile(level: 0, index: index)) }
        #expect(try LedgerVerifier.verify(fast).fault == nil)
        try fast.checkDerivedState()
    }

    @Test("any split into batches, parts and groups gives the same root, whatever is sent again", arguments: [31, 32, 33] as [UInt64])
    func splits(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        let events = try events(600)
        let (oneFile, manyFile) = (try TemporaryLedger(), try TemporaryLedger())
        let (one, many) = (try store(oneFile), try store(manyFile))
        _ = try LedgerIngest.ingest(batch(events), into: one)
        var next = 0
        while next < events.count {
            // Some of what was sent already comes along again, and a part may come by itself.
            let start = max(0, next - below(40))
            let end = min(events.count, next + 1 + below(90))
            let sent = batch(events[start..<end])
            let middle = below(sent.items.count + 1)
            try many.atomically {
                let first = try LedgerIngest.ingest(sent, 0..<middle, into: many)
                let second = try LedgerIngest.ingest(sent, middle..<sent.items.count, into: many)
                #expect(first.appended + second.appended == end - next && first.repeated + second.repeated == next - start, "seed \(seed)")
            }
            next = end
        }
        #expect(many.headDigest == one.headDigest && many.root == one.root, "seed \(seed)")
        #expect(try LedgerVerifier.verify(many, threadCount: 2).fault == nil, "seed \(seed)")
    }

    @Test("one key twice in a batch, the same or not, is found without the ledger knowing it")
    func inOneBatch() throws {
        let file = try TemporaryLedger()
        let store = try store(file)
        let event = try Sample.event("e1")
        let same = batch([event, try Sample.event("e2"), event])
        #expect(same.mayRepeatKeys)
        #expect(try LedgerIngest.ingest(same, into: store).repeated == 1)
        let other = batch([try Sample.event("e3"), try Sample.event("e3", fee: 7)])
        #expect(throws: LedgerIngest.Refusal.self) { try LedgerIngest.ingest(other, into: store) }
        #expect(store.count == 2)
        #expect(!batch([try Sample.event("e3"), try Sample.event("e4")]).mayRepeatKeys)
    }

    @Test("an event is found alike by reading the keys through and by the table")
    func lookups() throws {
        let file = try TemporaryLedger()
        _ = try LedgerIngest.ingest(batch(try events(50)), into: try store(file))
        let reader = try file.open(.readOnly)
        let key = EventKey(source: "s1", id: "e7")
        for _ in 0..<SQLiteLedgerStore.maximumKeyScans + 2 {
            #expect(try reader.event(named: key)?.position == 7)
            #expect(try reader.event(named: EventKey(source: "s0", id: "e7")) == nil)
        }
        #expect(reader.keys != nil)
    }
}
