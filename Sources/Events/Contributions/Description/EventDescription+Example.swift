public import CanonicalJSON

extension EventDescription {
    /// A whole event of this type with every field that it may have, out of the examples of the description.
    public var example: JSONValue {
        var envelope = EventDescription.envelope.example
        envelope["type"] = .string(type)
        envelope["data"] = .object(data.example)
        return .object(envelope)
    }
}

extension EventFields {
    /// Every field with its example; of those of which exactly one must be there, the first.
    public var example: JSONObject {
        var object = JSONObject()
        let alternative = fields.first { $0.presence == .alternative }?.name
        for field in fields where field.presence != .alternative || field.name == alternative { object[field.name] = field.exampleValue }
        return object
    }
}

extension EventField {
    /// Nil where nobody wrote one.
    fileprivate var exampleValue: JSONValue? {
        switch kind {
        case .nested(let fields): .object(fields.example)
        case .list(let fields): .array([.object(fields.example)])
        default: try? JSONParser.parse(example)
        }
    }
}
