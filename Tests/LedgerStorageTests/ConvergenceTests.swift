import Contributions
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Batches that come twice, late or half known")
struct ConvergenceTests {
    /// A dictionary is all the oracle there is: the first content under a name stays.
    @Test("random overlapping batches leave what an oracle says, the same in memory and in the file", arguments: [21, 22, 23, 24] as [UInt64])
    func convergence(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
        let file = try TemporaryLedger()
        var store = try file.open()
        let memory = InMemoryLedgerStore()
        var oracle: [String: Int64] = [:]
        var order: [String] = []
        for step in 0..<60 {
            let batch = try (0..<1 + below(8)).map { _ in
                try Sample.event("e\(below(80))", second: Int64(below(50)), fee: below(12) == 0 ? 777 : 100)
            }
            var known = oracle
            var added: [String] = []
            var conflicts = 0
            for event in batch {
                let content = event.canonicalBytes.reduce(Int64(event.fee.micros)) { ($0 &* 31) &+ Int64($1) }
                if let first = known[event.key.id] {
                    if first != content { conflicts += 1 }
                } else {
                    known[event.key.id] = content
                    added.append(event.key.id)
                }
            }
            let skips = below(2) == 0
            let policy: LedgerIngest.ConflictPolicy = skips ? .skipConflicts : .refuseBatch
            let refused = !skips && conflicts > 0
            let results = [
                Result { try LedgerIngest.ingest(batch, into: memory, onConflict: policy) },
                Result { try LedgerIngest.ingest(batch, into: store, onConflict: policy) },
            ]
            for result in results {
                switch result {
                case .success(let taken):
                    #expect(!refused && taken.appended == added.count && taken.conflicts.count == conflicts, "seed \(seed), step \(step)")
                case .failure(let refusal):
                    guard case LedgerIngest.Refusal.conflicts(let named) = refusal else { throw refusal }
                    #expect(refused && named.count == conflicts, "seed \(seed), step \(step)")
                }
            }
            if !refused {
                oracle = known
                order += added
            }
            #expect(store.count == order.count && store.headDigest == memory.headDigest, "seed \(seed), step \(step)")
            if below(10) == 0 { store = try reopen(&store, file) }
        }
        #expect(try store.events().map(\.event.key.id) == order, "seed \(seed)")
        #expect(try LedgerVerifier.verify(store).fault == nil && LedgerVerifier.verify(memory).fault == nil, "seed \(seed)")
    }

    /// The old store gives its lock back before the new one asks for it.
    private func reopen(_ store: inout SQLiteLedgerStore, _ file: TemporaryLedger) throws -> SQLiteLedgerStore {
        store = try file.open(.readOnly)
        return try file.open(.readWrite)
    }
}
