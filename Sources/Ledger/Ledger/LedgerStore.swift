public import Contributions
internal import Parallelism

/// An entry to be appended; the store gives it its position and chains it.
public struct EntryDraft: Hashable, Sendable {
    public let kind: EntryKind
    public let time: Timestamp
    public let body: [UInt8]
    /// For `.event` entries: what makes ingest idempotent.
    public let eventKey: EventKey?

    /// The bytes of the body that are kept apart from the log, under a salted digest: the text of a submission.
    public var textRange: Range<Int>? { kind == .event ? body.withUnsafeBytes { Self.textRange(ofEvent: $0) } : nil }

    /// The same for an event's canonical bytes.
    public static func textRange(ofEvent body: UnsafeRawBufferPointer) -> Range<Int>? { EventNameScanner.erasableText(body) }

    /// For the house's own rooms: whoever writes entries of other kinds than events goes through what decides them.
    package init(kind: EntryKind, time: Timestamp, body: [UInt8], eventKey: EventKey? = nil) {
        self.kind = kind
        self.time = time
        self.body = body
        self.eventKey = eventKey
    }

    package init(_ body: EntryBody, at time: Timestamp) {
        self.init(kind: body.kind, time: time, body: body.bytes)
    }

    /// Several entries of one moment, written on all processors.
    package static func all(_ bodies: [EntryBody], at time: Timestamp) -> [EntryDraft] {
        ParallelMap.map(bodies.count, itemsPerTask: 64) { EntryDraft(bodies[$0], at: time) }
    }

    public init(_ event: ContributionEvent) {
        self.init(kind: .event, time: event.time, body: event.canonicalBytes, eventKey: event.key)
    }

    /// The key under which a store must know this entry; read from the body where the maker of the draft did not give it.
    public var recordedKey: EventKey? { kind == .event ? eventKey ?? LedgerEntry.eventKey(ofBody: body) : nil }
}

/// Where entries are kept. A store only appends and reads; every rule about what may be appended stands above it.
public protocol LedgerStore: AnyObject {
    /// The number of entries.
    var count: Int { get }
    /// The digest of the last entry; zero for an empty ledger.
    var headDigest: Digest { get }
    /// The time of the last entry; nil for an empty ledger.
    var headTime: Timestamp? { get }
    /// Chains and appends all drafts, durably and atomically: all of them or none. Entry times never go back: max(previous, draft).
    ///
    /// An event whose key is already recorded is refused (`ledger/duplicate-event`), as a last check behind `LedgerIngest`.
    func append(_ drafts: [EntryDraft]) throws(LedgerError)
    /// The same for events that were scanned: those of the batch with these indexes.
    func append(_ batch: ScannedBatch, _ indexes: [Int]) throws(LedgerError)
    /// The events of a part of a batch, by index and in order, of whose key hash (`EventKey.hash`) an event may be recorded. Of no other one is.
    func possiblyRecorded(_ batch: ScannedBatch, _ range: Range<Int>) throws(LedgerError) -> [Int]
    /// Lends the stored records in order from `position`, each with the position at which it was found, until the visitor returns false.
    /// Nothing about them has been checked: this is what `LedgerVerifier` reads.
    /// A text that is kept apart comes with its record; it is missing where it was erased.
    func visitRecords(from position: LedgerPosition, _ visitor: (LedgerPosition, UnsafeRawBufferPointer, StoredText?) -> Bool) throws(LedgerError)
    /// The root of the Merkle tree over the digests of all entries.
    var root: Digest { get }
    /// The hashes of a tile of that tree, 256 of them or what there is of an unfilled one.
    func tile(level: Int, index: Int) throws(LedgerError) -> [Digest]
    /// Appends the entry that says why, and destroys the text and the salt that an earlier entry keeps apart; both or nothing.
    func append(_ erasure: EntryDraft, erasingTextOf position: LedgerPosition) throws(LedgerError)
    /// The position and the content digest of the event with this key, if it was ever appended. After its text was erased the digest is
    /// that of the content with an empty text.
    func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)?
    /// Compares whatever the store derives from the entries (indexes, counters) with the entries themselves, and throws where they differ.
    func checkDerivedState() throws(LedgerError)
    /// The same against what a walk through all entries has just shown.
    func checkDerivedState(against facts: LedgerFacts) throws(LedgerError)
    /// Runs several appends as one: after an error nothing of any of them is left. Does not nest.
    func atomically<Failure: Error>(_ work: () throws(Failure) -> Void) throws(LedgerGroupError<Failure>)
}

