internal import Configuration
public import Contributions
internal import Diagnostics
internal import Ledger

extension RuleTest {
    /// What a case expects to stand beside the verdict; nil is not looked at.
    public struct Effects: Hashable, Sendable {
        public enum Keep: Hashable, Sendable {
            case nothing
            case share(Discount)
        }

        public let discount: Keep?
        /// Sorted.
        public let labels: [String]?

        /// `discount: 30%` or `none`, and `labels: [a]`. Left out, the discount is the rule's own where it must fire and none where it must not.
        init(_ fields: MappingReader, _ kind: Kind, _ rule: Rule) throws(Diagnostic) {
            switch (fields.node("discount"), kind) {
            case (let node?, _):
                if case .scalar("none", _) = node.value {
                    discount = .nothing
                } else {
                    discount = .share(try RuleOutcome.discount(node, "discount"))
                }
            case (nil, .malicious): discount = rule.outcome.discount.map { .share($0) }
            case (nil, .benign): discount = .nothing
            }
            guard fields.node("labels") != nil else {
                labels = nil
                return
            }
            var names: Set<String> = []
            for node in try fields.sequence("labels") { names.insert(try RuleOutcome.label(node, "labels")) }
            labels = names.sorted()
        }

        /// What of a decision differs, in words.
        func faults(_ decision: Decision) -> [String] {
            var faults: [String] = []
            let kept: Keep = decision.discount.map { .share($0) } ?? .nothing
            if let discount, discount != kept { faults.append("the discount is \(kept), not \(discount)") }
            if let labels, labels != decision.labels { faults.append("the labels are \(Self.list(decision.labels)), not \(Self.list(labels))") }
            return faults
        }

        private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: " and ") }
    }
}

extension RuleTest.Effects.Keep: CustomStringConvertible {
    public var description: String {
        switch self {
        case .nothing: "none"
        case .share(let discount): discount.description
        }
    }
}
