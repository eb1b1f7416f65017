/// What names an event: the CloudEvents pair of source and id, byte for byte. Strings that only look alike (Swift takes "é" for "e" and an
/// accent) are two names, as they are to every digest.
public struct EventKey: Hashable, Sendable, Comparable {
    public let source: String
    public let id: String

    public init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    public static func == (left: EventKey, right: EventKey) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        Self.combine(source, into: &hasher)
        Self.combine(id, into: &hasher)
    }

    /// The bytes, and one that no UTF-8 text holds, so that the end of a name counts.
    private static func combine(_ text: String, into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }

    public static func < (left: EventKey, right: EventKey) -> Bool {
        if !left.source.utf8.elementsEqual(right.source.utf8) { return left.source.utf8.lexicographicallyPrecedes(right.source.utf8) }
        return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
}

extension EventKey: CustomStringConvertible {
    public var description: String { "\(source)#\(id)" }
}

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

    /// What an event of each contract type says. Amounts are micro-credits; times UTC.
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

/// A role that a participant declares.
public enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
    case contributor, tuner, indexer, agent, consumer
    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}

/// Keyed hashes of what a participant connects with; absent where the emitter does not know.
public struct Identifiers: Sendable, Hashable {
    public var network: String?
    public var device: String?
    public var funder: String?

    public init(network: String? = nil, device: String? = nil, funder: String? = nil) {
        self.network = network
        self.device = device
        self.funder = funder
    }
}

/// `assay.participant.v1`
public struct Participant: Sendable, Hashable {
    public let participant: String
    public let roles: [Role]
    public let identifiers: Identifiers
}

/// `assay.submission.v1`
public struct Submission: Sendable, Hashable {
    public enum Origin: String, Sendable, Hashable, CaseIterable { case human, synthetic, mixed }
    public let submission: String
    public let contributor: String
    public let dataset: String
    public let text: String
    public let language: String?
    public let license: String?
    public let origin: Origin?
    public let derivedFrom: [String]
}

/// `assay.tuning.v1`
public struct Tuning: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case lora, qlora, pTuning = "p-tuning", prefix, full
    }
    public let run: String
    public let tuner: String
    public let baseModel: String
    public let adapter: String
    public let method: Method
    public let datasets: [String]
    public let tokens: Int64
    public let seconds: Double
}

/// `assay.retrieval.v1`
public struct Retrieval: Sendable, Hashable {
    public struct Result: Sendable, Hashable {
        public let submission: String
        /// 1 is best.
        public let rank: Int
        public let score: Double?
        public let cited: Bool
        /// Leave-one-out effect on the answer, in parts per million of the answer's value; nil where not measured.
        public let effectPPM: Int64?
    }
    public let retrieval: String
    public let consumer: String
    public let index: String
    public let query: String
    public let results: [Result]
    public let fee: MicroCredits
}

/// `assay.inference.v1`
public struct Inference: Sendable, Hashable {
    public enum Beneficiary: Sendable, Hashable {
        case submission(String), adapter(String), participant(String)
    }
    public struct Credit: Sendable, Hashable {
        public let beneficiary: Beneficiary
        /// The engine's weight in parts per million; fractions of a millionth are cut.
        public let weightPPM: Int64
        public let method: String?
    }
    public let request: String
    public let consumer: String
    public let model: String
    public let adapter: String?
    public let tokensIn: Int64
    public let tokensOut: Int64
    public let fee: MicroCredits
    public let credits: [Credit]
}

/// `assay.interaction.v1`
public struct Interaction: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable { case call, payment, endorsement, vote }
    public let from: String
    public let to: String
    public let resource: String
    public let kind: Kind
    /// What the interaction claims for `to`.
    public let amount: MicroCredits?
}

/// `assay.label.v1`
public struct Label: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable, CaseIterable { case fraud, honest }
    public let subject: String
    public let label: Verdict
    public let reviewer: String
    public let note: String?
}
