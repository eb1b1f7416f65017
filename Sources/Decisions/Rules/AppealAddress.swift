public import CanonicalJSON
internal import Configuration
internal import Diagnostics

/// Where a contributor may object to what the rules decided, and for how long.
public struct AppealAddress: Hashable, Sendable {
    /// A mail address, a page or a postal address, in one line.
    public let contact: String
    /// Days from the decision; nil where only the challenge window counts.
    public let days: Int?

    /// Characters of a contact.
    public static let maximumContactLength = 300
    static let allowedDays: ClosedRange<Int64> = 1...3650

    public init(contact: String, days: Int? = nil) {
        self.contact = contact
        self.days = days
    }

    public var json: JSONValue {
        var object = JSONObject([("contact", .string(contact))])
        if let days { object["days"] = .integer(Int64(days)) }
        return .object(object)
    }

    /// Nil where it lacks its contact.
    init?(json: JSONValue) {
        guard let contact = json["contact"]?.stringValue else { return nil }
        self.init(contact: contact, days: json["days"]?.integerValue.map { Int($0) })
    }
}

extension AppealAddress {
    /// `appeals: {contact: …, days: …}` of a rule file.
    init(_ node: YAMLNode) throws(Diagnostic) {
        let fields = try MappingReader(node, as: "\"appeals\"")
        try fields.allowOnly(["contact", "days"])
        let place = try fields.required("contact")
        let contact = try MappingReader.text(place, "contact")
        guard contact.count <= Self.maximumContactLength, !contact.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }),
            contact.contains(where: { !$0.isWhitespace })
        else {
            throw Diagnostic(
                code: "config/bad-value", at: place.span, cause: "\"contact\" is not one line of at most \(Self.maximumContactLength) characters",
                hint: "a mail address or a page, as in contact: appeals@example.org")
        }
        self.init(contact: contact, days: try fields.optionalInteger("days", in: Self.allowedDays).map { Int($0) })
    }
}
