public import Contributions

/// What a rule says about an event when its condition holds, from the mildest to the gravest.
public enum RuleOutcome: Hashable, Sendable {
    case clear
    /// The event is marked with a name; no money moves.
    case label(String)
    /// Of what follows the event so much is kept back.
    case discount(Discount)
    case hold
    case reject

    /// The word, from the mildest to the gravest.
    public enum Kind: String, Hashable, Sendable, CaseIterable, Comparable {
        case clear, label, discount, hold, reject

        private var gravity: Int {
            switch self {
            case .clear: 0
            case .label: 1
            case .discount: 2
            case .hold: 3
            case .reject: 4
            }
        }

        public static func < (left: Kind, right: Kind) -> Bool { left.gravity < right.gravity }
    }

    public var kind: Kind {
        switch self {
        case .clear: .clear
        case .label: .label
        case .discount: .discount
        case .hold: .hold
        case .reject: .reject
        }
    }

    /// The word under which rule files and verdicts name it.
    public var name: String { kind.rawValue }

    /// The verdict where nothing graver fires: what is only labelled or discounted is clear.
    public var verdict: Outcome {
        switch self {
        case .clear, .label, .discount: .clear
        case .hold: .hold
        case .reject: .reject
        }
    }

    public var discount: Discount? { if case .discount(let share) = self { share } else { nil } }
    public var label: String? { if case .label(let name) = self { name } else { nil } }

    /// What it keeps, at once, of an amount that follows the event.
    public func kept(of amount: MicroCredits) -> MicroCredits {
        switch self {
        case .clear, .label: .zero
        case .discount(let share): share.kept(of: amount)
        case .hold, .reject: amount
        }
    }

    /// In words: `hold`, `discount by 30%`, `label needs-source`.
    public var phrase: String {
        switch self {
        case .clear, .hold, .reject: name
        case .label(let label): "label \(label)"
        case .discount(let share): "discount by \(share)"
        }
    }
}
