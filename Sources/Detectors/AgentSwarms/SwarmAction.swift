public import Contributions

/// One actor visits one target: what lockstep is looked for in.
public struct SwarmAction: Hashable, Sendable {
    public let actor: String
    public let target: String
    public let time: Timestamp
    /// Who earns from the event.
    public let payee: String?
    public let amount: MicroCredits?
    /// Keyed hashes of what the actor connected with.
    public let identifiers: Identifiers

    public init(
        actor: String, target: String, time: Timestamp, payee: String? = nil, amount: MicroCredits? = nil, identifiers: Identifiers = Identifiers()
    ) {
        self.actor = actor
        self.target = target
        self.time = time
        self.payee = payee
        self.amount = amount
        self.identifiers = identifiers
    }
}
