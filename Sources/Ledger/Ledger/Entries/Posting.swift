public import CanonicalJSON
public import Contributions

/// Money that moves from one account to another: the debited account has less, the credited one more.
public struct Transfer: Hashable, Sendable {
    public let debit: AccountName
    public let credit: AccountName
    /// More than zero.
    public let amount: MicroCredits
    /// What the transfer is, as a short slug: `fee`, `award`, `finalize`, `payout`, `clawback`, …
    public let code: String
    /// The entry that the transfer follows from.
    public let cause: LedgerPosition

    /// - Throws: `PostingError` for an amount that is not positive, an account debited and credited at once, an empty code or a negative cause.
    package init(debit: AccountName, credit: AccountName, amount: MicroCredits, code: String, cause: LedgerPosition) throws(PostingError) {
        guard amount > .zero else { throw .amountNotPositive(amount.micros) }
        guard debit != credit else { throw .sameAccount(debit) }
        guard !code.isEmpty, code.utf8.count <= Self.codeBytes else { throw .malformed("a transfer's code is empty or too long") }
        guard cause >= 0 else { throw .malformed("a transfer's cause is not a position") }
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.code = code
        self.cause = cause
    }

    /// Bytes of a code.
    public static let codeBytes = 64
}

/// The codes of the transfers that settlement writes.
public enum TransferCode {
    public static let fee = "fee"
    public static let remainder = "remainder"
    /// What was left of an event's fee, back from the treasury, because the event is split anew.
    public static let returned = "returned"
    public static let refused = "refused"
    /// What a discount keeps back.
    public static let discount = "discount"
    public static let award = "award"
    /// A claim back in the pool, because the verdict that it rested on was revised.
    public static let withdrawn = "withdrawn"
    public static let post = "post"
    public static let netting = "netting"
    public static let restore = "restore"
    public static let void = "void"
    public static let clawback = "clawback"
    public static let receivable = "receivable"
    public static let reinstate = "reinstate"
    public static let payout = "payout"
    public static let writeOff = "write-off"

    /// What the treasury gets a claim as that is refused when it is proposed.
    package static func refusal(of claim: RewardClaim) -> String { claim.discount == nil ? refused : discount }

    package static func isPayout(_ transfer: Transfer) -> Bool {
        guard transfer.code == payout, case .payable(let from) = transfer.debit, case .paid(let to) = transfer.credit else { return false }
        return from == to
    }
}

/// Why something is not a posting, or may not be posted.
public enum PostingError: Error, Hashable, Sendable {
    case amountNotPositive(Int64)
    case sameAccount(AccountName)
    /// The balance of this account would no longer fit 64 bits.
    case overflow(AccountName)
    /// The account would hold less than nothing.
    case overdrawn(AccountName, Int64)
    case empty
    case malformed(String)

    /// In words, for a diagnostic.
    public var cause: String {
        switch self {
        case .amountNotPositive(let micros): "a transfer of \(micros) micro-credits: an amount is more than zero"
        case .sameAccount(let account): "a transfer from \(account) to itself"
        case .overflow(let account): "the balance of \(account) no longer fits 64 bits"
        case .overdrawn(let account, let micros): "\(account) would hold \(micros) micro-credits"
        case .empty: "a posting without transfers or moves"
        case .malformed(let what): what
        }
    }
}

/// A batch of transfers that stand or fall together, with the reason a person reads and the reward moves they follow from: the body of a
/// `.posting` entry.
public struct Posting: Hashable, Sendable {
    public let reason: String
    public let transfers: [Transfer]
    public let moves: [RewardMove]
    /// The person who decided; nil for what follows from the rules alone.
    public let by: String?
    /// On the first posting of a settlement: what it settles, and by which terms.
    public let settlement: SettlementTerms?

