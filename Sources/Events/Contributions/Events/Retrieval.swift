/// `assay.retrieval.v1`
public struct Retrieval: Sendable, Hashable {
    public struct Result: Sendable, Hashable {
        public internal(set) var submission = ""
        /// 1 is best.
        public internal(set) var rank = 1
        public internal(set) var score: Double?
        public internal(set) var cited = false
        /// Leave-one-out effect on the answer, in parts per million of the answer's value; nil where not measured.
        public internal(set) var effectPPM: Int64?

        init() {}
    }
    public internal(set) var retrieval = ""
    public internal(set) var consumer = ""
    public internal(set) var index = ""
    public internal(set) var query = ""
    public internal(set) var results: [Result] = []
    public internal(set) var fee = MicroCredits.zero

    init() {}
}

extension Retrieval: EventPayload {
    static let description = PayloadDescription<Retrieval>([
        .required("retrieval", \.retrieval, .name, role: .concerns, "The name of the answer.", example: "\"q49-1\""),
        .required("consumer", \.consumer, .name, role: .acts, "Who asked, and pays.", example: "\"p-lea\""),
        .required("index", \.index, .name, "The index that was searched.", example: "\"rag-eu-49\""),
        .required("query", \.query, .text(maximumBytes: EventLimits.queryBytes), "What was asked.", example: "\"when is the basin closed?\""),
        .required("fee", \.fee, .amount, "What the consumer paid for the answer.", unit: "micro-credits", example: "50354"),
        .required("results", \.results, .list(), "What was found."),
    ])
}

extension Retrieval.Result: EventPayload {
    static let description = PayloadDescription<Retrieval.Result>([
        .required("rank", \.rank, .rank, "Its place; the best result has rank 1.", example: "1"),
        .required("submission", \.submission, .name, role: .gains, "The submission that was found.", example: "\"s-1041\""),
        .optional("score", \.score, .number, "How well it matched, in the index's own measure.", example: "0.5409"),
        .defaulted("cited", \.cited, .flag, "Whether the answer cites it.", example: "true"),
        .optional(
            "effect", \.effectPPM, .share, "What the answer would lose without it.", unit: "shares of the answer's worth", example: "0.25"),
    ])
}
