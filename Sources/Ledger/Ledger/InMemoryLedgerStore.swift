public import Contributions

/// A ledger that lives as long as the process: for tests, dry runs and the simulator. It keeps the same records as the stores on disk.
public final class InMemoryLedgerStore: LedgerStore {
    /// One record for each entry, in order.
    private var records: [[UInt8]] = []
    private var positions: [EventKey: LedgerPosition] = [:]
    public private(set) var count = 0
    public private(set) var headDigest = Digest.zero
    public private(set) var headTime: Timestamp?
    private var isInGroup = false
    private var texts: [LedgerPosition: (salt: Digest, bytes: [UInt8])] = [:]
    private var tiles: [[[Digest]]] = []
    private var tree = TileBuilder()
    private let salts: SaltMaker

    /// - Parameter saltKey: what texts are salted with; always the same here unless the caller names one, so that runs can be compared.
    public init(saltKey: Digest = .zero) { salts = SaltMaker(key: saltKey) }

    /// A store that holds exactly these records, believed or not.
    init(records: [[UInt8]], count: Int, headDigest: Digest, headTime: Timestamp?) {
        self.records = records
        self.count = count
        self.headDigest = headDigest
        self.headTime = headTime
        salts = SaltMaker(key: .zero)
        for record in records { add(record.withUnsafeBytes { LedgerRecord($0)?.digest } ?? .zero) }
    }

    private func add(_ leaf: Digest) {
        tree.append(leaf) { tile in
            while tiles.count <= tile.level { tiles.append([]) }
            tiles[tile.level].append(tile.hashes)
        }
    }

    public var root: Digest { tree.frontier.root }

    public func tile(level: Int, index: Int) throws(LedgerError) -> [Digest] {
        let full = level < tiles.count ? tiles[level] : []
        if index < full.count { return full[index] }
        return index == full.count && level < tree.partial.count ? tree.partial[level] : []
    }

    public func append(_ drafts: [EntryDraft]) throws(LedgerError) {
        var added: [EventKey: LedgerPosition] = [:]
        for (offset, draft) in drafts.enumerated() {
            try draft.checkSize()
            guard let key = draft.recordedKey else { continue }
            if let earlier = positions[key] ?? added[key] { throw .duplicate(key, at: earlier) }
            added[key] = count + offset
        }
        for draft in drafts {
            var record: [UInt8] = []
            record.reserveCapacity(LedgerEntryForm.overheadBytes + draft.body.count)
            let time = max(headTime ?? draft.time, draft.time)
            let text = draft.textRange
            let salt = salts.salt(for: count)
            headDigest = draft.appendRecord(position: count, time: time, previous: headDigest, text: text, salt: salt, to: &record)
            if let text { texts[count] = (salt, Array(draft.body[text])) }
            headTime = time
            records.append(record)
            add(headDigest)
            count += 1
        }
        positions.merge(added) { _, new in new }
    }

    public func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool)
        throws(LedgerError)
    {
        guard position < records.count else { return }
        for index in max(0, position)..<records.count {
            guard visit(index, visitor) else { return }
        }
    }

    private func visit(_ index: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool) -> Bool {
        records[index].withUnsafeBytes { record in
            guard let text = texts[index] else { return visitor(index, record, nil) }
            return text.bytes.withUnsafeBytes { visitor(index, record, StoredText(salt: text.salt, bytes: $0)) }
        }
    }

    public func append(_ erasure: EntryDraft, erasingTextOf position: LedgerPosition) throws(LedgerError) {
        try append([erasure])
        texts[position] = nil
    }

    public func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)? {
        guard let position = positions[key] else { return nil }
        var body: [UInt8] = []
        _ = visit(position) { _, bytes, text in
            body = LedgerRecord(bytes)?.wholeBody(text) ?? []
            return false
        }
        return (position, Digest.sha256(body))
    }

    public func checkDerivedState() throws(LedgerError) {}

    public func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>) {
        precondition(!isInGroup, "groups of appends do not nest")
        isInGroup = true
        defer { isInGroup = false }
        let before = (
            records: records, positions: positions, count: count, digest: headDigest, time: headTime, texts: texts, tiles: tiles, tree: tree
        )
        do throws(Failure) { try work() } catch {
            (records, positions, count, headDigest, headTime, texts, tiles, tree) = before
            throw .work(error)
        }
    }
}

