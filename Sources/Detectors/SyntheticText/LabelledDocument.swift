public import CanonicalJSON
public import Diagnostics

/// A text whose author is known to be a person or a machine: what a calibration is learned from.
public struct LabelledDocument: Hashable, Sendable {
    public let id: String
    public let text: String
    public let isMachine: Bool
    /// Who wrote it; contributor scores are calibrated over these.
    public let contributor: String?
    /// A language tag such as `en`; nil means to be recognised.
    public let language: String?
    /// Where it comes from: persons and machines are compared within a domain, so that subjects are not mistaken for authorship.
    public let domain: String?

    public init(id: String, text: String, isMachine: Bool, contributor: String? = nil, language: String? = nil, domain: String? = nil) {
        self.id = id
        self.text = text
        self.isMachine = isMachine
        self.contributor = contributor
        self.language = language
        self.domain = domain
    }

    /// Reads one line of a labelled file; `label` is `human` or `machine`.
    public init(json: JSONValue, at span: SourceSpan?) throws(Diagnostic) {
        let fields = try DocumentFields(json, at: span)
        let label = try fields.required("label")
        guard label == "human" || label == "machine" else {
            throw Diagnostic(
                code: "synthetic/unknown-label", at: span, cause: "the label \"\(label)\" is neither \"human\" nor \"machine\"",
                hint: "leave out documents of unknown or mixed authorship")
        }
        id = try fields.required("id")
        text = try fields.required("text")
        isMachine = label == "machine"
        contributor = try fields.optional("contributor")
        language = try fields.optional("language")
        domain = try fields.optional("domain")
    }
}

/// A text to be scored.
public struct SyntheticDocument: Hashable, Sendable {
    public let id: String
    public let text: String
    public let contributor: String?
    public let language: String?

    public init(id: String, text: String, contributor: String? = nil, language: String? = nil) {
        self.id = id
        self.text = text
        self.contributor = contributor
        self.language = language
    }

    /// Reads one line of a document file.
    public init(json: JSONValue, at span: SourceSpan?) throws(Diagnostic) {
        let fields = try DocumentFields(json, at: span)
        id = try fields.required("id")
        text = try fields.required("text")
        contributor = try fields.optional("contributor")
        language = try fields.optional("language")
    }
}

/// The string fields of one line.
struct DocumentFields {
    let object: JSONObject
    let span: SourceSpan?

    init(_ json: JSONValue, at span: SourceSpan?) throws(Diagnostic) {
        guard let object = json.objectValue else {
            throw Diagnostic(code: "synthetic/not-an-object", at: span, cause: "expected an object, found \(json.kindName)")
        }
        self.object = object
        self.span = span
    }

    func required(_ name: String) throws(Diagnostic) -> String {
        guard let value = try optional(name) else {
            throw Diagnostic(
                code: "synthetic/missing-field", at: span, cause: "the field \"\(name)\" is missing",
                hint: "each line needs \"id\" and \"text\", and \"label\" where a calibration is learned")
        }
        return value
    }

    func optional(_ name: String) throws(Diagnostic) -> String? {
        switch object[name] {
        case nil, .null: return nil
        case .string(let text): return text
        case .some(let other):
            throw Diagnostic(code: "synthetic/wrong-type", at: span, cause: "\"\(name)\" is \(other.kindName), not a string")
        }
    }
}
