/// `assay.interaction.v1`
public struct Interaction: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable { case call, payment, endorsement, vote }
    public internal(set) var from = ""
    public internal(set) var to = ""
    public internal(set) var resource = ""
    public internal(set) var kind = Kind.call
    /// What the interaction claims for `to`.
    public internal(set) var amount: MicroCredits?

    init() {}
}

extension Interaction: EventPayload {
    static let description = PayloadDescription<Interaction>([
        .required("from", \.from, .name, role: .acts, "Who did it.", example: "\"agent-7\""),
        .required("to", \.to, .name, role: .claims, "To whom it was done.", example: "\"agent-12\""),
        .required("resource", \.resource, .name, role: .concerns, "What it was done with.", example: "\"tool/translate\""),
        .required("kind", \.kind, .choice, "What was done.", example: "\"call\""),
        .optional(
            "amount", \.amount, .amount, "What it claims for `to` out of the policy's pool for interactions.", unit: "micro-credits", example: "700"),
    ])
}
