public import Contributions
public import Ledger

/// A segment held in memory, cut into its records.
struct LoadedSegment {
    let first: LedgerPosition
    let bytes: [UInt8]
    /// Where each record starts, and one past the last whole one.
    let offsets: [Int]

    var recordCount: Int { offsets.count - 1 }

    init(first: LedgerPosition, bytes: [UInt8]) {
        self.first = first
        self.bytes = bytes
        var offsets = [0]
        bytes.withUnsafeBytes { all in
            while let length = LedgerEntryForm.recordLength(at: UnsafeRawBufferPointer(rebasing: all[offsets[offsets.count - 1]...])) {
                offsets.append(offsets[offsets.count - 1] + length)
            }
        }
        self.offsets = offsets
    }

    /// Nil where the segment does not reach.
    func record(at position: LedgerPosition) -> ArraySlice<UInt8>? {
        let index = position - first
        guard index >= 0, index < recordCount else { return nil }
        return bytes[offsets[index]..<offsets[index + 1]]
    }
}

extension SQLiteLedgerStore {
    public func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool)
        throws(LedgerError)
    {
        var texts = try TextCursor(connection, from: position)
        let statement = try connection.prepare(
            """
            SELECT first_position, entries FROM segment
            WHERE first_position >= coalesce((SELECT max(first_position) FROM segment WHERE first_position <= ?1), 0)
            ORDER BY first_position
            """)
        statement.bind(1, position)
        // From the start positions are counted, not read: what rows say about themselves is for the verifier to check.
        var next: LedgerPosition?
        while try statement.step() {
            var index = next ?? (position <= 0 ? 0 : Int(statement.integer(0)))
            let goesOn = try Self.visitSegment(
                statement.blob(1), from: position, index: &index, { (position) throws(LedgerError) in try texts.text(at: position) }, visitor)
            guard goesOn else { return }
            next = index
        }
    }

    /// Lends each record; where no whole record stands, the rest of the segment is lent as one that cannot be read.
    static func visitSegment<Failure: Error>(
        _ bytes: UnsafeRawBufferPointer, from position: LedgerPosition, index: inout LedgerPosition,
        _ text: (LedgerPosition) throws(Failure) -> StoredText?, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool
    ) throws(Failure) -> Bool {
        var rest = bytes
        repeat {
            let length = LedgerEntryForm.recordLength(at: rest) ?? rest.count
            if index >= position {
                guard visitor(index, UnsafeRawBufferPointer(rebasing: rest[..<length]), try text(index)) else { return false }
            }
            index += 1
            rest = UnsafeRawBufferPointer(rebasing: rest[length...])
        } while !rest.isEmpty
        return true
    }

    public func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)? {
        let hash = EventKeyTable.hash(key)
        let position: LedgerPosition?
        if keys == nil, keyScans < Self.maximumKeyScans {
            keyScans += 1
            position = try scanKeys(for: hash) { (position) throws(LedgerError) in try recordedKey(at: position) == key }
        } else {
            try loadKeys()
            position = try keys?.first(hash) { (position) throws(LedgerError) in try recordedKey(at: position) == key }
        }
        guard let position else { return nil }
        return (position, Digest.sha256(try wholeBody(at: position)))
    }

    /// Searches for one event that are answered by reading the hashes through; for more a table is worth its making.
    static let maximumKeyScans = 2

    /// The first event with this hash that is accepted. O(entries), eight bytes of each.
    private func scanKeys(for hash: UInt64, where accept: (LedgerPosition) throws(LedgerError) -> Bool) throws(LedgerError) -> LedgerPosition? {
        let statement = try connection.prepare("SELECT first_position, event_keys FROM segment ORDER BY first_position")
        let wanted = hash.bigEndian
        while try statement.step() {
            let first = Int(statement.integer(0))
            let column = statement.blob(1)
            for index in 0..<column.count / 8 where column.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) == wanted {
                if try accept(first + index) { return first + index }
            }
        }
        return nil
    }

    /// The stored bytes of one entry.
    func record(at position: LedgerPosition) throws(LedgerError) -> ArraySlice<UInt8> {
        if let record = recentSegment?.record(at: position) { return record }
        let statement = try connection.prepare(
            "SELECT first_position, entries FROM segment WHERE first_position <= ?1 ORDER BY first_position DESC LIMIT 1")
        statement.bind(1, position)
        guard try statement.step() else { throw unreadable(position) }
        let segment = LoadedSegment(first: Int(statement.integer(0)), bytes: Array(statement.blob(1)))
        recentSegment = segment
        guard let record = segment.record(at: position) else { throw unreadable(position) }
        return record
    }

    /// The body of one entry with its text, where that has not been erased.
    func wholeBody(at position: LedgerPosition) throws(LedgerError) -> [UInt8] {
        let record = try record(at: position)
        var texts = try TextCursor(connection, from: position)
        let text = try texts.text(at: position)
        guard let body = record.withUnsafeBytes({ LedgerRecord($0)?.wholeBody(text) }) else { throw unreadable(position) }
        return body
    }

    func recordedKey(at position: LedgerPosition) throws(LedgerError) -> EventKey? {
        try record(at: position).withUnsafeBytes { LedgerRecord($0).flatMap { LedgerEntry.eventKey(ofBody: $0.body) } }
    }

    /// Builds the table of event keys from the hashes beside the entries.
    func loadKeys() throws(LedgerError) {
        guard keys == nil else { return }
        var table = EventKeyTable(capacity: count)
        let statement = try connection.prepare("SELECT first_position, event_keys FROM segment ORDER BY first_position")
        while try statement.step() {
            let first = Int(statement.integer(0))
            let column = statement.blob(1)
            for index in 0..<column.count / 8 {
                let hash = UInt64(bigEndian: column.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
                if hash != EventKeyTable.noEvent { table.insert(hash, first + index) }
            }
        }
        keys = table
    }

    /// Compares row keys, entry counts and event keys with the entries that they describe. O(entries), each event's body is parsed.
    public func checkDerivedState() throws(LedgerError) {
        let statement = try connection.prepare("SELECT first_position, entry_count, event_keys, entries FROM segment ORDER BY first_position")
        var next = 0
        while try statement.step() {
            let segment = LoadedSegment(first: next, bytes: Array(statement.blob(3)))
            guard Int(statement.integer(0)) == next, Int(statement.integer(1)) == segment.recordCount else {
                throw LedgerError(.corrupt, cause: "the row of entry \(next) states a wrong place or count", position: next)
            }
            let column = Array(statement.blob(2))
            guard column == Self.keyColumn(Self.keyHashes(segment)[...]) else {
                throw LedgerError(
                    .corrupt, cause: "the event keys beside entries \(next) to \(next + segment.recordCount - 1) are not theirs",
                    hint: "a repeat could be taken for a new event; restore the ledger from a backup", position: next)
            }
            next += segment.recordCount
        }
        try checkTiles()
        try LedgerSchema.checkTables(connection)
        guard next == count else { throw LedgerError(.corrupt, cause: "the head states \(count) entries, \(next) are there", position: next) }
    }

    /// The fast form of `checkDerivedState()`, which stays beside it as its reference. O(rows and tiles); of the entries only the lengths are read.
    public func checkDerivedState(against facts: LedgerFacts) throws(LedgerError) {
        let statement = try connection.prepare("SELECT first_position, entry_count, event_keys, entries FROM segment ORDER BY first_position")
        var next = 0
        while try statement.step() {
            let entryCount = Self.recordCount(statement.blob(3))
            guard Int(statement.integer(0)) == next, Int(statement.integer(1)) == entryCount, next + entryCount <= facts.keyHashes.count else {
                throw LedgerError(.corrupt, cause: "the row of entry \(next) states a wrong place or count", position: next)
            }
            guard statement.blob(2).elementsEqual(Self.keyColumn(facts.keyHashes[next..<next + entryCount])) else {
                throw LedgerError(
                    .corrupt, cause: "the event keys beside entries \(next) to \(next + entryCount - 1) are not theirs",
                    hint: "a repeat could be taken for a new event; restore the ledger from a backup", position: next)
            }
            next += entryCount
        }
        try checkTiles(against: facts)
        try LedgerSchema.checkTables(connection)
        guard next == count else { throw LedgerError(.corrupt, cause: "the head states \(count) entries, \(next) are there", position: next) }
    }

    private static func recordCount(_ bytes: UnsafeRawBufferPointer) -> Int {
        var (count, start) = (0, 0)
        while let length = LedgerEntryForm.recordLength(at: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
            count += 1
            start += length
        }
        return count
    }

    static func keyHashes(_ segment: LoadedSegment) -> [UInt64] {
        segment.bytes.withUnsafeBytes { bytes in
            (0..<segment.recordCount).map { index in
                let record = LedgerRecord(UnsafeRawBufferPointer(rebasing: bytes[segment.offsets[index]..<segment.offsets[index + 1]]))
                guard let record, record.kind == .event else { return EventKeyTable.noEvent }
                return LedgerEntry.eventKey(ofBody: record.body).map(EventKeyTable.hash) ?? EventKeyTable.noEvent
            }
        }
    }

    private func unreadable(_ position: LedgerPosition) -> LedgerError {
        LedgerError(.corrupt, cause: "entry \(position) of \(path) cannot be read", hint: "run `assay ledger verify`", position: position)
    }
}