/// Why a group of appends was undone.
public enum LedgerGroupError<Failure: Error>: Error {
    /// The caller's own work failed.
    case work(Failure)
    /// The store could not begin or commit.
    case store(LedgerError)
}

extension LedgerGroupError: Equatable where Failure: Equatable {}

extension LedgerStore {
    public func append(_ batch: ScannedBatch, _ indexes: [Int]) throws(LedgerError) {
        try append(indexes.map { EntryDraft(kind: .event, time: batch.items[$0].time, body: batch.body($0)) })
    }

    public func possiblyRecorded(_ batch: ScannedBatch, _ range: Range<Int>) throws(LedgerError) -> [Int] { Array(range) }

    public func checkDerivedState(against facts: LedgerFacts) throws(LedgerError) { try checkDerivedState() }

    /// Visits entries in order from `position` until the visitor returns false; throws at an entry that cannot be read as one.
    public func visit(from position: LedgerPosition, _ visitor: (LedgerEntry) -> Bool) throws(LedgerError) {
        try visit(nil, from: position, visitor)
    }

    /// The same for the entries of one kind; of the others only the kind is read.
    public func visit(_ kind: EntryKind?, from position: LedgerPosition, _ visitor: (LedgerEntry) -> Bool) throws(LedgerError) {
        var unreadable: LedgerPosition?
        try visitRecords(from: position) { position, bytes, text in
            if let kind, let record = LedgerRecord(bytes), record.kindByte != kind.rawValue { return true }
            guard let entry = LedgerRecord(bytes)?.entry(text), entry.position == position else {
                unreadable = position
                return false
            }
            return visitor(entry)
        }
        if let unreadable { throw Self.unreadableEntry(unreadable) }
    }

    /// Visits the contribution events in order from `position` until the visitor returns false.
    public func visitEvents(from position: LedgerPosition, _ visitor: (RecordedEvent) -> Bool) throws(LedgerError) {
        var failure: LedgerError?
        try visit(from: position) { entry in
            guard entry.kind == .event else { return true }
            do throws(LedgerError) { return visitor(RecordedEvent(position: entry.position, event: try entry.decodedEvent())) } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
    }

    /// The contribution events from `position` on, decoded.
    public func events(from position: LedgerPosition = 0) throws(LedgerError) -> [RecordedEvent] {
        var events: [RecordedEvent] = []
        try visitEvents(from: position) { event in
            events.append(event)
            return true
        }
        return events
    }

    /// The entry at a position; nil beyond the end.
    public func entry(at position: LedgerPosition) throws(LedgerError) -> LedgerEntry? {
        var found: LedgerEntry?
        try visit(from: position) { entry in
            found = entry
            return false
        }
        return found
    }

    /// The tree over all entries as they are now.
    public func tree() -> MerkleTree<LedgerTiles<Self>> { MerkleTree(LedgerTiles(store: self)) }

    /// A digest of everything that was said, in order, that does not depend on salts: the same events give the same one in every ledger. O(bytes).
    public func contentDigest() throws(LedgerError) -> Digest {
        var digest = Digest.zero
        try visit(from: 0) { entry in
            digest = Digest.sha256(parts: [digest.bytes, [entry.kind.rawValue], Digest.sha256(entry.body).bytes])
            return true
        }
        return digest
    }

    /// The entries from `position` on.
    public func entries(from position: LedgerPosition = 0) throws(LedgerError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        try visit(from: position) { entry in
            entries.append(entry)
            return true
        }
        return entries
    }

    static func unreadableEntry(_ position: LedgerPosition) -> LedgerError {
        LedgerError(
            .corrupt, cause: "entry \(position) cannot be read back", hint: "run `assay ledger verify` to see what is wrong with it",
            position: position)
    }
}

/// The tiles of a store.
public struct LedgerTiles<Store: LedgerStore>: MerkleTileSource {
    let store: Store

    public var leafCount: Int { store.count }
    public func tile(level: Int, index: Int) throws(LedgerError) -> [Digest] { try store.tile(level: level, index: index) }
}

/// Makes the salts of texts that are kept apart: SHA-256(key, position).
///
/// A store on disk takes a fresh random key for each batch and forgets it, so that once a salt is destroyed nothing can bring it back.
public struct SaltMaker: Sendable {
    private let key: Digest

    public init(key: Digest) { self.key = key }

    public func salt(for position: LedgerPosition) -> Digest {
        key.withBytes { key in withUnsafeBytes(of: UInt64(position).bigEndian) { Digest.sha256(key, $0) } }
    }
}
