import Contributions
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Accounts against SQL")
struct AccountOracleTests {
    @Test("balances are what SQL sums over the stored bodies", arguments: [11, 12, 13] as [UInt64])
    func sqlSums(seed: UInt64) throws {
        let file = try TemporaryLedger()
        let store = try file.open()
        var random = SystemSeed(state: seed)
        let participants = ["alice", "bob", "carol"]
        var batch: [EntryDraft] = []
        for step in 0..<400 {
            let who = participants[Int(random.next() % 3)]
            let amount = MicroCredits(Int64(random.next() % 1_000_000) + 1)
            batch.append(
                try Posting(
                    reason: "step \(step)",
                    transfers: [
                        try Transfer(debit: .fees, credit: .pool, amount: amount, code: "fee", cause: step),
                        try Transfer(debit: .pool, credit: .held(who), amount: amount, code: "award", cause: step),
                        try Transfer(
                            debit: .held(who), credit: random.next() % 2 == 0 ? .payable(who) : .treasury, amount: amount, code: "end", cause: step),
                    ]
                ).draft(at: Timestamp(seconds: Int64(step))))
        }
        let cluster = Cluster(id: "c", detector: "d", kind: "k", participants: [], events: [], summary: "s", evidence: [])
        try store.append([EntryDraft(.finding(cluster), at: Timestamp(seconds: 0))])
        try store.append(batch)
        let report = try LedgerVerifier.verify(store)
        #expect(report.fault == nil, "seed \(seed)")
        #expect(report.accounts == (try AccountBook(folding: store)))

        let connection = try SQLiteConnection(path: file.path, access: .readWrite)
        try connection.execute("CREATE TEMP TABLE body(json TEXT)")
        let insert = try connection.prepare("INSERT INTO body VALUES(CAST(?1 AS TEXT))")
        for entry in try store.entries() where entry.kind == .posting {
            try entry.body.withUnsafeBytes { bytes in
                try insert.bind(1, lending: bytes)
                try insert.run()
            }
        }
        for (name, balance) in report.accounts.accounts {
            let sum = try connection.integer(
                """
                SELECT coalesce(sum(CASE WHEN t.value->>'credit' = '\(name)' THEN t.value->>'amount' ELSE 0 END), 0)
                     - coalesce(sum(CASE WHEN t.value->>'debit' = '\(name)' THEN t.value->>'amount' ELSE 0 END), 0)
                FROM body, json_each(body.json, '$.transfers') AS t
                """)
            #expect(sum == balance.micros, "seed \(seed), \(name)")
        }
    }

    @Test("the same appends into two fresh files give the same stored bytes")
    func deterministic() throws {
        func stored() throws -> [[UInt8]] {
            let file = try TemporaryLedger()
            let store = try file.open()
            for start in stride(from: 0, to: 100, by: 20) {
                _ = try LedgerIngest.ingest(try (start..<start + 20).map { try Sample.event("e\($0)") }, into: store)
            }
            let select = try store.connection.prepare("SELECT event_keys, entries FROM segment ORDER BY first_position")
            var rows: [[UInt8]] = []
            while try select.step() { rows += [Array(select.blob(0)), Array(select.blob(1))] }
            return rows
        }
        #expect(try stored() == stored())
    }
}
