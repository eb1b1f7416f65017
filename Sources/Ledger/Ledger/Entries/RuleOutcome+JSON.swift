public import CanonicalJSON
internal import Contributions

extension RuleOutcome {
    /// Adds the outcome as rule sets and verdicts keep it: the word, and what a discount or a label needs besides.
    public func write(into object: inout JSONObject) {
        object["outcome"] = .string(name)
        writeDetails(into: &object)
    }

    /// The same without the word.
    public func writeDetails(into object: inout JSONObject) {
        if let discount { object["discount"] = .integer(discount.ppm) }
        if let label { object["label"] = .string(label) }
    }

    /// Reads back what `write` wrote; nil for anything else.
    public init?(json: JSONValue) {
        switch json["outcome"]?.stringValue.flatMap(Kind.init(rawValue:)) {
        case .clear: self = .clear
        case .hold: self = .hold
        case .reject: self = .reject
        case .label:
            guard let name = json["label"]?.stringValue, Self.isLabel(name) else { return nil }
            self = .label(name)
        case .discount:
            guard let share = json["discount"]?.integerValue.flatMap(Discount.init(ppm:)) else { return nil }
            self = .discount(share)
        case nil: return nil
        }
    }

    /// Characters of a label.
    package static let maximumLabelLength = 64

    /// True for small letters, digits and single hyphens between them.
    package static func isLabel(_ name: String) -> Bool {
        guard name.utf8.count <= maximumLabelLength else { return false }
        return name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }
}
