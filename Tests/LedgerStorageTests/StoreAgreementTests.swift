import Contributions
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Both stores, and one ledger across restarts")
struct StoreAgreementTests {
    /// Fees and awards for what came in, so that there are balances to compare.
    private static func postings(_ events: Range<Int>, _ random: inout SystemSeed) throws -> [EntryDraft] {
        try events.map { cause in
            let amount = MicroCredits(Int64(random.next() % 1000) + 1)
            let who = "p\(random.next() % 4)"
            return try Posting(
                reason: "r",
                transfers: [
                    try Transfer(debit: .fees, credit: .pool, amount: amount, code: "fee", cause: cause),
                    try Transfer(debit: .pool, credit: .held(who), amount: amount, code: "award", cause: cause),
                ]
            ).draft(at: Timestamp(seconds: 0))
        }
    }

    @Test("SQLite and memory give the same roots, entries and balances after every step, reopened or not", arguments: [31, 32, 33] as [UInt64])
    func agreement(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        let file = try TemporaryLedger()
        let memory = InMemoryLedgerStore()
        for step in 0..<25 {
            let store = try file.open()
            let events = try (0..<Int(random.next() % 40) + 1).map { _ in
                let number = Int64(random.next() % 900)
                return try Sample.event("e\(number)", second: number * 7919 % 5000)
            }
            let before = memory.count
            let (one, other) = (try LedgerIngest.ingest(events, into: memory), try LedgerIngest.ingest(events, into: store))
            #expect(one.outcomes == other.outcomes, "seed \(seed), step \(step)")
            if random.next() % 2 == 0, memory.count > before {
                let drafts = try Self.postings(before..<memory.count, &random)
                try memory.append(drafts)
                try store.append(drafts)
            }
            #expect(store.root == memory.root && store.headDigest == memory.headDigest && store.count == memory.count, "seed \(seed), step \(step)")
        }
        let store = try file.open(.readOnly)
        #expect(try store.entries() == memory.entries(), "seed \(seed)")
        #expect(try AccountBook(folding: store) == AccountBook(folding: memory), "seed \(seed)")
        var (one, other) = (store.tree(), memory.tree())
        for size in stride(from: 1, to: store.count, by: 37) { #expect(try one.root(atSize: size) == other.root(atSize: size)) }
    }

    @Test("checkpoints signed across restarts are pairwise consistent; one of a fork is not", arguments: [41, 42] as [UInt64])
    func checkpoints(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        let file = try TemporaryLedger()
        let signer = try #require(NoteSigner(name: "example.com/test", seed: [UInt8](repeating: 4, count: 32)))
        func sign(_ size: Int, _ root: Digest) throws -> SignedCheckpoint {
            let checkpoint = Checkpoint(origin: signer.verifierKey.name, size: size, root: root)
            return SignedCheckpoint(checkpoint: checkpoint, note: try #require(signer.sign(checkpoint.text)))
        }
        var next = 0
        for _ in 0..<14 {
            let store = try file.open()
            let count = Int(random.next() % 60) + 1
            _ = try LedgerIngest.ingest(try (next..<next + count).map { try Sample.event("e\($0)") }, into: store)
            next += count
            try store.record(try sign(store.count, store.root), by: signer.verifierKey)
        }
        let store = try file.open(.readOnly)
        let signed = try store.checkpoints()
        #expect(signed.count == 14)
        var tree = store.tree()
        for old in signed {
            for new in signed where old.checkpoint.size <= new.checkpoint.size {
                let hashes = try tree.consistencyProof(from: old.checkpoint.size, to: new.checkpoint.size)
                let proof = ConsistencyProof(oldSize: old.checkpoint.size, hashes: hashes, checkpoint: new)
                #expect(
                    proof.isValid(from: old.checkpoint, key: signer.verifierKey), "seed \(seed), \(old.checkpoint.size) to \(new.checkpoint.size)")
            }
        }
        // A ledger with one other event somewhere in the middle signs roots that no proof connects.
        let fork = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest(try (0..<next).map { try Sample.event("e\($0)", fee: $0 == next / 2 ? 1 : 100) }, into: fork)
        var forked = fork.tree()
        for old in signed where old.checkpoint.size > next / 2 && old.checkpoint.size < next {
            let hashes = try forked.consistencyProof(from: old.checkpoint.size, to: next)
            let proof = ConsistencyProof(oldSize: old.checkpoint.size, hashes: hashes, checkpoint: try sign(next, fork.root))
            #expect(!proof.isValid(from: old.checkpoint, key: signer.verifierKey), "seed \(seed), \(old.checkpoint.size)")
        }
    }
}
