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

    public init() {}

    /// A store that holds exactly these records, believed or not.
    init(records: [[UInt8]], count: Int, headDigest: Digest, headTime: Timestamp?) {
        self.records = records
        self.count = count
        self.headDigest = headDigest
        self.headTime = headTime
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
            headDigest = LedgerEntryForm.appendRecord(
                position: count, kind: draft.kind, time: time, body: draft.body, previous: headDigest, to: &record)
            headTime = time
            records.append(record)
            count += 1
        }
        positions.merge(added) { _, new in new }
    }

    public func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer) -> Bool) throws(LedgerError) {
        guard position < records.count else { return }
        for index in max(0, position)..<records.count {
            guard records[index].withUnsafeBytes({ visitor(index, $0) }) else { return }
        }
    }

    public func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)? {
        guard let position = positions[key] else { return nil }
        return (position, records[position].withUnsafeBytes { Digest.sha256(LedgerRecord($0)?.body ?? $0) })
    }

    public func checkDerivedState() throws(LedgerError) {}

    public func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>) {
        precondition(!isInGroup, "groups of appends do not nest")
        isInGroup = true
        defer { isInGroup = false }
        let before = (records: records, positions: positions, count: count, digest: headDigest, time: headTime)
        do throws(Failure) { try work() } catch {
            (records, positions, count, headDigest, headTime) = before
            throw .work(error)
        }
    }
}

extension EntryDraft {
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
