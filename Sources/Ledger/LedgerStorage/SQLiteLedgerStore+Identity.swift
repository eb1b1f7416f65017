public import Ledger
internal import CSQLite
internal import Contributions

extension SQLiteLedgerStore {
    /// Who the ledger is to the outside.
    public struct Identity: Hashable, Sendable {
        /// The name that its checkpoints carry.
        public let origin: String
        /// The key that they are signed with, once one was.
        public let verifierKey: NoteVerifierKey?
    }

    /// Nil for a ledger that has never made a checkpoint.
    public func identity() throws(LedgerError) -> Identity? {
        let statement = try connection.prepare("SELECT origin, verifier_key FROM identity WHERE id = 1")
        guard try statement.step() else { return nil }
        return Identity(origin: statement.text(0), verifierKey: statement.isNull(1) ? nil : NoteVerifierKey(statement.text(1)))
    }

    /// The checkpoints that were signed here, by rising size.
    public func checkpoints() throws(LedgerError) -> [SignedCheckpoint] {
        let statement = try connection.prepare("SELECT size, note FROM checkpoint ORDER BY size")
        var out: [SignedCheckpoint] = []
        while try statement.step() {
            let size = Int(statement.integer(0))
            let signed = try SignedCheckpoint(parsing: Array(statement.text(1).utf8), name: "the stored checkpoint of \(size) entries")
            guard signed.checkpoint.size == size else {
                throw LedgerError(.corrupt, cause: "the stored checkpoint of \(size) entries is one of \(signed.checkpoint.size)")
            }
            out.append(signed)
        }
        return out
    }

    /// Keeps a checkpoint, and with the first one who the ledger is.
    public func record(_ signed: SignedCheckpoint, by key: NoteVerifierKey) throws(LedgerError) {
        try requireWritable()
        try changing { () throws(LedgerError) in
            let identity = try connection.prepare("INSERT OR IGNORE INTO identity(id, origin, verifier_key) VALUES(1, ?1, ?2)")
            identity.bind(1, text: key.name)
            identity.bind(2, text: key.description)
            try identity.run()
            let insert = try connection.prepare("INSERT OR REPLACE INTO checkpoint(size, note) VALUES(?1, ?2)")
            insert.bind(1, signed.checkpoint.size)
            insert.bind(2, text: String(decoding: signed.note.bytes, as: UTF8.self))
            try insert.run()
        }
    }

    /// Copies the ledger as this snapshot sees it to a new file, whole and without a log beside it; writers go on meanwhile.
    public func backUp(to target: String) throws(LedgerError) {
        try connection.backUp(to: target)
    }

    /// Makes what is derived from the entries anew: tiles, root and event keys. Entries, texts and checkpoints stay as they are.
    ///
    /// The chain must run to the head: a ledger that lost entries is not made to look whole.
    public static func rebuild(path: String) throws(LedgerError) -> Int {
        let store = try SQLiteLedgerStore(path: path, mode: .readWrite, checksTail: false)
        var digest = Digest.zero
        var count = 0
        try store.visit(from: 0) { entry in
            digest = entry.digest
            count += 1
            return true
        }
        guard count == store.count, digest == store.headDigest else {
            throw LedgerError(
                .corrupt, cause: "\(path) has \(count) entries, and its head says \(store.count): there is more wrong than a rebuild mends",
                hint: "run `assay ledger verify`; restore it from a backup")
        }
        try store.changing { () throws(LedgerError) in try store.rebuildDerived() }
        return count
    }

    private func rebuildDerived() throws(LedgerError) {
        try connection.execute("DELETE FROM tile; DROP TRIGGER segment_is_never_updated; DROP TRIGGER head_only_rises")
        var tree = TileBuilder()
        let select = try connection.prepare("SELECT first_position, entries FROM segment ORDER BY first_position")
        let update = try connection.prepare("UPDATE segment SET event_keys = ?2 WHERE first_position = ?1")
        while try select.step() {
            let segment = LoadedSegment(first: Int(select.integer(0)), bytes: Array(select.blob(1)))
            var filled: [TileBuilder.Tile] = []
            for position in segment.first..<segment.first + segment.recordCount {
                let digest = segment.record(at: position)?.withUnsafeBytes { LedgerRecord($0)?.digest }
                tree.append(digest ?? .zero) { filled.append($0) }
            }
            for tile in filled { try insert(tile) }
            update.bind(1, segment.first)
            let column = Self.keyColumn(Self.keyHashes(segment)[...])
            let result: Result<Void, LedgerError> = column.withUnsafeBytes { bytes in
                do throws(LedgerError) {
                    try update.bind(2, lending: bytes)
                    return .success(try update.run())
                } catch { return .failure(error) }
            }
            try result.get()
        }
        builder = tree
        keys = nil
        try updateHead()
        try connection.execute(LedgerSchema.rebuildableTriggers)
    }
}
