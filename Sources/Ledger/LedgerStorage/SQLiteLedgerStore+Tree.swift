public import Contributions
public import Ledger

extension SQLiteLedgerStore {
    /// Where a full tile stands: its level in the high bits, its place in that level below.
    static func tileID(level: Int, index: Int) -> Int { level << 48 | index }

    public func tile(level: Int, index: Int) throws(LedgerError) -> [Digest] {
        let inLevel = count >> (8 * level)
        guard index >= 0, level >= 0, index <= inLevel / TileBuilder.width else { return [] }
        if index == inLevel / TileBuilder.width {
            let partial = try loadTree().partial
            return level < partial.count ? partial[level] : []
        }
        return try fullTile(level: level, index: index)
    }

    private func fullTile(level: Int, index: Int) throws(LedgerError) -> [Digest] {
        let statement = try connection.prepare("SELECT hashes FROM tile WHERE id = ?1")
        statement.bind(1, Self.tileID(level: level, index: index))
        guard try statement.step() else {
            throw LedgerError(.corrupt, cause: "tile \(index) of level \(level) is missing from \(path)", hint: "run `assay ledger rebuild`")
        }
        return Self.digests(statement.blob(0))
    }

    private static func digests(_ bytes: UnsafeRawBufferPointer) -> [Digest] {
        (0..<bytes.count / Digest.byteCount).map {
            Digest(copying: UnsafeRawBufferPointer(rebasing: bytes[$0 * Digest.byteCount..<($0 + 1) * Digest.byteCount]))
        }
    }

    /// The unfilled tiles, read back from entries and full tiles. O(256 log n).
    func loadTree() throws(LedgerError) -> TileBuilder {
        if let builder { return builder }
        var partial: [[Digest]] = []
        for level in 0..<TileBuilder.levelCount(count) {
            let width = TileBuilder.partialWidth(level: level, count: count)
            partial.append(level == 0 ? try lastDigests(width) : try lastRoots(width, level: level))
        }
        let loaded = TileBuilder(count: count, partial: partial)
        builder = loaded
        return loaded
    }

    private func lastDigests(_ width: Int) throws(LedgerError) -> [Digest] {
        var out: [Digest] = []
        for position in count - width..<count {
            let record = try record(at: position)
            guard let digest = record.withUnsafeBytes({ LedgerRecord($0)?.digest }) else {
                throw LedgerError(
                    .corrupt, cause: "entry \(position) of \(path) cannot be read", hint: "run `assay ledger verify`", position: position)
            }
            out.append(digest)
        }
        return out
    }

    private func lastRoots(_ width: Int, level: Int) throws(LedgerError) -> [Digest] {
        let end = count >> (8 * level)
        var out: [Digest] = []
        for index in end - width..<end { out.append(TileBuilder.root(of: try fullTile(level: level - 1, index: index))) }
        return out
    }

    /// Takes in the digest of an entry that is being appended; writes the tiles that it fills.
    func addLeaf(_ digest: Digest) throws(LedgerError) {
        if builder == nil { _ = try loadTree() }
        var filled: [TileBuilder.Tile] = []
        builder?.append(digest) { filled.append($0) }
        for tile in filled { try insert(tile) }
    }

    /// The same for many at once.
    func addLeaves(_ digests: [Digest]) throws(LedgerError) {
        var tree = try loadTree()
        // The only owner changes it in place.
        builder = nil
        var filled: [TileBuilder.Tile] = []
        for digest in digests { tree.append(digest) { filled.append($0) } }
        builder = tree
        for tile in filled { try insert(tile) }
    }

    func insert(_ tile: TileBuilder.Tile) throws(LedgerError) {
        let insert = try tileStatement()
        insert.bind(1, Self.tileID(level: tile.level, index: tile.index))
        let result: Result<Void, LedgerError> = tile.hashes.withUnsafeBytes { bytes in
            do throws(LedgerError) {
                try insert.bind(2, lending: bytes)
                return .success(try insert.run())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Compares the stored tiles with the digests of the entries. O(entries).
    func checkTiles() throws(LedgerError) {
        var wanted = TileBuilder()
        var full: [Int: Digest] = [:]
        try visitRecords(from: 0) { _, bytes, _ in
            wanted.append(LedgerRecord(bytes)?.digest ?? .zero) { tile in
                full[Self.tileID(level: tile.level, index: tile.index)] = tile.hashes.withUnsafeBytes { Digest.sha256($0) }
            }
            return true
        }
        try compareTiles(full)
    }

    /// Compares the stored tiles with those that a walk through the entries has filled. O(tiles).
    func checkTiles(against facts: LedgerFacts) throws(LedgerError) {
        var full: [Int: Digest] = [:]
        full.reserveCapacity(facts.tiles.count)
        for tile in facts.tiles { full[Self.tileID(level: tile.level, index: tile.index)] = tile.digest }
        try compareTiles(full)
    }

    private func compareTiles(_ wanted: [Int: Digest]) throws(LedgerError) {
        var rest = wanted
        let statement = try connection.prepare("SELECT id, hashes FROM tile ORDER BY id")
        while try statement.step() {
            let id = Int(statement.integer(0))
            guard let digest = rest.removeValue(forKey: id), digest == Digest.sha256(statement.blob(1)) else {
                throw LedgerError(
                    .corrupt, cause: "tile \(id & 0xFFFF_FFFF_FFFF) of level \(id >> 48) of the Merkle tree is not that of the entries",
                    hint: "`assay ledger rebuild` makes the tree anew", position: count)
            }
        }
        guard rest.isEmpty else {
            throw LedgerError(
                .corrupt, cause: "\(rest.count) tiles of the Merkle tree are missing", hint: "run `assay ledger rebuild`", position: count)
        }
    }
}

/// Walks the texts kept apart in step with the entries.
struct TextCursor {
    private let statement: SQLiteStatement
    private var position: LedgerPosition?

    init(_ connection: SQLiteConnection, from first: LedgerPosition) throws(LedgerError) {
        statement = try connection.prepare("SELECT position, salt, bytes FROM text WHERE position >= ?1 ORDER BY position")
        statement.bind(1, first)
        try advance()
    }

    private mutating func advance() throws(LedgerError) { position = try statement.step() ? Int(statement.integer(0)) : nil }

    /// The text of an entry, lent until the next call; nil where there is none. Positions rise from call to call.
    mutating func text(at wanted: LedgerPosition) throws(LedgerError) -> StoredText? {
        while let found = position, found < wanted { try advance() }
        guard position == wanted else { return nil }
        let salt = statement.blob(1)
        guard salt.count == Digest.byteCount else { return nil }
        return StoredText(salt: Digest(copying: salt), bytes: statement.blob(2))
    }
}
