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
}

/// One entry of the append-only journal, chained to the one before.
public struct LedgerEntry: Hashable, Sendable {
    public let position: LedgerPosition
    public let kind: EntryKind
    /// Ledger time: the latest event time at or before this entry. Never goes back, and owes nothing to a wall clock.
    public let time: Timestamp
    /// Canonical JSON.
    public let body: [UInt8]
    /// The digest of the entry before; zero for the first.
    public let previous: Digest
    /// What this entry is committed by: see `LedgerEntry.digest(position:kind:time:body:previous:)`.
    public let digest: Digest

    /// Chains a new entry; its digest covers every other field.
    public init(position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest) {
        self.init(
            stored: position, kind: kind, time: time, body: body, previous: previous,
            digest: Self.digest(position: position, kind: kind, time: time, body: body, previous: previous))
    }

    /// As read back from a store: the digest is what was stored, to be checked by `verify`.
    public init(stored position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest, digest: Digest) {
        self.position = position
        self.kind = kind
        self.time = time
        self.body = body
        self.previous = previous
        self.digest = digest
    }

    /// SHA-256 over the canonical form: version 1 | kind u8 | position u64 BE | microseconds i64 BE | previous 32 B | length u64 BE | body.
    public static func digest(position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest) -> Digest {
        var form: [UInt8] = []
        form.reserveCapacity(LedgerEntryForm.headerBytes + body.count)
        LedgerEntryForm.appendForm(position: position, kind: kind, time: time, body: body, previous: previous, to: &form)
        return Digest.sha256(form)
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
