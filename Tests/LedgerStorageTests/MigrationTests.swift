import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Migration from the layout before")
struct MigrationTests {
    let file: TemporaryLedger
    let root: Digest

    /// A ledger of layout 2, as the version before wrote it: the same rows, no room for checksums.
    init() throws {
        file = try TemporaryLedger()
        let newer = file.path + ".newer"
        let store = try SQLiteLedgerStore(path: newer, mode: .create)
        _ = try LedgerIngest.ingest((0..<300).map { try KeepingTests.event($0) }, into: store)
        _ = try TextErasure.erase(57, reason: "asked for", in: store)
        root = store.root
        try Self.writeOld(from: store.connection, to: file.path)
    }

    static func writeOld(from new: SQLiteConnection, to path: String) throws {
        let old = try SQLiteConnection(path: path, access: .create)
        try old.execute("PRAGMA page_size=8192; PRAGMA journal_mode=WAL; BEGIN; \(LedgerSchema.tables) DELETE FROM head")
        for table in LedgerMigration.tables { try LedgerMigration.copyRows(of: table, from: new, to: old) }
        try old.execute(
            "\(LedgerSchema.triggers) \(LedgerSchema.rebuildableTriggers) PRAGMA application_id=\(LedgerSchema.applicationID); PRAGMA user_version=2; COMMIT"
        )
    }

    @Test("the old layout is refused with what to do, and stays as it is")
    func refused() throws {
        for mode in [SQLiteLedgerStore.Mode.create, .readWrite, .readOnly] {
            let found = #expect(throws: LedgerError.self) { try file.open(mode) }
            #expect(found?.code == "ledger/other-version" && found?.hint?.contains("ledger migrate") == true)
        }
    }

    @Test("a migrated ledger has the same entries, texts, tree and events, and checksums; a second run does nothing")
    func migrated() throws {
        #expect(try LedgerMigration.migrate(path: file.path) == .migrated(from: 2, entries: 301))
        #expect(try LedgerMigration.migrate(path: file.path) == .nothingToDo)
        let store = try file.open(.readWrite)
        #expect(try store.root == root && store.pageFault() == nil && LedgerVerifier.verify(store).fault == nil)
        #expect(try store.entry(at: 57)?.isErased == true)
        #expect(try LedgerIngest.ingest([KeepingTests.event(3), KeepingTests.event(900)], into: store).appended == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.directory).contains { $0.contains("migrating") } == false)
    }

    @Test("what a killed migration left is removed by the next; a damaged ledger is not migrated and stays")
    func leftovers() throws {
        try Data("half a copy".utf8).write(to: URL(fileURLWithPath: file.path + ".migrating"))
        try Data("a log".utf8).write(to: URL(fileURLWithPath: file.path + ".migrating-wal"))
        try SQLiteConnection(path: file.path, access: .readWrite).execute(
            "DROP TRIGGER text_is_never_updated; UPDATE text SET bytes = x'6f74686572' WHERE position = 107; CREATE TRIGGER text_is_never_updated BEFORE UPDATE ON text BEGIN SELECT RAISE(ABORT, 'a text may only be erased'); END"
        )
        let found = #expect(throws: LedgerError.self) { try LedgerMigration.migrate(path: file.path) }
        #expect(found?.code == "ledger/corrupt" && found?.position == 107)
        #expect(#expect(throws: LedgerError.self) { try file.open(.readOnly) }?.code == "ledger/other-version")
    }

    @Test("a log that an earlier run could not remove is removed by the next")
    func logLeftBehind() throws {
        let log = URL(fileURLWithPath: file.path + "-wal")
        let kept: Data = try {
            let connection = try SQLiteConnection(path: file.path, access: .readWrite)
            defer { connection.close() }
            try connection.execute("PRAGMA journal_mode=WAL; PRAGMA user_version=2")
            return try Data(contentsOf: log)
        }()
        try SQLiteConnection(path: file.path, access: .readWrite).execute("PRAGMA journal_mode=DELETE")
        try kept.write(to: log)
        #expect(try !kept.isEmpty && LedgerMigration.migrate(path: file.path) == .migrated(from: 2, entries: 301))
        let store = try file.open(.readOnly)
        #expect(try store.root == root && store.pageFault() == nil && LedgerVerifier.verify(store).fault == nil)
    }

    @Test("a ledger that somebody reads is not migrated: its log could not be ended")
    func inUse() throws {
        let reader = try SQLiteConnection(path: file.path, access: .readOnly)
        try reader.execute("PRAGMA busy_timeout=1; BEGIN; SELECT count(*) FROM head")
        #expect(
            #expect(throws: LedgerError.self) { try LedgerMigration.migrate(path: file.path, lockTimeoutMilliseconds: 10) }?.code == "ledger/locked")
        withExtendedLifetime(reader) {}
    }
}
