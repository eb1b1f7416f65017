/// What the data of each event type declares, by the contract for contribution events; other fields are kept, so a rule may read them,
/// but more often their names are misspelt.
enum EventFields {
    static let declared: [String: [String]] = [
        "assay.participant.v1": ["participant", "roles", "identifiers"],
        "assay.submission.v1": ["submission", "contributor", "dataset", "text", "language", "license", "origin", "derived_from"],
        "assay.tuning.v1": ["run", "tuner", "base_model", "adapter", "method", "datasets", "metrics", "tokens", "seconds"],
        "assay.retrieval.v1": ["retrieval", "consumer", "index", "query", "results", "fee"],
        "assay.inference.v1": ["request", "consumer", "model", "adapter", "tokens_in", "tokens_out", "fee", "credits"],
        "assay.interaction.v1": ["from", "to", "resource", "kind", "amount"],
        "assay.label.v1": ["subject", "label", "reviewer", "note"],
    ]

    /// The fields of any of the types, sorted; nil where one of them is unknown.
    static func names(of types: [String]) -> [String]? {
        var names: Set<String> = []
        for type in types {
            guard let fields = declared[type] else { return nil }
            names.formUnion(fields)
        }
        return names.sorted()
    }
}
