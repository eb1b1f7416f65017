internal import Configuration
internal import Contributions
internal import Diagnostics
internal import Ledger

extension RuleOutcome {
    /// Keys that say more about an outcome.
    static let keys = ["by", "label"]
    /// Reads `outcome:` and what goes with it: `by:` a percentage for a discount, `label:` a name for a label.
    init(_ fields: MappingReader) throws(Diagnostic) {
        let kind: Kind = try fields.choice("outcome")
        try Self.requirePlaced("by", .discount, kind, fields)
        try Self.requirePlaced("label", .label, kind, fields)
        switch kind {
        case .clear: self = .clear
        case .hold: self = .hold
        case .reject: self = .reject
        case .discount:
            guard let node = fields.node("by") else {
                throw Diagnostic(
                    code: "config/missing-key", at: fields.node("outcome")?.span ?? fields.span, cause: "a discount does not say how much it keeps",
                    hint: "add by: 30%")
            }
            self = .discount(try Self.discount(node, "by"))
        case .label:
            guard let node = fields.node("label") else {
                throw Diagnostic(
                    code: "config/missing-key", at: fields.node("outcome")?.span ?? fields.span, cause: "the outcome label has no name",
                    hint: "add label: needs-source")
            }
            self = .label(try Self.label(node, "label"))
        }
    }

    private static func requirePlaced(_ key: String, _ wanted: Kind, _ kind: Kind, _ fields: MappingReader) throws(Diagnostic) {
        guard kind != wanted, let node = fields.node(key) else { return }
        throw Diagnostic(
            code: "rules/misplaced-key", at: node.span, cause: "\"\(key)\" says nothing about the outcome \(kind.rawValue)",
            hint: "it goes with outcome: \(wanted.rawValue)")
    }

    /// A percentage, exactly.
    static func discount(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> Discount {
        let text = try MappingReader.text(node, key)
        do throws(Discount.PercentageFault) { return try Discount(percentage: text) } catch {
            switch error {
            case .notAPercentage:
                throw Diagnostic(
                    code: "config/bad-value", at: node.span, cause: "\"\(key)\" is \"\(text)\", not a percentage",
                    hint: "write the share with a percent sign: \(key): 30%")
            case .tooManyDecimals:
                throw Diagnostic(
                    code: "config/bad-value", at: node.span, cause: "\"\(key)\" is \"\(text)\", finer than a millionth",
                    hint: "at most \(Discount.maximumDecimals) decimals: \(key): 12.5%")
            case .outOfRange:
                throw Diagnostic(
                    code: "config/out-of-range", at: node.span, cause: "\"\(key)\" is \(text)", hint: "allowed: more than 0% and at most 100%")
            }
        }
    }

    static func label(_ node: YAMLNode, _ key: String) throws(Diagnostic) -> String {
        let name = try MappingReader.text(node, key)
        guard isLabel(name) else {
            throw Diagnostic(
                code: "config/bad-value", at: node.span, cause: "\"\(name)\" is no name of a label",
                hint: "small letters, digits and hyphens, at most \(maximumLabelLength), as in needs-source")
        }
        return name
    }
}
