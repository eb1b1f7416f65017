public import Diagnostics

/// The first thing that is wrong with a ledger, and the entry where it is.
public struct LedgerFault: Hashable, Sendable {
    /// What was done to the ledger, as far as the rest of it can tell.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No whole record stands there: a length was changed, or bytes are missing.
        case unreadable
        /// The content no longer matches the digest that the entry after it still names.
        case contentEdited = "content-edited"
        /// The stored digest was changed; the entry after it still names the right one.
        case digestEdited = "digest-edited"
        /// Content and digest do not belong together, and nothing around tells which of them was changed.
        case mismatch
        /// The entry is sound in itself but the chain does not run through it: it was written anew, digest included.
        case replaced
        case removed
        case reordered
        case inserted
        case unknownVersion = "unknown-version"
        case unknownKind = "unknown-kind"
        case timeGoesBack = "time-goes-back"
        /// The body is not what an entry of this kind holds.
        case malformedBody = "malformed-body"
        /// The body says the right thing in other bytes than the canonical ones.
        case notCanonical = "not-canonical"
        case duplicateEvent = "duplicate-event"
        /// Transfers that do not add up, overflow or overdraw.
        case accounts
        /// A reward that names no verdict of record, or is cleared although that is not clear.
        case unfoundedReward = "unfounded-reward"
        /// Entries are sound; what the store keeps beside them is not.
        case derivedState = "derived-state"
        /// A text that is kept apart is not the one that was committed.
        case textChanged = "text-changed"
        /// A text is gone without an erasure, or an erased one is still there.
        case textMissing = "text-missing"
        /// The Merkle tree beside the entries is not theirs.
        case tree
        /// The ledger has fewer entries than a checkpoint of it: its end was cut off, or an old copy was put back.
        case rolledBack = "rolled-back"
        /// Entries that a checkpoint covers are others now, however well they fit together.
        case rewritten
        /// A page of the file is not as it was written, though every entry may be.
        case pageDamaged = "page-damaged"
    }

    public let position: LedgerPosition
    public let kind: Kind
    public let cause: String

    public init(position: LedgerPosition, kind: Kind, cause: String) {
        self.position = position
        self.kind = kind
        self.cause = cause
    }

    /// What a person sees; the code is `ledger/` and the kind.
    public var diagnostic: Diagnostic {
        guard kind != .pageDamaged else {
            return Diagnostic(
                code: "ledger/" + kind.rawValue, cause: cause,
                hint: "the disk or another program changed the file; restore it from a backup, and verify that against a checkpoint")
        }
        return Diagnostic(
            code: "ledger/" + kind.rawValue, cause: "entry \(position): \(cause)",
            hint: "entries before \(position) are sound; restore the rest from a backup or ingest it again")
    }
}
