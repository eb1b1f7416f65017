/// An account of the double-entry journal.
public enum AccountName: Hashable, Sendable {
    /// Where consumers' money comes in. Its balance is minus everything that ever came in.
    case fees
    /// What a settlement shares out.
    case pool
    /// A participant's reward inside its challenge window.
    case held(String)
    /// A participant's final reward, not yet paid out.
    case payable(String)
    /// What has left the house to a participant.
    case paid(String)
    /// Remainders and what nobody earned.
    case treasury
    /// What a participant owes back. Its balance is minus the debt.
    case clawback(String)

    /// Reads the stored text; nil for anything that is not an account.
    public init?(_ text: String) {
        switch text {
        case "fees": self = .fees
        case "pool": self = .pool
        case "treasury": self = .treasury
        default:
            guard let colon = text.firstIndex(of: ":") else { return nil }
            let participant = String(text[text.index(after: colon)...])
            guard !participant.isEmpty else { return nil }
            switch text[..<colon] {
            case "held": self = .held(participant)
            case "payable": self = .payable(participant)
            case "paid": self = .paid(participant)
            case "clawback": self = .clawback(participant)
            default: return nil
            }
        }
    }

    /// Whose account it is; nil for the house's own.
    public var participant: String? {
        switch self {
        case .fees, .pool, .treasury: nil
        case .held(let participant), .payable(let participant), .paid(let participant), .clawback(let participant): participant
        }
    }

    /// False for accounts out of which only what is in them may be taken.
    public var mayBeNegative: Bool {
        switch self {
        case .fees, .clawback: true
        case .pool, .held, .payable, .paid, .treasury: false
        }
    }
}

extension AccountName: CustomStringConvertible {
    /// The stored text, e.g. `held:alice`.
    public var description: String {
        switch self {
        case .fees: "fees"
        case .pool: "pool"
        case .treasury: "treasury"
        case .held(let participant): "held:" + participant
        case .payable(let participant): "payable:" + participant
        case .paid(let participant): "paid:" + participant
        case .clawback(let participant): "clawback:" + participant
        }
    }
}

extension AccountName: Comparable {
    /// By the bytes of the stored text.
    public static func < (left: AccountName, right: AccountName) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
