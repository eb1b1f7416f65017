internal import Ledger

/// The tables of a ledger file, and what tells a ledger file from any other. `docs/ledger.md` says why they look like this.
enum LedgerSchema {
    /// `ASSY`, in the header of the SQLite file.
    static let applicationID: Int64 = 0x4153_5359
    /// The layout's version, in the header of the SQLite file.
    static let version: Int64 = 3
    /// The layout without page checksums, which `LedgerMigration` reads.
    static let uncheckedVersion: Int64 = 2
    /// Bytes of a page; fixed when the file is made.
    static let pageBytes = 8192
    /// Pages of write-ahead log after which SQLite copies them into the main file: 64 MiB.
    static let checkpointPages = 8192
    /// How long a statement waits for SQLite's own locks, which only readers and checkpoints hold here.
    static let busyTimeoutMilliseconds = 10_000

    static let tables = """
        CREATE TABLE segment(
            first_position INTEGER PRIMARY KEY CHECK(first_position >= 0),
            entry_count INTEGER NOT NULL CHECK(entry_count > 0),
            event_keys BLOB NOT NULL,
            entries BLOB NOT NULL
        ) STRICT;
        CREATE TABLE head(
            id INTEGER PRIMARY KEY CHECK(id = 1),
            entry_count INTEGER NOT NULL CHECK(entry_count >= 0),
            digest BLOB NOT NULL CHECK(length(digest) = 32),
            time_microseconds INTEGER,
            root BLOB NOT NULL CHECK(length(root) = 32)
        ) STRICT;
        INSERT INTO head VALUES(1, 0, zeroblob(32), NULL, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
        CREATE TABLE text(
            position INTEGER PRIMARY KEY CHECK(position >= 0),
            salt BLOB NOT NULL CHECK(length(salt) = 32),
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE tile(
            id INTEGER PRIMARY KEY CHECK(id >= 0),
            hashes BLOB NOT NULL CHECK(length(hashes) = 8192)
        ) STRICT;
        CREATE TABLE identity(
            id INTEGER PRIMARY KEY CHECK(id = 1),
            origin TEXT NOT NULL,
            verifier_key TEXT
        ) STRICT;
        CREATE TABLE checkpoint(
            size INTEGER PRIMARY KEY CHECK(size >= 0),
            note TEXT NOT NULL
        ) STRICT;
        """

    /// What refuses mistakes. A migration puts them in after the rows.
    static let triggers = """
        CREATE TRIGGER text_is_never_updated BEFORE UPDATE ON text BEGIN SELECT RAISE(ABORT, 'a text may only be erased'); END;
        CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'a checkpoint stays'); END;
        CREATE TRIGGER segment_is_never_deleted BEFORE DELETE ON segment BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER segment_follows_the_head BEFORE INSERT ON segment
            WHEN NEW.first_position <> (SELECT entry_count FROM head)
            BEGIN SELECT RAISE(ABORT, 'a segment starts where the ledger ends'); END;
        CREATE TRIGGER head_is_never_deleted BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        """

    /// Triggers that a rebuild of derived columns has to take off for its transaction.
    static let rebuildableTriggers = """
        CREATE TRIGGER segment_is_never_updated BEFORE UPDATE ON segment BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER head_only_rises BEFORE UPDATE ON head
            WHEN NEW.entry_count <= OLD.entry_count OR NEW.time_microseconds < OLD.time_microseconds
            BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        """

    static var everything: String { "\(tables) \(triggers) \(rebuildableTriggers)" }

    /// Settings of a connection, not of the file.
    static func configure(_ connection: SQLiteConnection) throws(LedgerError) {
        try connection.execute(
            """
            PRAGMA busy_timeout=\(busyTimeoutMilliseconds);
            PRAGMA trusted_schema=OFF;
            PRAGMA cell_size_check=ON;
            PRAGMA foreign_keys=ON;
            PRAGMA secure_delete=ON;
            """)
    }

    /// Settings of a writer. FULL syncs the log at every commit: what was acknowledged outlives a power cut.
    static func configureWriter(_ connection: SQLiteConnection) throws(LedgerError) {
        try connection.execute(
            """
            PRAGMA synchronous=FULL;
            PRAGMA wal_autocheckpoint=\(checkpointPages);
            PRAGMA journal_size_limit=\(checkpointPages * pageBytes);
            """)
    }

    /// Makes the tables in a database that has none.
    static func create(_ connection: SQLiteConnection) throws(LedgerError) {
        try connection.reservePageChecksums()
        // The page size cannot change once the log exists.
        try connection.execute("PRAGMA page_size=\(pageBytes); PRAGMA journal_mode=WAL;")
        do throws(LedgerError) {
            try connection.execute(
                "BEGIN IMMEDIATE; \(everything) PRAGMA application_id=\(applicationID); PRAGMA user_version=\(version); COMMIT;")
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// True for a database without tables that no program has claimed: a new file, or one whose making was cut short.
    static func isBlank(_ connection: SQLiteConnection) throws(LedgerError) -> Bool {
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        let application = try connection.integer("PRAGMA application_id") ?? 0
        return tables == 0 && application == 0
    }

    /// Compares tables and triggers with those that `create` makes: without a trigger the file would take what it must refuse.
    static func checkTables(_ connection: SQLiteConnection) throws(LedgerError) {
        let fresh = try SQLiteConnection(path: ":memory:", access: .create)
        try fresh.execute(everything)
        let found = try connection.prepare(schemaQuery)
        let wanted = try fresh.prepare(schemaQuery)
        while try wanted.step() {
            guard try found.step(), found.text(0) == wanted.text(0) else {
                throw LedgerError(
                    .corrupt, cause: "a table or trigger of \(connection.path) is not as this version makes it",
                    hint: "somebody changed the file with another program; restore it from a backup")
            }
        }
        guard try !found.step() else { throw LedgerError(.corrupt, cause: "\(connection.path) has a table or trigger that is not the ledger's") }
    }

    private static let schemaQuery =
        "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"

    /// Refuses a database that is not a ledger of this version.
    static func check(_ connection: SQLiteConnection) throws(LedgerError) {
        guard try connection.integer("PRAGMA application_id") == applicationID else {
            throw LedgerError(
                .notALedger, cause: "\(connection.path) is an SQLite database, but not a ledger",
                hint: "name the ledger's file, or a path that does not exist yet")
        }
        let found = try connection.integer("PRAGMA user_version") ?? 0
        guard found == version else {
            throw LedgerError(
                .otherVersion, cause: "\(connection.path) has layout \(found); this build reads layout \(version)", hint: hint(for: found))
        }
        guard connection.hasPageChecksums, try connection.integer("PRAGMA page_size") == Int64(pageBytes) else {
            throw LedgerError(
                .corrupt, cause: "\(connection.path) is damaged: page 1 does not say that the pages have checksums",
                hint: "restore it from a backup")
        }
    }

    private static func hint(for version: Int64) -> String {
        switch version {
        case uncheckedVersion: "run `assay ledger migrate`: it copies the ledger, verifies the copy and puts it in place"
        case ...Self.version: "export it with the assay that wrote it, and ingest the export here"
        default: "use a newer assay"
        }
    }
}
