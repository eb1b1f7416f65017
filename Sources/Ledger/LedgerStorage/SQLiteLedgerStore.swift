public import Contributions
public import Ledger
internal import Glibc

/// A ledger in one SQLite file, append-only: one row for each group commit, holding the very bytes that were hashed.
///
/// One process writes at a time; any number may read, each seeing the ledger as it was when it opened. Not for use from two threads at once.
public final class SQLiteLedgerStore: LedgerStore {
    /// What the file is opened for.
    public enum Mode: Hashable, Sendable {
        /// For writing; made where it does not exist.
        case create
        /// For writing; it must exist.
        case readWrite
        /// For reading a snapshot, beside a writer or on a read-only disk.
        case readOnly
    }

    public let path: String
    public let mode: Mode
    public internal(set) var count = 0
    public internal(set) var headDigest = Digest.zero
    public internal(set) var headTime: Timestamp?
    public internal(set) var root = MerkleHash.emptyRoot

    let connection: SQLiteConnection
    /// Held for as long as the store may write.
    private let lock: WriterLock?
    /// Built when it is first needed.
    var keys: EventKeyTable?
    /// Searches that did without that table.
    var keyScans = 0
    /// The segment that was last looked into.
    var recentSegment: LoadedSegment?
    /// Set by an error after which nothing more may be written: reopening reads what the disk really has.
    var failure: LedgerError?
    var isInGroup = false
    /// The error of an append inside the open group, which undoes all of it.
    var groupFailure: LedgerError?
    /// The row that is being put together; kept for its capacity.
    var segmentBuffer: [UInt8] = []
    /// Room for the row of a scanned batch; longer than what it holds.
    var segmentRoom: [UInt8] = []
    /// The tree's unfilled tiles; read from the file when they are first needed.
    var builder: TileBuilder?
    /// Where salts come from; nil for a fresh key from the system for each append.
    let saltKey: Digest?
    private var preparedInsert: SQLiteStatement?
    private var preparedHead: SQLiteStatement?
    private var preparedText: SQLiteStatement?
    private var preparedTile: SQLiteStatement?

    /// Opens a ledger, waiting up to the timeout for another writer to end.
    /// - Parameter saltKey: what texts are salted with, for tests that compare bytes; nil, as it should be elsewhere, takes fresh randomness.
    public convenience init(path: String, mode: Mode, lockTimeoutMilliseconds: Int = 5000, saltKey: Digest? = nil) throws(LedgerError) {
        try self.init(path: path, mode: mode, lockTimeoutMilliseconds: lockTimeoutMilliseconds, saltKey: saltKey, checksTail: true)
    }

    /// Opens a ledger as `init(path:mode:lockTimeoutMilliseconds:saltKey:)` does, on any disk.
    /// - Parameter vfs: what stands under the pages' checksums: a disk of the tests' own, whose files nobody else sees; nil for the system's.
    package init(path: String, mode: Mode, lockTimeoutMilliseconds: Int = 5000, saltKey: Digest? = nil, checksTail: Bool, vfs: String? = nil)
        throws(LedgerError)
    {
        self.path = path
        self.mode = mode
        self.saltKey = saltKey
        if mode != .create, vfs == nil { try Self.requireFile(path) }
        lock = mode == .readOnly || vfs != nil ? nil : try WriterLock(besideLedgerAt: path, timeoutMilliseconds: lockTimeoutMilliseconds)
        connection = mode == .readOnly ? try Self.openForReading(path, vfs) : try Self.openForWriting(path, mode, vfs)
        try readHead()
        if mode != .readOnly, checksTail { try requireWholeTail() }
    }

