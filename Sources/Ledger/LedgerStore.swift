public import Contributions

/// An entry to be appended; the store gives it its position and chains it.
public struct EntryDraft: Hashable, Sendable {
    public let kind: EntryKind
    public let time: Timestamp
    public let body: [UInt8]
    /// For `.event` entries: what makes ingest idempotent.
    public let eventKey: EventKey?

    public init(kind: EntryKind, time: Timestamp, body: [UInt8], eventKey: EventKey? = nil) {
        self.kind = kind
        self.time = time
        self.body = body
        self.eventKey = eventKey
    }

    public init(_ event: ContributionEvent) {
        self.init(kind: .event, time: event.time, body: event.canonicalBytes, eventKey: event.key)
    }
}

/// Why a store refused or failed; the ledger is as it was before the call.
public struct LedgerError: Error, Hashable, Sendable {
    /// A stable slug such as `ledger/not-a-ledger`.
    public let code: String
    public let cause: String
    public let hint: String?

    public init(code: String, cause: String, hint: String? = nil) {
        self.code = code
        self.cause = cause
        self.hint = hint
    }
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
    func append(_ drafts: [EntryDraft]) throws(LedgerError)
    /// Visits entries in order from `position` until the visitor returns false.
    func visit(from position: LedgerPosition, _ visitor: (LedgerEntry) -> Bool) throws(LedgerError)
    /// The position and the content digest of the event with this key, if it was ever appended.
    func event(named key: EventKey) throws(LedgerError) -> (position: LedgerPosition, digest: Digest)?
}