    package init(
        reason: String, transfers: [Transfer], moves: [RewardMove] = [], by: String? = nil, settlement: SettlementTerms? = nil
    ) throws(PostingError) {
        guard !transfers.isEmpty || !moves.isEmpty || settlement != nil else { throw .empty }
        guard !reason.isEmpty else { throw .malformed("a posting without a reason") }
        guard by != "" else { throw .malformed("a decision by nobody") }
        self.reason = reason
        self.transfers = transfers
        self.moves = moves
        self.by = by
        self.settlement = settlement
    }

    public var json: JSONValue {
        var object = JSONObject([("reason", .string(reason)), ("transfers", .array(transfers.map(\.json)))])
        if !moves.isEmpty { object["moves"] = .array(moves.map(\.json)) }
        if let by { object["by"] = .string(by) }
        if let settlement { object["settlement"] = settlement.json }
        return .object(object)
    }

    /// The body of its entry, in canonical JSON.
    public var body: [UInt8] { JSONWriter.bytes(json) }

    /// An entry to append.
    package func draft(at time: Timestamp) -> EntryDraft { EntryDraft(kind: .posting, time: time, body: body) }

    /// Reads a body back, and refuses one that this type would have written differently.
    package init(decoding body: [UInt8]) throws(PostingError) {
        let value: JSONValue
        do throws(JSONSyntaxError) { value = try JSONParser.parse(body) } catch { throw .malformed("a posting that is not JSON: \(error.cause)") }
        guard let reason = value["reason"]?.stringValue, let items = value["transfers"]?.arrayValue else {
            throw .malformed("a posting without its reason or its transfers")
        }
        var transfers: [Transfer] = []
        transfers.reserveCapacity(items.count)
        for item in items { transfers.append(try Transfer(decoding: item)) }
        var moves: [RewardMove] = []
        for item in value["moves"]?.arrayValue ?? [] { moves.append(try RewardMove(decoding: item)) }
        try self.init(
            reason: reason, transfers: transfers, moves: moves, by: value["by"]?.stringValue,
            settlement: value["settlement"].flatMap { SettlementTerms(json: $0) })
        guard self.body == body else { throw .malformed("a posting that is not in canonical form, or holds unknown fields") }
    }
}

/// What a settlement settles: every event whose verdict stands before the watermark and that no settlement before it took.
public struct SettlementTerms: Hashable, Sendable {
    /// The payout policy in full, so that the settlement can be recomputed.
    public let policy: JSONValue
    /// The number of entries that the settlement has seen: its own first entry stands here.
    public let watermark: LedgerPosition
    /// When the challenge window of its rewards ends; nil in settlements of before this was kept, whose rewards say it themselves.
    public let until: Timestamp?

    package init(policy: JSONValue, watermark: LedgerPosition, until: Timestamp?) {
        self.policy = policy
        self.watermark = watermark
        self.until = until
    }

    public var json: JSONValue {
        var object = JSONObject([("policy", policy), ("watermark", .integer(Int64(watermark)))])
        object["until"] = until.map { .string($0.rfc3339) }
        return .object(object)
    }

    init?(json: JSONValue) {
        guard let policy = json["policy"], let watermark = json["watermark"]?.integerValue else { return nil }
        self.init(
            policy: policy, watermark: LedgerPosition(watermark), until: json["until"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
    }
}

extension Transfer {
    var json: JSONValue {
        [
            "amount": amount.json, "cause": .integer(Int64(cause)), "code": .string(code), "credit": .string(credit.description),
            "debit": .string(debit.description),
        ]
    }

    init(decoding value: JSONValue) throws(PostingError) {
        guard let debit = value["debit"]?.stringValue.flatMap({ AccountName($0) }),
            let credit = value["credit"]?.stringValue.flatMap({ AccountName($0) })
        else { throw .malformed("a transfer between accounts that do not exist") }
        guard let amount = value["amount"]?.integerValue else { throw .malformed("a transfer whose amount is not a 64-bit integer") }
        guard let code = value["code"]?.stringValue, let cause = value["cause"]?.integerValue else {
            throw .malformed("a transfer without its code or its cause")
        }
        try self.init(debit: debit, credit: credit, amount: MicroCredits(amount), code: code, cause: Int(cause))
    }
}
