import Contributions
import Ledger
import Testing

@testable import LedgerStorage

/// What an insider with the file and an SQLite shell can do, and what `verify` says about it.
@Suite("Tampering with the file")
struct TamperTests {
    let file: TemporaryLedger

    /// Three segments: events 0…9; events 10…14; a rule set, a verdict and a posting 15…17.
    init() throws {
        file = try TemporaryLedger()
        let store = try file.open()
        _ = try LedgerIngest.ingest(try (0..<10).map { try Sample.event("e\($0)", second: Int64($0)) }, into: store)
        _ = try LedgerIngest.ingest(try (10..<15).map { try Sample.event("e\($0)", second: Int64($0)) }, into: store)
        let time = Timestamp(seconds: 1_772_000_100)
        let posting = try Posting(
            reason: "fees", transfers: [try Transfer(debit: .fees, credit: .pool, amount: MicroCredits(123_456), code: "fee", cause: 3)])
        try store.append([
            EntryDraft(kind: .ruleSet, time: time, body: Array("{\"digest\":\"\(Digest.zero)\"}".utf8)),
            EntryDraft(kind: .verdict, time: time, body: Array("{\"position\":0}".utf8)),
            posting.draft(at: time),
        ])
    }

    /// Changes the file behind the ledger's back, its triggers dropped first.
    func tamper(_ sql: String) throws {
        let connection = try SQLiteConnection(path: file.path, access: .readWrite)
        for trigger in [
            "segment_is_never_updated", "segment_is_never_deleted", "segment_follows_the_head", "head_is_never_deleted", "head_only_rises",
        ] {
            try connection.execute("DROP TRIGGER \(trigger)")
        }
        try connection.execute(sql)
    }

    /// Rewrites the stored bytes of the segment that starts at `first`.
    func tamper(_ first: Int, _ change: (inout [UInt8]) -> Void) throws {
        let connection = try SQLiteConnection(path: file.path, access: .readWrite)
        try connection.execute("DROP TRIGGER segment_is_never_updated")
        let select = try connection.prepare("SELECT entries FROM segment WHERE first_position = ?1")
        select.bind(1, first)
        #expect(try select.step())
        var bytes = Array(select.blob(0))
        select.reset()
        change(&bytes)
        let update = try connection.prepare("UPDATE segment SET entries = ?2 WHERE first_position = ?1")
        update.bind(1, first)
        try bytes.withUnsafeBytes { lent in
            try update.bind(2, lending: lent)
            try update.run()
        }
    }

    func expect(_ kind: LedgerFault.Kind, at position: Int, _ location: SourceLocation = #_sourceLocation) throws {
        let store = try file.open(.readOnly)
        let report = try LedgerVerifier.verify(store)
        let fault = report.fault
        #expect(try LedgerVerifier.verify(store, threadCount: 3) == report, "several threads", sourceLocation: location)
        #expect(fault?.kind == kind && fault?.position == position, "found \(String(describing: fault))", sourceLocation: location)
    }

    static func replace(_ old: String, with new: String, in bytes: inout [UInt8]) {
        let pattern = Array(old.utf8)
        for start in 0...bytes.count - pattern.count where Array(bytes[start..<start + pattern.count]) == pattern {
            bytes.replaceSubrange(start..<start + pattern.count, with: Array(new.utf8))
            return
        }
        Issue.record("\(old) is not in the segment")
    }

    @Test("the untouched file is sound")
    func sound() throws {
        let report = try LedgerVerifier.verify(try file.open(.readOnly))
        #expect(report.fault == nil && report.verified == 18)
        #expect(report.accounts.balance(.pool) == MicroCredits(123_456))
    }

    @Test("rows cannot be changed or deleted through SQL while the triggers stand")
    func triggers() throws {
        let connection = try SQLiteConnection(path: file.path, access: .readWrite)
        for sql in [
            "UPDATE segment SET entries = x'00'", "DELETE FROM segment WHERE first_position = 15", "DELETE FROM head",
            "UPDATE head SET entry_count = 3",
            "INSERT INTO segment VALUES(5, 1, x'', x'00')", "INSERT INTO head VALUES(2, 0, zeroblob(32), NULL)",
        ] {
            #expect(throws: LedgerError.self, "\(sql)") { try connection.execute(sql) }
        }
        #expect(try LedgerVerifier.verify(try file.open(.readOnly)).fault == nil)
    }

    @Test("an edited fee and an edited amount are named")
    func edits() throws {
        try tamper(10) { Self.replace("\"fee\":100,", with: "\"fee\":900,", in: &$0) }
        try expect(.contentEdited, at: 10)
    }

    @Test("an edited amount of a posting is named")
    func amount() throws {
        try tamper(15) { Self.replace("123456", with: "923456", in: &$0) }
        try expect(.contentEdited, at: 17)
    }

    @Test("an edit that changes a length is named at its entry")
    func longer() throws {
        try tamper(0) { Self.replace("\"id\":\"e4\"", with: "\"id\":\"e4444\"", in: &$0) }
        let fault = try LedgerVerifier.verify(try file.open(.readOnly)).fault
        #expect(fault?.position == 4)
    }

    @Test("a deleted row is named by its first entry, wherever it stood", arguments: [(0, 0), (10, 10), (15, 15)])
    func deletedRow(first: Int, position: Int) throws {
        try tamper("DELETE FROM segment WHERE first_position = \(first)")
        try expect(.removed, at: position)
    }

