public import CanonicalJSON

/// Why a JSON value is not a contribution event: a stable code, the place inside the value, cause and hint.
public struct EventError: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case notAnObject = "event/not-an-object"
        case missingField = "event/missing-field"
        case wrongType = "event/wrong-type"
        case badValue = "event/bad-value"
        case unsupportedVersion = "event/unsupported-version"
        case badTime = "event/bad-time"
        case fractionalAmount = "event/fractional-amount"
        case negativeAmount = "event/negative-amount"
        case amountTooLarge = "event/amount-too-large"
        case rawIdentifier = "event/raw-identifier"
        case tooLong = "event/too-long"
    }
    public let code: Code
    public let path: [JSONPathStep]
    public let cause: String
    public let hint: String?
}

/// Limits on what one event may hold.
public enum EventLimits {
    /// Bytes of an id or any other name.
    public static let nameBytes = 512
    /// Bytes of a submission's text.
    public static let textBytes = 8 << 20
    /// Bytes of a query.
    public static let queryBytes = 64 << 10
    /// Results, credits, datasets, roles or sources in one event.
    public static let listCount = 10_000
    /// The largest weight or effect, in millionths: a million times the whole answer.
    public static let ppm: Int64 = 1_000_000_000_000
}

extension ContributionEvent {
    /// Decodes and checks one structured-mode CloudEvents envelope. O(size of the value).
    /// - Parameter canonicalBytes: the value's canonical form where the caller has it, as a ledger does; else it is written anew.
    public init(decoding value: JSONValue, canonicalBytes: [UInt8]? = nil) throws(EventError) {
        guard case .object(let envelope) = value else {
            throw EventError(code: .notAnObject, path: [], cause: "an event is a JSON object, this is \(value.kindName)", hint: nil)
        }
        let fields = FieldReader(object: envelope, path: [])
        let version = try fields.text("specversion")
        guard version == "1.0" else {
            throw fields.error(
                .unsupportedVersion, "specversion", "specversion \"\(version)\" is not supported", hint: "this build reads CloudEvents 1.0")
        }
        let key = EventKey(source: try fields.name("source"), id: try fields.name("id"))
        let type = try fields.name("type")
        let timeText = try fields.text("time")
        guard let time = Timestamp(rfc3339: timeText) else {
            throw fields.error(.badTime, "time", "\"\(timeText.prefix(60))\" is not an RFC 3339 time", hint: "write it like 2026-03-01T09:15:02.114Z")
        }
        let sequence = try fields.optionalSequence("sequence")
        let payload: Payload
        switch type {
        case "assay.participant.v1": payload = .participant(try Participant(try fields.object("data")))
        case "assay.submission.v1": payload = .submission(try Submission(try fields.object("data")))
        case "assay.tuning.v1": payload = .tuning(try Tuning(try fields.object("data")))
        case "assay.retrieval.v1": payload = .retrieval(try Retrieval(try fields.object("data")))
        case "assay.inference.v1": payload = .inference(try Inference(try fields.object("data")))
        case "assay.interaction.v1": payload = .interaction(try Interaction(try fields.object("data")))
        case "assay.label.v1": payload = .label(try Label(try fields.object("data")))
        default: payload = .unknown
        }
        self.init(
            key: key, type: type, time: time, sequence: sequence, payload: payload, canonicalBytes: canonicalBytes ?? JSONWriter.bytes(value))
    }
}

