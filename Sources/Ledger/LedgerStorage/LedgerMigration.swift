internal import CSQLite
internal import Contributions
internal import Glibc
public import Ledger

/// Brings a ledger of the layout before this one into this one: a verified copy beside it, which gets its name in one step.
///
/// Killed at any moment, it leaves the old ledger as it was or the new one whole; what it left beside them the next run removes.
public enum LedgerMigration {
    /// What became of the ledger.
    public enum Outcome: Hashable, Sendable {
        case migrated(from: Int, entries: Int)
        /// It has this layout already.
        case nothingToDo
    }

    /// Tables of the old layout, in an order in which their rows can go in.
    static let tables = ["segment", "head", "text", "tile", "identity", "checkpoint"]

    /// - Throws: `ledger/locked` where somebody else has the ledger open, for reading too.
    public static func migrate(path: String, lockTimeoutMilliseconds: Int = 5000) throws(LedgerError) -> Outcome {
        try SQLiteLedgerStore.requireFile(path)
        let lock = try WriterLock(besideLedgerAt: path, timeoutMilliseconds: lockTimeoutMilliseconds)
        defer { withExtendedLifetime(lock) {} }
        let old = try SQLiteConnection(path: path, access: .readWrite)
        defer { old.close() }
        try LedgerSchema.configure(old)
        try old.execute("PRAGMA busy_timeout=\(lockTimeoutMilliseconds)")
        guard try old.integer("PRAGMA user_version") == LedgerSchema.uncheckedVersion else {
            try LedgerSchema.check(old)
            return .nothingToDo
        }
        try LedgerSchema.checkTables(old)
        try settle(old)
        let partial = path + ".migrating"
        removeDatabase(partial)
        defer { removeDatabase(partial) }
        try copy(old, to: partial)
        let entries = try verify(partial, against: old)
        try replace(path, with: partial)
        return .migrated(from: Int(LedgerSchema.uncheckedVersion), entries: entries)
    }

    /// Ends the old file's log for good: a log that stayed behind would be read into the new file.
    private static func settle(_ old: SQLiteConnection) throws(LedgerError) {
        // In this mode first: where an earlier run could not remove the log, it is read once more, and then removed.
        try old.execute("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE)")
        let mode = try old.prepare("PRAGMA journal_mode=DELETE")
        guard try mode.step(), mode.text(0) == "delete", access(old.path + "-wal", F_OK) != 0 else {
            throw LedgerError(
                .locked, cause: "somebody reads \(old.path): its log cannot be ended", hint: "wait for the others to end, then migrate again")
        }
        mode.reset()
        // Nobody changes the old file from here on; the lock beside it keeps its writers away.
        try old.execute("BEGIN")
    }

    private static func copy(_ old: SQLiteConnection, to partial: String) throws(LedgerError) {
        let new = try SQLiteConnection(path: partial, access: .create)
        defer { new.close() }
        try LedgerSchema.configure(new)
        try new.reservePageChecksums()
        try new.execute(
            "PRAGMA page_size=\(LedgerSchema.pageBytes); PRAGMA synchronous=FULL; BEGIN IMMEDIATE; \(LedgerSchema.tables) DELETE FROM head;")
        for table in tables { try copyRows(of: table, from: old, to: new) }
        try new.execute(
            """
            \(LedgerSchema.triggers) \(LedgerSchema.rebuildableTriggers)
            PRAGMA application_id=\(LedgerSchema.applicationID); PRAGMA user_version=\(LedgerSchema.version); COMMIT;
            """)
    }

    static func copyRows(of table: String, from old: SQLiteConnection, to new: SQLiteConnection) throws(LedgerError) {
        let select = try old.prepare("SELECT * FROM \(table) ORDER BY 1")
        let places = (1...select.columnCount).map { "?\($0)" }.joined(separator: ", ")
        let insert = try new.prepare("INSERT INTO \(table) VALUES(\(places))")
        while try select.step() {
            for column in 0..<select.columnCount { try insert.bind(column + 1, column, of: select) }
            try insert.run()
        }
    }

    /// The copy must be sound in itself, page by page and entry by entry, and say what the old file says.
    private static func verify(_ partial: String, against old: SQLiteConnection) throws(LedgerError) -> Int {
        let store = try SQLiteLedgerStore(path: partial, mode: .readOnly)
        let report = try LedgerVerifier.verify(store)
        if let fault = try store.pageFault() ?? report.fault {
            throw LedgerError(
                .corrupt, cause: "\(old.path) is not migrated: \(fault.cause)", hint: "run `assay ledger verify` with the assay that wrote it",
                position: fault.position)
        }
        for table in tables {
            let rows = "SELECT count(*) FROM \(table)"
            guard try store.connection.integer(rows) == old.integer(rows) else {
                throw LedgerError(.corrupt, cause: "the copy of \(old.path) lost rows of its table \(table)", hint: "keep both files")
            }
        }
        return store.count
    }

    private static func replace(_ path: String, with partial: String) throws(LedgerError) {
        guard rename(partial, path) == 0 else {
            throw LedgerError(.inputOutput, cause: "\(partial) cannot get the name \(path): \(String(cString: strerror(errno)))")
        }
        // The name is on the disk once the directory is.
        let slash = path.lastIndex(of: "/")
        let directory = open(slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        _ = fsync(directory)
        _ = Glibc.close(directory)
    }

    private static func removeDatabase(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm", ".lock"] { _ = unlink(path + suffix) }
    }
}