    @Test("a deleted last row with the head set back is a sound, shorter ledger: only a checkpoint can show it")
    func rolledBack() throws {
        let head = try file.open(.readOnly).entries()[14]
        let digest = head.digest.hex
        let root = try MerkleTreeOracle.root(file.open(.readOnly).entries().prefix(15).map(\.digest)).hex
        try tamper(
            "DELETE FROM segment WHERE first_position = 15; UPDATE head SET entry_count = 15, digest = x'\(digest)', time_microseconds = \(head.time.microseconds), root = x'\(root)'"
        )
        let report = try LedgerVerifier.verify(try file.open(.readOnly), depth: .chain)
        #expect(report.fault == nil && report.verified == 15)
        // That the triggers are gone does show.
        #expect(try LedgerVerifier.verify(try file.open(.readOnly)).fault?.kind == .derivedState)
    }

    @Test("an entry cut out of a row is named")
    func deletedEntry() throws {
        try tamper(0) { bytes in
            let segment = LoadedSegment(first: 0, bytes: bytes)
            bytes.removeSubrange(segment.offsets[6]..<segment.offsets[7])
        }
        try expect(.removed, at: 6)
    }

    @Test("two swapped rows are reordered")
    func swappedRows() throws {
        try tamper(
            "UPDATE segment SET first_position = 99 WHERE first_position = 0; UPDATE segment SET first_position = 0 WHERE first_position = 10; UPDATE segment SET first_position = 10 WHERE first_position = 99"
        )
        try expect(.reordered, at: 0)
    }

    @Test("two swapped entries of one row are reordered")
    func swappedEntries() throws {
        try tamper(0) { bytes in
            let segment = LoadedSegment(first: 0, bytes: bytes)
            var records = (0..<10).map { Array(bytes[segment.offsets[$0]..<segment.offsets[$0 + 1]]) }
            records.swapAt(2, 7)
            bytes = Array(records.joined())
        }
        try expect(.reordered, at: 2)
    }

    @Test("an inserted row is named")
    func insertedRow() throws {
        try tamper("INSERT INTO segment SELECT 18, 3, event_keys, entries FROM segment WHERE first_position = 15")
        try expect(.inserted, at: 15)
    }

    @Test("event keys that are not the entries' own are found: they would let a repeat pass for a new event")
    func eventKeys() throws {
        try tamper("UPDATE segment SET event_keys = zeroblob(80) WHERE first_position = 0")
        try expect(.derivedState, at: 0)
    }

    @Test("a changed entry count or row key is found")
    func counts() throws {
        try tamper("UPDATE segment SET entry_count = 4 WHERE first_position = 10")
        try expect(.derivedState, at: 10)
    }

    @Test("a head that names another digest or another count is found")
    func head() throws {
        try tamper("UPDATE head SET digest = zeroblob(32)")
        try expect(.replaced, at: 17)
        #expect(throws: LedgerError.self) { try file.open(.readWrite) }
    }

    @Test("every flipped bit of a stored segment is found at its entry")
    func flippedBits() throws {
        let store = try file.open(.readOnly)
        let connection = store.connection
        let select = try connection.prepare("SELECT entries FROM segment WHERE first_position = 15")
        #expect(try select.step())
        let bytes = Array(select.blob(0))
        let segment = LoadedSegment(first: 15, bytes: bytes)
        let before = try store.entries().prefix(15)
        // The bits are flipped in what a store would lend, so that all of them can be tried without a rewrite of the file for each.
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            let entry = (segment.offsets.lastIndex { $0 <= bit / 8 } ?? 0) + 15
            let lent = LentSegments(before: Array(before), segment: changed, like: store)
            let report = try LedgerVerifier.verify(lent, depth: .chain)
            let fault = report.fault
            #expect(try LedgerVerifier.verify(lent, depth: .chain, threadCount: 2) == report)
            #expect(fault?.position == entry, "bit \(bit): \(String(describing: fault))")
        }
    }
}

/// A store that lends entries and then one segment's bytes, cut as the SQLite store cuts them.
private final class LentSegments: LedgerStore {
    let before: [LedgerEntry]
    let segment: [UInt8]
    let count: Int
    let headDigest: Digest
    let headTime: Timestamp?

    init(before: [LedgerEntry], segment: [UInt8], like store: SQLiteLedgerStore) {
        self.before = before
        self.segment = segment
        count = store.count
        headDigest = store.headDigest
        headTime = store.headTime
    }

    let root = MerkleHash.emptyRoot

    func tile(level: Int, index: Int) throws(LedgerError) -> [Digest] { [] }
    func append(_ erasure: EntryDraft, erasingTextOf position: LedgerPosition) throws(LedgerError) {}

    func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool) throws(LedgerError) {
        for entry in before {
            var record: [UInt8] = []
            _ = LedgerEntryForm.appendRecord(
                position: entry.position, kind: entry.kind, time: entry.time, body: entry.body, previous: entry.previous, to: &record)
            guard record.withUnsafeBytes({ visitor(entry.position, $0, nil) }) else { return }
        }
        var index = before.count
        segment.withUnsafeBytes { bytes in
            _ = SQLiteLedgerStore.visitSegment(bytes, from: 0, index: &index, { _ in nil }, visitor)
        }
    }

    func append(_ drafts: [EntryDraft]) throws(LedgerError) {}
    func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)? { nil }
    func checkDerivedState() throws(LedgerError) {}
    func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>) {}
}

/// The tree by its definition (RFC 6962, section 2.1), with nothing kept.
enum MerkleTreeOracle {
    static func root(_ leaves: [Digest]) -> Digest {
        guard leaves.count > 1 else { return leaves.first ?? MerkleHash.emptyRoot }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        return MerkleHash.node(root(Array(leaves[..<split])), root(Array(leaves[split...])))
    }
}
