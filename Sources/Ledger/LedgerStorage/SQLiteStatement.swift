internal import CSQLite
internal import Ledger

/// A prepared statement. Bound blobs and blob columns are lent, not copied.
final class SQLiteStatement {
    private let handle: OpaquePointer
    // Keeps the connection alive for as long as the statement.
    private let connection: SQLiteConnection

    init(_ handle: OpaquePointer, connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { _ = sqlite3_finalize(handle) }

    func bind(_ index: Int32, _ value: Int) { _ = sqlite3_bind_int64(handle, index, Int64(value)) }
    func bind(_ index: Int32, _ value: Int64) { _ = sqlite3_bind_int64(handle, index, value) }

    /// SQLite keeps a copy of the text.
    func bind(_ index: Int32, text: String) {
        // SAFETY: -1 is SQLITE_TRANSIENT, which tells SQLite to copy before it returns; the pointer is never called.
        _ = sqlite3_bind_text(handle, index, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }

    var columnCount: Int32 { sqlite3_column_count(handle) }

    /// Binds a copy of another statement's column.
    func bind(_ index: Int32, _ column: Int32, of other: SQLiteStatement) throws(LedgerError) {
        let code = sqlite3_bind_value(handle, index, sqlite3_column_value(other.handle, column))
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }

    func text(_ column: Int32) -> String { sqlite3_column_text(handle, column).map { String(cString: $0) } ?? "" }

    /// Lends the bytes to SQLite: they must stay where they are until the statement is reset.
    func bind(_ index: Int32, lending bytes: UnsafeRawBufferPointer) throws(LedgerError) {
        let code =
            bytes.count == 0
            ? sqlite3_bind_zeroblob(handle, index, 0)
            : sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
        guard code == SQLITE_OK else { throw connection.failure(code) }
    }

    /// True where a row is there to be read.
    func step() throws(LedgerError) -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let error = connection.failure(code)
            reset()
            throw error
        }
    }

    /// Runs a statement that gives no rows and makes it ready for the next use.
    func run() throws(LedgerError) {
        _ = try step()
        reset()
    }

    func reset() {
        _ = sqlite3_reset(handle)
        _ = sqlite3_clear_bindings(handle)
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// Valid until the next step.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}
