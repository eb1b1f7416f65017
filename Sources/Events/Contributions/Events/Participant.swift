/// `assay.participant.v1`
public struct Participant: Sendable, Hashable {
    public internal(set) var participant = ""
    public internal(set) var roles: [Role] = []
    public internal(set) var identifiers = Identifiers()

    init() {}
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

extension Participant: EventPayload {
    static let description = PayloadDescription<Participant>([
        .required("participant", \.participant, .name, role: .acts, "Who it is.", example: "\"p-ines\""),
        .required("roles", \.roles, .choices(), "What it says that it does.", example: "[\"contributor\",\"consumer\"]"),
        .defaulted("identifiers", \.identifiers, .nested, "What it connects with, as far as the emitter knows."),
    ])
}

extension Identifiers: EventPayload {
    init() { self.init(network: nil) }

    static let description = PayloadDescription<Identifiers>([
        .optional("network", \.network, .keyedHash, "A keyed hash of its network address.", example: "\"hmac:be2fed36c1762cfe\""),
        .optional("device", \.device, .keyedHash, "A keyed hash of its device.", example: "\"hmac:3afd2a1deefcfdbd\""),
        .optional("funder", \.funder, .keyedHash, "A keyed hash of the account that funds it.", example: "\"hmac:88525a0682e69739\""),
    ])
}
