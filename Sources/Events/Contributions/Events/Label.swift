/// `assay.label.v1`
public struct Label: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable, CaseIterable { case fraud, honest }
    public internal(set) var subject = ""
    public internal(set) var label = Verdict.honest
    public internal(set) var reviewer = ""
    public internal(set) var note: String?

    init() {}
}

extension Label: EventPayload {
    static let description = PayloadDescription<Label>([
        .required("subject", \.subject, .name, "The event (`source#id`) or the submission that is judged.", example: "\"s-1042\""),
        .required("label", \.label, .choice, "What it is.", example: "\"fraud\""),
        .required("reviewer", \.reviewer, .name, role: .judges, "Who says so.", example: "\"rae\""),
        .optional("note", \.note, .text(maximumBytes: EventLimits.queryBytes), "Why.", example: "\"copied from s-1041\""),
    ])
}