extension EntryDraft {
    /// Appends the record of the entry that this draft becomes; the text goes elsewhere. Returns its digest.
    public func appendRecord(
        position: LedgerPosition, time: Timestamp, previous: Digest, text: Range<Int>?, salt: Digest, to out: inout [UInt8]
    ) -> Digest {
        body.withUnsafeBytes {
            Self.appendRecord(kind, body: $0, position: position, time: time, previous: previous, text: text, salt: salt, to: &out)
        }
    }

    /// The same for a body that is lent.
    public static func appendRecord(
        _ kind: EntryKind, body bytes: UnsafeRawBufferPointer, position: LedgerPosition, time: Timestamp, previous: Digest, text: Range<Int>?,
        salt: Digest, to out: inout [UInt8]
    ) -> Digest {
        guard let text else {
            return LedgerEntryForm.appendRecord(
                position: position, kind: kind, time: time, parts: (bytes, nil), previous: previous, apart: nil, to: &out)
        }
        let digest = TextCommitment.digest(salt: salt, text: UnsafeRawBufferPointer(rebasing: bytes[text]))
        return LedgerEntryForm.appendRecord(
            position: position, kind: kind, time: time,
            parts: (UnsafeRawBufferPointer(rebasing: bytes[..<text.lowerBound]), UnsafeRawBufferPointer(rebasing: bytes[text.upperBound...])),
            previous: previous, apart: TextCommitment(offset: text.lowerBound, digest: digest), to: &out)
    }

    /// Bytes that the record of an event takes at most.
    public static func maximumRecordBytes(ofEvent body: Int) -> Int { body + LedgerEntryForm.overheadBytes + LedgerEntryForm.commitmentBytes }

    /// Writes the record of an event into room of at least `maximumRecordBytes(ofEvent:)`: the same bytes as `appendRecord`.
    public static func writeRecord(
        ofEvent body: UnsafeRawBufferPointer, position: LedgerPosition, time: Timestamp, previous: Digest, text: Range<Int>?, salt: Digest,
        to out: UnsafeMutableRawPointer
    ) -> (length: Int, digest: Digest) {
        guard let text else {
            return LedgerEntryForm.writeRecord(position: position, time: time, event: (body, nil), previous: previous, apart: nil, to: out)
        }
        let commitment = TextCommitment(
            offset: text.lowerBound, digest: TextCommitment.digest(salt: salt, text: UnsafeRawBufferPointer(rebasing: body[text])))
        return LedgerEntryForm.writeRecord(
            position: position, time: time,
            event: (UnsafeRawBufferPointer(rebasing: body[..<text.lowerBound]), UnsafeRawBufferPointer(rebasing: body[text.upperBound...])),
            previous: previous, apart: commitment, to: out)
    }

    /// Refuses a body that no store takes.
    public func checkSize() throws(LedgerError) {
        guard body.count <= LedgerEntryForm.maximumBodyBytes else {
            throw LedgerError(
                .bodyTooLarge, cause: "an entry of \(body.count) bytes is larger than the \(LedgerEntryForm.maximumBodyBytes) that a ledger takes")
        }
    }
}

extension LedgerError {
    /// The refusal of an event that is already there.
    public static func duplicate(_ key: EventKey, at position: LedgerPosition) -> LedgerError {
        LedgerError(
            .duplicateEvent, cause: "the event \(key) is already entry \(position)", hint: "ingest it through LedgerIngest, which counts repeats",
            position: position)
    }
}
