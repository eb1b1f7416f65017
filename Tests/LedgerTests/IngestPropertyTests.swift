import CanonicalJSON
import Contributions
import PropertyTesting
import Testing

@testable import Ledger

/// What an emitter sends: an event by number, with its second and its content.
private struct Sent: Hashable, CustomStringConvertible {
    let number: Int
    let second: Int64
    let fee: Int64

    var description: String { "e\(number)@\(second):\(fee)" }
    func event() throws -> ContributionEvent { try Sample.event("e\(number)", second: second, fee: fee) }

    /// Times jump back and forth; every content belongs to its number, so that nothing conflicts.
    static func list(_ count: Int, of names: Int, _ random: inout SeededGenerator) -> [Sent] {
        (0..<count).map { _ in
            let number = Int.random(in: 0..<names, using: &random)
            return Sent(number: number, second: Int64(number * 7919 % 500), fee: Int64(number * 31 % 97))
        }
    }
}

@Suite("Properties of ingest: whatever the batches, the ledger is one")
struct IngestPropertyTests {
    private struct State: Equatable {
        let digests: [Digest]
        let root: Digest
        let times: [Timestamp]
    }

    /// Batches that end where `cuts` says, by the plain path or by the scanned one.
    private static func ledger(_ sent: [Sent], cuts: Set<Int>, scanned: Bool) throws -> State {
        let store = InMemoryLedgerStore()
        var start = 0
        for end in sent.indices.map({ $0 + 1 }) where cuts.contains(end) || end == sent.count {
            let events = try sent[start..<end].map { try $0.event() }
            start = end
            guard scanned else {
                _ = try LedgerIngest.ingest(events, into: store)
                continue
            }
            var batch = ScannedBatch()
            for (line, event) in events.enumerated() {
                let isPlain = event.canonicalBytes.withUnsafeBufferPointer { batch.append(line: $0, number: line, latest: nil) }
                if !isPlain { batch.append(event, number: line) }
            }
            _ = try LedgerIngest.ingest(batch, into: store)
        }
        let entries = try store.entries()
        return State(digests: entries.map(\.digest), root: store.root, times: entries.map(\.time))
    }

    @Test(
        "any split into batches, on either path, gives the same leaves and root, and ledger time never goes back", arguments: 0..<30 as Range<UInt64>)
    func splits(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        let sent = Sent.list(120, of: 60, &random)
        func cuts() -> Set<Int> { Set((0..<Int.random(in: 0..<40, using: &random)).map { _ in Int.random(in: 1..<120, using: &random) }) }
        let (some, others) = (cuts(), cuts())
        func differs(_ sent: [Sent]) throws -> Bool {
            let one = try Self.ledger(sent, cuts: [], scanned: false)
            guard one.times == one.times.sorted() else { return true }
            return try Self.ledger(sent, cuts: some, scanned: false) != one || Self.ledger(sent, cuts: others, scanned: true) != one
        }
        guard try differs(sent) else { return }
        Issue.record("seed \(seed): \(try Shrinking.shrunk(sent, differs))")
    }

    @Test("what comes again, late or in another batch changes nothing: only the order of first arrival counts", arguments: 0..<30 as Range<UInt64>)
    func repeats(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 1000)
        let sent = Sent.list(150, of: 40, &random)
        func differs(_ sent: [Sent]) throws -> Bool {
            var seen: Set<Int> = []
            let first = sent.filter { seen.insert($0.number).inserted }
            return try Self.ledger(sent, cuts: [7, 8, 60, 61, 62, 100], scanned: true) != Self.ledger(first, cuts: [], scanned: false)
        }
        guard try differs(sent) else { return }
        Issue.record("seed \(seed): \(try Shrinking.shrunk(sent, differs))")
    }

    @Test("batches delivered in any order leave the same events, each once", arguments: 0..<10 as Range<UInt64>)
    func order(seed: UInt64) throws {
        var random = SeededGenerator(state: seed &+ 2000)
        let sent = Sent.list(90, of: 50, &random)
        let batches = stride(from: 0, to: 90, by: 6).map { Array(sent[$0..<min(90, $0 + 10)]) }
        func names(_ batches: [[Sent]]) throws -> Set<String> {
            let store = InMemoryLedgerStore()
            for batch in batches { _ = try LedgerIngest.ingest(try batch.map { try $0.event() }, into: store) }
            let names = try store.events().map { "\($0.event.key) \($0.event.digest)" }
            #expect(Set(names).count == names.count, "seed \(seed)")
            return Set(names)
        }
        #expect(try names(batches) == names(batches.shuffled(using: &random)), "seed \(seed)")
    }

    @Test("a conflict is refused on either path, and the root stays as it was", arguments: [false, true])
    func conflict(scanned: Bool) throws {
        let store = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest(try (0..<9).map { try Sample.event("e\($0)") }, into: store)
        let root = store.root
        let events = [try Sample.event("new"), try Sample.event("e4", fee: 101)]
        var batch = ScannedBatch()
        for (line, event) in events.enumerated() {
            #expect(event.canonicalBytes.withUnsafeBufferPointer { batch.append(line: $0, number: line, latest: nil) })
        }
        #expect(throws: LedgerIngest.Refusal.self) {
            if scanned { _ = try LedgerIngest.ingest(batch, into: store) } else { _ = try LedgerIngest.ingest(events, into: store) }
        }
        #expect(store.root == root && store.count == 9)
    }

    @Test("two names that look alike are two events on either path")
    func lookAlikes() throws {
        let events = [try Sample.event("\u{E9}"), try Sample.event("e\u{301}", fee: 7)]
        let plain = InMemoryLedgerStore()
        #expect(try LedgerIngest.ingest(events, into: plain).appended == 2)
        var batch = ScannedBatch()
        for (line, event) in events.enumerated() { batch.append(event, number: line) }
        let scanned = InMemoryLedgerStore()
        #expect(try LedgerIngest.ingest(batch, into: scanned).appended == 2)
        #expect(plain.root == scanned.root)
        #expect(try LedgerVerifier.verify(plain).fault == nil)
    }
}
