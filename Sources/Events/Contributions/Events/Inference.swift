/// `assay.inference.v1`
public struct Inference: Sendable, Hashable {
    public enum Beneficiary: Sendable, Hashable {
        case submission(String), adapter(String), participant(String)
    }
    public struct Credit: Sendable, Hashable {
        public internal(set) var beneficiary = Beneficiary.participant("")
        /// The engine's weight in parts per million; fractions of a millionth are cut.
        public internal(set) var weightPPM: Int64 = 0
        public internal(set) var method: String?

        init() {}
    }
    public internal(set) var request = ""
    public internal(set) var consumer = ""
    public internal(set) var model = ""
    public internal(set) var adapter: String?
    public internal(set) var tokensIn: Int64 = 0
    public internal(set) var tokensOut: Int64 = 0
    public internal(set) var fee = MicroCredits.zero
    public internal(set) var credits: [Credit] = []

    init() {}
}

extension Inference: EventPayload {
    static let description = PayloadDescription<Inference>([
        .required("request", \.request, .name, role: .concerns, "The name of the answer.", example: "\"a54-65\""),
        .required("consumer", \.consumer, .name, role: .acts, "Who asked, and pays.", example: "\"p-lea\""),
        .required("model", \.model, .name, "The model that answered.", example: "\"tern-7b\""),
        .optional("adapter", \.adapter, .name, "The adapter that the model had loaded.", example: "\"adapter-a98258b5\""),
        .defaulted("tokens_in", \.tokensIn, .count, "The length of the request.", unit: "tokens", example: "866"),
        .defaulted("tokens_out", \.tokensOut, .count, "The length of the answer.", unit: "tokens", example: "412"),
        .required("fee", \.fee, .amount, "What the consumer paid for the answer.", unit: "micro-credits", example: "21077"),
        .required("credits", \.credits, .list(), "To whom the engine ascribes the answer."),
    ])
}

extension Inference.Credit: EventPayload {
    static let description = PayloadDescription<Inference.Credit>([
        .alternative("submission", \.submission, .name, role: .gains, "The submission that is credited.", example: "\"s-1041\""),
        .alternative("adapter", \.adapter, .name, role: .gains, "The adapter that is credited.", example: "\"adapter-a98258b5\""),
        .alternative("participant", \.participant, .name, role: .gains, "The participant that is credited.", example: "\"p-omar\""),
        .required("weight", \.weightPPM, .weight, "How much of the answer is ascribed to it.", unit: "shares of the answer", example: "0.2603"),
        .optional("method", \.method, .name, "How the weight was found.", example: "\"influence\""),
    ])

    // The three fields of which one is there, as the description knows them.
    private var submission: String? {
        get { if case .submission(let name) = beneficiary { name } else { nil } }
        set { if let newValue { beneficiary = .submission(newValue) } }
    }
    private var adapter: String? {
        get { if case .adapter(let name) = beneficiary { name } else { nil } }
        set { if let newValue { beneficiary = .adapter(newValue) } }
    }
    private var participant: String? {
        get { if case .participant(let name) = beneficiary { name } else { nil } }
        set { if let newValue { beneficiary = .participant(newValue) } }
    }
}
