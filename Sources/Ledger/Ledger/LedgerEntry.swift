internal import CanonicalJSON
public import Contributions

/// The place of an entry in the ledger, counted from 0.
public typealias LedgerPosition = Int

/// What an entry records. Raw values are stored and never change their meaning.
public enum EntryKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A contribution event; the body is its canonical JSON.
    case event = 1
    /// The rule set that the verdicts after this entry name.
    case ruleSet = 2
    /// A verdict on one event.
    case verdict = 3
    /// A cluster that a detector found, with its evidence.
    case finding = 4
    /// Transfers between accounts, with their cause.
    case posting = 5
    /// A screening took place; what came out follows it.
    case screening = 6
    /// A text was erased on request; the body names its entry and the reason.
    case erasure = 32
}

/// One entry of the append-only journal, chained to the one before.
public struct LedgerEntry: Hashable, Sendable {
    public let position: LedgerPosition
    public let kind: EntryKind
    /// Ledger time: the latest event time at or before this entry. Never goes back, and owes nothing to a wall clock.
    public let time: Timestamp
    /// Canonical JSON; a text that is kept apart has been put back, unless it was erased (then it reads as an empty string).
    public let body: [UInt8]
    /// The digest of the entry before; zero for the first.
    public let previous: Digest
    /// What this entry is committed by, and its leaf hash in the Merkle tree.
    public let digest: Digest
    /// Where a text was cut out of the committed body; nil where the body is committed whole.
    public let apart: TextCommitment?
    /// What the text was salted with; nil where none is kept apart, or where it was erased.
    public let salt: Digest?

    /// True where the entry once had a text that is gone.
    public var isErased: Bool { apart != nil && salt == nil }

    /// Chains a new entry; its digest covers every other field.
    package init(position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest) {
        self.init(
            stored: position, kind: kind, time: time, body: body, previous: previous,
            digest: Self.digest(position: position, kind: kind, time: time, body: body, previous: previous))
    }

    /// As read back from a store: the digest is what was stored, to be checked by `verify`.
    package init(
        stored position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest, digest: Digest,
        apart: TextCommitment? = nil, salt: Digest? = nil
    ) {
        self.position = position
        self.kind = kind
        self.time = time
        self.body = body
        self.previous = previous
        self.digest = digest
        self.apart = apart
        self.salt = salt
    }

    /// SHA-256 over 0x00 and the entry's form, for an entry whose body is committed whole.
    public static func digest(position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest) -> Digest {
        var record: [UInt8] = []
        record.reserveCapacity(LedgerEntryForm.overheadBytes + body.count)
        return LedgerEntryForm.appendRecord(position: position, kind: kind, time: time, body: body, previous: previous, to: &record)
    }

    /// The committed form: the leaf that a proof is about.
    public var form: [UInt8] {
        var committed = body
        if let apart, salt != nil, let count = textCount { committed.removeSubrange(apart.offset..<apart.offset + count) }
        var record: [UInt8] = []
        _ = LedgerEntryForm.appendRecord(
            position: position, kind: kind, time: time, body: committed, previous: previous, apart: apart, to: &record)
        return record.dropLast(Digest.byteCount)
    }

    /// Bytes of the text that was put back.
    private var textCount: Int? {
        guard let apart else { return nil }
        return body.withUnsafeBytes { JSONCursor($0).endOfString(from: apart.offset) }.map { $0 - apart.offset }
    }
}

/// A contribution event together with its place in the ledger: what detectors observe.
public struct RecordedEvent: Hashable, Sendable {
    public let position: LedgerPosition
    public let event: ContributionEvent

    public init(position: LedgerPosition, event: ContributionEvent) {
        self.position = position
        self.event = event
    }
}
