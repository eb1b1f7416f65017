public import CanonicalJSON
internal import Contributions

/// Why a line is not a swarm action.
public struct SwarmActionError: Error, Hashable, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        case notAnObject = "swarm-action/not-an-object"
        case missingField = "swarm-action/missing-field"
        case wrongType = "swarm-action/wrong-type"
        case badTime = "swarm-action/bad-time"
        case badAmount = "swarm-action/bad-amount"
        case badName = "swarm-action/bad-name"
    }
    public let code: Code
    public let path: [JSONPathStep]
    public let cause: String
    public let hint: String?
}

extension SwarmAction {
    /// The latest time that is accepted as whole seconds: the end of the year 9999.
    private static let latestSeconds: Int64 = 253_402_300_799

    /// Reads `{"actor","target","time","payee"?,"amount"?,"network"?,"device"?,"funder"?}`; `time` is RFC 3339 or whole Unix seconds. Unknown
    /// members are ignored.
    public init(decoding value: JSONValue) throws(SwarmActionError) {
        guard case .object(let object) = value else {
            throw SwarmActionError(code: .notAnObject, path: [], cause: "an action is a JSON object, this is \(value.kindName)", hint: nil)
        }
        guard let actor = try Self.name("actor", in: object) else { throw Self.missing("actor") }
        guard let target = try Self.name("target", in: object) else { throw Self.missing("target") }
        self.init(
            actor: actor, target: target, time: try Self.time(in: object), payee: try Self.name("payee", in: object),
            amount: try Self.amount(in: object),
            identifiers: Identifiers(
                network: try Self.name("network", in: object), device: try Self.name("device", in: object),
                funder: try Self.name("funder", in: object)
            ))
    }

    private static func missing(_ key: String) -> SwarmActionError {
        SwarmActionError(
            code: .missingField, path: [], cause: "\"\(key)\" is missing", hint: "an action needs \"actor\", \"target\" and \"time\"")
    }

    /// The member as a value; nil where it is missing or null.
    private static func present(_ key: String, in object: JSONObject) -> JSONValue? {
        guard let value = object[key], value != .null else { return nil }
        return value
    }

    private static func name(_ key: String, in object: JSONObject) throws(SwarmActionError) -> String? {
        guard let value = present(key, in: object) else { return nil }
        guard let text = value.stringValue else {
            throw SwarmActionError(code: .wrongType, path: [.key(key)], cause: "\"\(key)\" is \(value.kindName), not a string", hint: nil)
        }
        guard !text.isEmpty, text.utf8.count <= EventLimits.nameBytes else {
            throw SwarmActionError(
                code: .badName, path: [.key(key)], cause: "\"\(key)\" is empty or longer than \(EventLimits.nameBytes) bytes", hint: nil)
        }
        return text
    }

    private static func time(in object: JSONObject) throws(SwarmActionError) -> Timestamp {
        guard let value = present("time", in: object) else { throw missing("time") }
        if let seconds = value.integerValue, (0...latestSeconds).contains(seconds) { return Timestamp(seconds: seconds) }
        if let text = value.stringValue, let time = Timestamp(rfc3339: text) { return time }
        throw SwarmActionError(
            code: .badTime, path: [.key("time")], cause: "\"time\" is not a time",
            hint: "write it like \"2026-03-01T09:15:02Z\" or as whole seconds since 1970")
    }

    private static func amount(in object: JSONObject) throws(SwarmActionError) -> MicroCredits? {
        guard let value = present("amount", in: object) else { return nil }
        guard let micros = value.integerValue, micros >= 0, micros <= MicroCredits.maximumPerEvent.micros else {
            throw SwarmActionError(
                code: .badAmount, path: [.key("amount")], cause: "\"amount\" is not a whole number of micro-credits that one event may name",
                hint: "money is an integer from 0 to \(MicroCredits.maximumPerEvent.micros): 1 credit is 1000000")
        }
        return MicroCredits(micros)
    }
}