    private static func openForWriting(_ path: String, _ mode: Mode, _ vfs: String?) throws(LedgerError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, access: mode == .create ? .create : .readWrite, vfs: vfs)
        try LedgerSchema.configure(connection)
        if mode == .create, try LedgerSchema.isBlank(connection) { try LedgerSchema.create(connection) }
        try LedgerSchema.check(connection)
        // A restored backup has no log yet.
        try connection.execute("PRAGMA journal_mode=WAL")
        try LedgerSchema.configureWriter(connection)
        return connection
    }

    /// A reader's transaction stays open: it is the snapshot.
    private static func openForReading(_ path: String, _ vfs: String?) throws(LedgerError) -> SQLiteConnection {
        func begin(_ access: SQLiteConnection.Access) throws(LedgerError) -> SQLiteConnection {
            let connection = try SQLiteConnection(path: path, access: access, vfs: vfs)
            try LedgerSchema.configure(connection)
            try connection.execute("BEGIN")
            try LedgerSchema.check(connection)
            return connection
        }
        do throws(LedgerError) { return try begin(.readOnly) } catch {
            // Beside a log SQLite needs a file of shared memory. Where the directory takes none and there is no log, nobody writes.
            let cannotShare = error.code == LedgerError.Code.inputOutput.rawValue || error.code == LedgerError.Code.readOnly.rawValue
            guard cannotShare, access(path + "-wal", F_OK) != 0 else { throw error }
            return try begin(.immutable)
        }
    }

    static func requireFile(_ path: String) throws(LedgerError) {
        guard access(path, F_OK) == 0 else {
            throw LedgerPlace.problem(path) ?? LedgerError(.missing, cause: "there is no ledger at \(path)", hint: "`assay ingest` makes one")
        }
    }

    func insertStatement() throws(LedgerError) -> SQLiteStatement {
        if let preparedInsert { return preparedInsert }
        let statement = try connection.prepare("INSERT INTO segment(first_position, entry_count, event_keys, entries) VALUES(?1, ?2, ?3, ?4)")
        preparedInsert = statement
        return statement
    }

    func headStatement() throws(LedgerError) -> SQLiteStatement {
        if let preparedHead { return preparedHead }
        let statement = try connection.prepare("UPDATE head SET entry_count = ?1, digest = ?2, time_microseconds = ?3, root = ?4 WHERE id = 1")
        preparedHead = statement
        return statement
    }

    func textStatement() throws(LedgerError) -> SQLiteStatement {
        if let preparedText { return preparedText }
        let statement = try connection.prepare("INSERT INTO text(position, salt, bytes) VALUES(?1, ?2, ?3)")
        preparedText = statement
        return statement
    }

    func tileStatement() throws(LedgerError) -> SQLiteStatement {
        if let preparedTile { return preparedTile }
        let statement = try connection.prepare("INSERT INTO tile(id, hashes) VALUES(?1, ?2)")
        preparedTile = statement
        return statement
    }

    func readHead() throws(LedgerError) {
        let statement = try connection.prepare("SELECT entry_count, digest, time_microseconds, root FROM head WHERE id = 1")
        guard try statement.step(), let digest = Digest(bytes: Array(statement.blob(1))), let root = Digest(bytes: Array(statement.blob(3))) else {
            throw LedgerError(.corrupt, cause: "\(path) has lost the record of its head", hint: "restore it from a backup")
        }
        count = Int(statement.integer(0))
        headDigest = digest
        self.root = root
        headTime = statement.isNull(2) ? nil : Timestamp(microseconds: statement.integer(2))
    }

    /// Appending to a ledger whose end is damaged would bury the damage.
    private func requireWholeTail() throws(LedgerError) {
        let last = count == 0 ? nil : try record(at: count - 1)
        let rows = try connection.integer("SELECT coalesce(max(first_position + entry_count), 0) FROM segment") ?? 0
        let digest = last?.withUnsafeBytes { LedgerRecord($0)?.digest } ?? .zero
        guard rows == count, digest == headDigest else {
            throw LedgerError(
                .corrupt, cause: "\(path) says it has \(count) entries, but its last entry is not the one it ends with",
                hint: "run `assay ledger verify`; restore it from a backup")
        }
        guard try loadTree().frontier.root == root else {
            throw LedgerError(
                .corrupt, cause: "the Merkle tree in \(path) is not that of its entries",
                hint: "run `assay ledger verify`; where the entries are sound, `assay ledger rebuild` makes the tree anew")
        }
    }
}
