/// One thing that happened in an engine and may earn, or explain, a reward: a CloudEvents 1.0 envelope with typed data.
///
/// Made only by decoding (`init(decoding:)`), so that every event in memory has passed the same checks.
public struct ContributionEvent: Sendable, Hashable {
    public let key: EventKey
    /// The CloudEvents type, e.g. `assay.retrieval.v1`.
    public let type: String
    public let time: Timestamp
    /// Position in the emitter's own sequence, where it keeps one.
    public let sequence: UInt64?
    public let payload: Payload
    /// The whole envelope in canonical JSON, unknown fields included; what the ledger keeps and hashes.
    public let canonicalBytes: [UInt8]

    /// What an event of each described type says (docs/events.md). Amounts are micro-credits; times UTC.
    public enum Payload: Sendable, Hashable {
        case participant(Participant)
        case submission(Submission)
        case tuning(Tuning)
        case retrieval(Retrieval)
        case inference(Inference)
        case interaction(Interaction)
        case label(Label)
        /// Kept, unpriced, never paid.
        case unknown
    }

    init(key: EventKey, type: String, time: Timestamp, sequence: UInt64?, payload: Payload, canonicalBytes: [UInt8]) {
        self.key = key
        self.type = type
        self.time = time
        self.sequence = sequence
        self.payload = payload
        self.canonicalBytes = canonicalBytes
    }

    /// What names the event's content: the digest of its canonical bytes.
    public var digest: Digest { Digest.sha256(canonicalBytes) }

    /// The fee that the event brings, zero for types that bring none.
    public var fee: MicroCredits {
        switch payload {
        case .retrieval(let retrieval): retrieval.fee
        case .inference(let inference): inference.fee
        default: .zero
        }
    }
}

extension ContributionEvent.Payload {
    /// The payload with its description; nil for a type that nobody described.
    private var described: (any EventPayload)? {
        switch self {
        case .participant(let payload): payload
        case .submission(let payload): payload
        case .tuning(let payload): payload
        case .retrieval(let payload): payload
        case .inference(let payload): payload
        case .interaction(let payload): payload
        case .label(let payload): payload
        case .unknown: nil
        }
    }

    /// The names that stand in this relation to the event, in the order of its description. O(fields).
    public func names(_ role: EventField.Role) -> [String] { described?.names(role) ?? [] }

    /// The participant who did it; nil where nobody is named, or where somebody only judges.
    public var actor: String? { names(.acts).first }

    /// The participant whom a statement about the event is for: the one for whom it claims something, or else who did it.
    public var claimant: String? { names(.claims).first ?? actor }
}
