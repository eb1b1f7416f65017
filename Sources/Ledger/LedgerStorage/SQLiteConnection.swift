internal import CSQLite
internal import Ledger

/// One open SQLite database. Owned by one store and used from one thread at a time (NOMUTEX).
final class SQLiteConnection {
    let path: String
    private(set) var handle: OpaquePointer?
    /// The VFS under the one that checks pages; nil for the system's.
    private let vfs: String?

    enum Access {
        case readOnly
        /// Reads a file that nobody writes to, without locks and without the files beside it.
        case immutable
        case readWrite
        case create
    }

    init(path: String, access: Access, vfs: String? = nil) throws(LedgerError) {
        self.path = path
        self.vfs = vfs
        let pages = try LedgerPages.vfs(over: vfs)
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        switch access {
        case .readOnly: flags |= SQLITE_OPEN_READONLY
        case .immutable: flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
        case .readWrite: flags |= SQLITE_OPEN_READWRITE
        case .create: flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        let code = sqlite3_open_v2(access == .immutable ? Self.immutableURI(path) : path, &handle, flags, pages)
        guard code == SQLITE_OK else {
            let error = failure(code)
            close()
            throw error
        }
        _ = assay_sqlite_set_defensive(handle)
        // No ATTACH: this connection reads and writes one file.
        _ = sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
    }

    deinit { close() }

    func close() {
        guard let handle else { return }
        self.handle = nil
        _ = sqlite3_close_v2(handle)
    }

    func execute(_ sql: String) throws(LedgerError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code) }
    }

    func prepare(_ sql: String) throws(LedgerError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        return SQLiteStatement(statement, connection: self)
    }

    /// The first column of the first row; nil where there is no row.
    func integer(_ sql: String) throws(LedgerError) -> Int64? {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// Copies what this connection sees to a file that does not exist yet (SQLite's online backup).
    func backUp(to target: String) throws(LedgerError) {
        let copy = try SQLiteConnection(path: target, access: .create, vfs: vfs)
        defer { copy.close() }
        try copy.reservePageChecksums()
        guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
            throw copy.failure(sqlite3_extended_errcode(copy.handle))
        }
        let code = sqlite3_backup_step(backup, -1)
        let finished = sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, finished == SQLITE_OK else { throw copy.failure(code == SQLITE_DONE ? finished : code) }
        // The copy stands alone: no log beside it until somebody writes to it.
        try copy.execute("PRAGMA journal_mode=DELETE")
    }

    /// False while a transaction is open.
    var isAutocommit: Bool { handle.map { sqlite3_get_autocommit($0) != 0 } ?? true }

    /// Ends a transaction after an error. SQLite may have ended it by itself already.
    func rollBack() {
        guard !isAutocommit else { return }
        _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// What a result code means for the ledger in this file.
    func failure(_ code: Int32) -> LedgerError {
        let text = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
        if code == SQLITE_IOERR | 32 << 8 {
            return LedgerError(
                .corrupt, cause: "\(path) is damaged: page \(damagedPage ?? 0) does not have the checksum that it was written with",
                hint: "run `assay ledger verify`; keep the file, and restore from a backup")
        }
        switch code & 0xFF {
        case SQLITE_NOTADB:
            return LedgerError(
                .notALedger, cause: "\(path) is not a ledger: it is not an SQLite database",
                hint: "name the ledger's file, or a path that does not exist yet")
        case SQLITE_CORRUPT:
            return LedgerError(
                .corrupt, cause: "\(path) is damaged: \(text)", hint: "keep the file, and restore from a backup or ingest the events again")
        case SQLITE_FULL:
            return LedgerError(
                .diskFull, cause: "no space is left for \(path)", hint: "free some space and repeat; nothing of this batch was written")
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return LedgerError(.readOnly, cause: "\(path) cannot be written: \(text)", hint: "check the permissions of the file and of its directory")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return LedgerError(.locked, cause: "another process holds \(path)", hint: "wait for it to end, or end it")
        case SQLITE_CANTOPEN:
            return LedgerPlace.problem(path)
                ?? LedgerError(.inputOutput, cause: "\(path) cannot be opened", hint: "check that the directory exists and may be read and written")
        default:
            return LedgerPlace.problem(path)
                ?? LedgerError(
                    .inputOutput, cause: "\(path): \(text) (SQLite code \(code))", hint: "look at the disk; the ledger is as it was before this batch"
                )
        }
    }

    /// `file:` URI with everything escaped that is not plain in a path.
    private static func immutableURI(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out = Array("file:".utf8)
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                out.append(byte)
            default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self) + "?immutable=1"
    }
}