extension Participant {
    init(_ data: FieldReader) throws(EventError) {
        participant = try data.name("participant")
        roles = try data.list("roles") { (item, path) throws(EventError) in
            guard let text = item.stringValue, let role = Role(rawValue: text) else {
                throw EventError(
                    code: .badValue, path: path, cause: "unknown role", hint: "one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return role
        }
        guard let hashes = try data.optionalObject("identifiers") else {
            identifiers = Identifiers()
            return
        }
        identifiers = Identifiers(
            network: try hashes.keyedHash("network"), device: try hashes.keyedHash("device"), funder: try hashes.keyedHash("funder"))
    }
}

extension Submission {
    init(_ data: FieldReader) throws(EventError) {
        submission = try data.name("submission")
        contributor = try data.name("contributor")
        dataset = try data.name("dataset")
        text = try data.text("text", limit: EventLimits.textBytes)
        language = try data.optionalName("language")
        license = try data.optionalName("license")
        origin = try data.optionalCase("origin")
        derivedFrom = try data.optionalNames("derived_from")
    }
}

extension Tuning {
    init(_ data: FieldReader) throws(EventError) {
        run = try data.name("run")
        tuner = try data.name("tuner")
        baseModel = try data.name("base_model")
        adapter = try data.name("adapter")
        guard let method: Method = try data.optionalCase("method") else { throw data.missing("method") }
        self.method = method
        datasets = try data.optionalNames("datasets")
        _ = try data.optionalObject("metrics")
        tokens = try data.optionalCount("tokens") ?? 0
        seconds = try data.optionalNumber("seconds") ?? 0
    }
}

extension Retrieval {
    init(_ data: FieldReader) throws(EventError) {
        retrieval = try data.name("retrieval")
        consumer = try data.name("consumer")
        index = try data.name("index")
        query = try data.text("query", limit: EventLimits.queryBytes)
        fee = try data.amount("fee")
        results = try data.list("results") { (item, path) throws(EventError) in
            let fields = try FieldReader(item, path)
            guard let rank = try fields.optionalCount("rank") else { throw fields.missing("rank") }
            guard rank >= 1, rank <= 1_000_000 else { throw fields.error(.badValue, "rank", "ranks start at 1", hint: "the best result has rank 1") }
            return Result(
                submission: try fields.name("submission"), rank: Int(rank), score: try fields.optionalNumber("score"),
                cited: try fields.optionalBool("cited") ?? false, effectPPM: try fields.optionalPPM("effect"))
        }
    }
}

extension Inference {
    init(_ data: FieldReader) throws(EventError) {
        request = try data.name("request")
        consumer = try data.name("consumer")
        model = try data.name("model")
        adapter = try data.optionalName("adapter")
        tokensIn = try data.optionalCount("tokens_in") ?? 0
        tokensOut = try data.optionalCount("tokens_out") ?? 0
        fee = try data.amount("fee")
        credits = try data.list("credits") { (item, path) throws(EventError) in
            let fields = try FieldReader(item, path)
            let named: [Beneficiary] = [
                try fields.optionalName("submission").map { .submission($0) }, try fields.optionalName("adapter").map { .adapter($0) },
                try fields.optionalName("participant").map { .participant($0) },
            ].compactMap { $0 }
            guard let beneficiary = named.first, named.count == 1 else {
                throw EventError(
                    code: .badValue, path: path, cause: "a credit names \(named.count) beneficiaries",
                    hint: "name one of submission, adapter, participant")
            }
            guard let weight = try fields.optionalPPM("weight") else { throw fields.missing("weight") }
            guard weight >= 0 else { throw fields.error(.badValue, "weight", "a weight is not negative", hint: nil) }
            return Credit(beneficiary: beneficiary, weightPPM: weight, method: try fields.optionalName("method"))
        }
    }
}

extension Interaction {
    init(_ data: FieldReader) throws(EventError) {
        from = try data.name("from")
        to = try data.name("to")
        resource = try data.name("resource")
        guard let kind: Kind = try data.optionalCase("kind") else { throw data.missing("kind") }
        self.kind = kind
        amount = data.has("amount") ? try data.amount("amount") : nil
    }
}

extension Label {
    init(_ data: FieldReader) throws(EventError) {
        subject = try data.name("subject")
        guard let label: Verdict = try data.optionalCase("label") else { throw data.missing("label") }
        self.label = label
        reviewer = try data.name("reviewer")
        note = data.has("note") ? try data.text("note", limit: EventLimits.queryBytes) : nil
    }
}
