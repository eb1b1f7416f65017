/// `assay.tuning.v1`
public struct Tuning: Sendable, Hashable {
    public enum Method: String, Sendable, Hashable, CaseIterable {
        case lora, qlora, pTuning = "p-tuning", prefix, full
    }
    public internal(set) var run = ""
    public internal(set) var tuner = ""
    public internal(set) var baseModel = ""
    public internal(set) var adapter = ""
    public internal(set) var method = Method.full
    public internal(set) var datasets: [String] = []
    public internal(set) var tokens: Int64 = 0
    public internal(set) var seconds = 0.0

    init() {}
}

extension Tuning: EventPayload {
    static let description = PayloadDescription<Tuning>([
        .required("run", \.run, .name, "The name of the training run.", example: "\"run-9fa676b9\""),
        .required("tuner", \.tuner, .name, role: .acts, "Who tuned, and is paid for the adapter.", example: "\"p-omar\""),
        .required("base_model", \.baseModel, .name, "The model that was tuned.", example: "\"tern-7b\""),
        .required("adapter", \.adapter, .name, role: .brings, "What came of it, by which answers credit it.", example: "\"adapter-a98258b5\""),
        .required("method", \.method, .choice, "How it was tuned.", example: "\"lora\""),
        .defaulted("datasets", \.datasets, .names, "What it was tuned on.", example: "[\"ds-harbour\"]"),
        .unread("metrics", .object, "What the emitter measured of it.", example: "{\"eval_loss\":1.466}"),
        .defaulted("tokens", \.tokens, .count, "How much it read.", unit: "tokens", example: "2301342"),
        .defaulted("seconds", \.seconds, .number, "How long it took.", unit: "seconds", example: "9096"),
    ])
}
