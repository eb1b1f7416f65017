/// `assay.submission.v1`
public struct Submission: Sendable, Hashable {
    public enum Origin: String, Sendable, Hashable, CaseIterable { case human, synthetic, mixed }
    public internal(set) var submission = ""
    public internal(set) var contributor = ""
    public internal(set) var dataset = ""
    public internal(set) var text = ""
    public internal(set) var language: String?
    public internal(set) var license: String?
    public internal(set) var origin: Origin?
    public internal(set) var derivedFrom: [String] = []

    init() {}
}

extension Submission: EventPayload {
    static let description = PayloadDescription<Submission>([
        .required("submission", \.submission, .name, role: .brings, "Its name, by which answers credit it.", example: "\"s-1041\""),
        .required("contributor", \.contributor, .name, role: .acts, "Who brought it, and is paid for it.", example: "\"p-ines\""),
        .required("dataset", \.dataset, .name, "The dataset that it is meant for.", example: "\"ds-harbour\""),
        .required(
            "text", \.text, .erasableText(maximumBytes: EventLimits.textBytes), "The text itself.",
            example: "\"The harbour office closes the inner basin on Tuesday.\""),
        .optional("language", \.language, .name, "The language in which it is said to be written.", example: "\"en\""),
        .optional("license", \.license, .name, "The licence under which it is offered.", example: "\"CC-BY-4.0\""),
        .optional("origin", \.origin, .choice, "Where the contributor says that it comes from.", example: "\"human\""),
        .defaulted("derived_from", \.derivedFrom, .names, role: .concerns, "The submissions that it says it builds on.", example: "[\"s-0977\"]"),
    ])
}
