import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("When something goes wrong")
struct FaultTests {
    struct Stop: Error, Equatable {}

    let file: TemporaryLedger

    init() throws { file = try TemporaryLedger() }

    func error(_ mode: SQLiteLedgerStore.Mode, _ path: String? = nil, _ location: SourceLocation = #_sourceLocation) -> LedgerError? {
        do {
            _ = try SQLiteLedgerStore(path: path ?? file.path, mode: mode, lockTimeoutMilliseconds: 20)
            Issue.record("opened", sourceLocation: location)
            return nil
        } catch { return error }
    }

    func execute(_ sql: String) throws {
        try SQLiteConnection(path: file.path, access: .create).execute(sql)
    }

    @Test("a ledger that is not there is missing for a reader and for a writer that must not make one")
    func missing() {
        #expect(error(.readOnly)?.code == "ledger/missing")
        #expect(error(.readWrite)?.code == "ledger/missing")
        #expect(error(.create, file.directory + "/no/such/directory/l.db")?.code == "ledger/missing")
        #expect(!FileManager.default.fileExists(atPath: file.path) && !FileManager.default.fileExists(atPath: file.path + ".lock"))
    }

    @Test("a text file and another program's database are not ledgers, and stay as they are")
    func notALedger() throws {
        let text = Data(String(repeating: "This is a diary. ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: file.path))
        for mode in [SQLiteLedgerStore.Mode.create, .readWrite, .readOnly] { #expect(error(mode)?.code == "ledger/not-a-ledger", "\(mode)") }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == text)
        try FileManager.default.removeItem(atPath: file.path)
        try execute("CREATE TABLE diary(page TEXT)")
        for mode in [SQLiteLedgerStore.Mode.create, .readWrite, .readOnly] { #expect(error(mode)?.code == "ledger/not-a-ledger", "\(mode)") }
    }

    @Test("a ledger of another layout is refused with both versions named")
    func otherVersion() throws {
        _ = try file.open()
        try execute("PRAGMA user_version=7")
        let found = error(.readOnly)
        #expect(
            found?.code == "ledger/other-version" && found?.cause.contains("layout 7") == true
                && found?.cause.contains("layout \(LedgerSchema.version)") == true)
        #expect(error(.create)?.code == "ledger/other-version")
    }

    // A directory of the kernel's, where not even root makes files; in a machine without it, as in some jails, anybody may be able to.
    @Test("a place that cannot be written is said to be so", .enabled(if: access("/sys/kernel", F_OK) == 0))
    func unwritableDirectory() {
        #expect(error(.create, "/sys/assay-ledger.db")?.code == "ledger/read-only")
    }

    @Test("an empty file becomes a ledger, and so does one whose making was cut short")
    func blank() throws {
        try Data().write(to: URL(fileURLWithPath: file.path))
        #expect(try file.open().count == 0)
        try FileManager.default.removeItem(atPath: file.path)
        let cut = try SQLiteConnection(path: file.path, access: .create)
        try cut.reservePageChecksums()
        try cut.execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; BEGIN; CREATE TABLE t(a); DROP TABLE t; COMMIT")
        cut.close()
        #expect(try file.open().count == 0)
    }

    @Test("a second writer is told which process holds the ledger; a reader is let in")
    func twoWriters() throws {
        let first = try file.open()
        try first.append([EntryDraft(try Sample.event("e0"))])
        let found = error(.readWrite)
        #expect(found?.code == "ledger/locked" && found?.cause.contains("process \(getpid())") == true)
        let reader = try file.open(.readOnly)
        #expect(reader.count == 1)
        try first.append([EntryDraft(try Sample.event("e1"))])
        // A reader keeps its snapshot; one that opens later sees more.
        #expect(try reader.count == 1 && reader.entries().count == 1)
        #expect(try file.open(.readOnly).entries().count == 2)
    }

    @Test("the lock ends with its holder")
    func lockEnds() throws {
        do { _ = try file.open() }
        #expect(try file.open().count == 0)
    }

    @Test("a store opened for reading takes nothing")
    func readOnly() throws {
        _ = try file.open()
        let reader = try file.open(.readOnly)
        let found = #expect(throws: LedgerError.self) { try reader.append([EntryDraft(try Sample.event("e0"))]) }
        #expect(found?.code == "ledger/read-only")
        #expect(throws: LedgerGroupError<Stop>.self) { try reader.atomically { () throws(Stop) in } }
    }

    @Test("a ledger on a medium that takes no shared-memory file can still be read")
    func readOnlyMedium() throws {
        do { try file.open().append([EntryDraft(try Sample.event("e0"))]) }
        // A directory in the place of the file keeps SQLite from making it, even for root.
        try FileManager.default.createDirectory(atPath: file.path + "-shm", withIntermediateDirectories: false)
        let reader = try file.open(.readOnly)
        #expect(try reader.entries().count == 1)
    }

    @Test("a full disk is an error of its own; nothing is half-written, and the ledger goes on once there is space")
    func diskFull() throws {
        let store = try file.open()
        try store.append([EntryDraft(try Sample.event("e0"))])
        let head = store.headDigest
        let pages = try store.connection.integer("PRAGMA page_count") ?? 0
        try store.connection.execute("PRAGMA max_page_count=\(pages + 2)")
        let batch = try (1..<500).map { try Sample.event("e\($0)") }
        let found = #expect(throws: LedgerIngest.Refusal.self) { try LedgerIngest.ingest(batch, into: store) }
        guard case .store(let refusal) = found else { throw Stop() }
        #expect(refusal.code == "ledger/disk-full")
        #expect(store.count == 1 && store.headDigest == head)
        #expect(try LedgerVerifier.verify(store).fault == nil)
        try store.connection.execute("PRAGMA max_page_count=1000000")
        #expect(try LedgerIngest.ingest(batch, into: store).appended == 499)
        #expect(try LedgerVerifier.verify(store).verified == 500)
    }

    @Test("a refused batch leaves the file's entries, keys and head as they were")
    func refusedBatch() throws {
        let store = try file.open()
        _ = try LedgerIngest.ingest([try Sample.event("e0")], into: store)
        #expect(throws: LedgerIngest.Refusal.self) { try LedgerIngest.ingest([try Sample.event("e1"), try Sample.event("e0", fee: 7)], into: store) }
        #expect(throws: LedgerError.self) { try store.append([EntryDraft(try Sample.event("e1")), EntryDraft(try Sample.event("e1"))]) }
        #expect(try store.count == 1 && store.event(named: EventKey(source: "engine/test", id: "e1")) == nil)
        #expect(try LedgerIngest.ingest([try Sample.event("e1")], into: store).appended == 1)
        #expect(try LedgerVerifier.verify(store).fault == nil)
    }

    @Test("appends in a group are kept together or not at all")
    func group() throws {
        let store = try file.open()
        let events = try (0..<6).map { try Sample.event("e\($0)") }
        try store.atomically { () throws(LedgerIngest.Refusal) in
            for event in events.prefix(3) { _ = try LedgerIngest.ingest([event], into: store) }
        }
        let head = store.headDigest
        #expect(throws: LedgerGroupError<LedgerIngest.Refusal>.self) {
            try store.atomically { () throws(LedgerIngest.Refusal) in
                _ = try LedgerIngest.ingest(Array(events.suffix(3)), into: store)
                do { _ = try LedgerIngest.ingest([try Sample.event("e1", fee: 9)], into: store) } catch let error as LedgerIngest.Refusal {
                    throw error
                } catch {}
            }
        }
        // Even where the caller overlooks the failed append.
        #expect(throws: LedgerGroupError<Stop>.self) {
            try store.atomically { () throws(Stop) in
                try? store.append([EntryDraft(events[4])])
                try? store.append([EntryDraft(events[0])])
            }
        }
        #expect(store.count == 3 && store.headDigest == head)
        let reopened = try file.open(.readOnly)
        #expect(try reopened.count == 3 && LedgerVerifier.verify(reopened).fault == nil)
        #expect(try LedgerIngest.ingest(events, into: store).appended == 3)
    }

    @Test("a truncated file is refused or its first missing entry named, never read as whole", arguments: [0.2, 0.5, 0.8, 0.99])
    func truncated(share: Double) throws {
        do { _ = try LedgerIngest.ingest(try (0..<2000).map { try Sample.event("e\($0)") }, into: try file.open()) }
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file.path))
        let size = try handle.seekToEnd()
        try handle.truncate(atOffset: UInt64(Double(size) * share))
        try handle.close()
        do {
            let report = try LedgerVerifier.verify(try file.open(.readOnly))
            #expect(report.fault != nil, "\(report.verified) entries verified")
        } catch let error as LedgerError {
            #expect(["ledger/corrupt", "ledger/not-a-ledger"].contains(error.code))
        }
    }

    @Test("every random bit flip anywhere in the file is found or refused", arguments: [1, 2, 3] as [UInt64])
    func bitFlips(seed: UInt64) throws {
        var random = SystemSeed(state: seed)
        do {
            let store = try file.open()
            for start in stride(from: 0, to: 60, by: 6) {
                _ = try LedgerIngest.ingest(try (start..<start + 6).map { try Sample.event("e\($0)") }, into: store)
            }
        }
        let sound = try Data(contentsOf: URL(fileURLWithPath: file.path))
        for _ in 0..<60 {
            var data = sound
            let bit = Int(random.next() % UInt64(data.count * 8))
            data[bit / 8] ^= 1 << (bit % 8)
            try data.write(to: URL(fileURLWithPath: file.path))
            do {
                let store = try file.open(.readOnly)
                let pages = try store.pageFault()
                #expect(pages != nil, "seed \(seed), bit \(bit)")
            } catch is LedgerError {}
        }
    }
}

/// SplitMix64: the same seed, the same flips.
struct SystemSeed {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
