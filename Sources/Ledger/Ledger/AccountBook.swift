public import Contributions

/// The balances of all accounts: a fold over postings. A balance is what was credited less what was debited.
///
/// Every transfer takes from one account exactly what it gives another, so the sum over all accounts is zero after each.
/// All arithmetic is checked; a posting that does not fit leaves the book as it was.
public struct AccountBook: Hashable, Sendable {
    private var balances: [AccountName: Int64] = [:]

    public init() {}

    /// Zero for an account that no transfer has named.
    public func balance(_ account: AccountName) -> MicroCredits { MicroCredits(balances[account] ?? 0) }

    /// Every account that a transfer has named, sorted by name.
    public var accounts: [(name: AccountName, balance: MicroCredits)] {
        balances.sorted { $0.key < $1.key }.map { (name: $0.key, balance: MicroCredits($0.value)) }
    }

    /// Zero, always; summed in 128 bits so that the check itself cannot overflow. O(accounts).
    public var total: Int128 { balances.values.reduce(Int128(0)) { $0 + Int128($1) } }

    /// Applies all transfers or none. O(transfers).
    ///
    /// Within a posting an account may pass below zero; after it only `fees` and `clawback` accounts may stand there.
    public mutating func apply(_ posting: Posting) throws(PostingError) {
        var changed: [AccountName: Int64] = [:]
        func add(_ amount: Int64, to account: AccountName) throws(PostingError) {
            let (sum, overflow) = (changed[account] ?? balances[account] ?? 0).addingReportingOverflow(amount)
            if overflow { throw .overflow(account) }
            changed[account] = sum
        }
        for transfer in posting.transfers {
            try add(-transfer.amount.micros, to: transfer.debit)
            try add(transfer.amount.micros, to: transfer.credit)
        }
        let overdrawn = changed.filter { $0.value < 0 && !$0.key.mayBeNegative }.min { $0.key < $1.key }
        if let overdrawn { throw .overdrawn(overdrawn.key, overdrawn.value) }
        balances.merge(changed) { _, new in new }
    }

    /// The balances after every posting of the store.
    public init(folding store: some LedgerStore) throws(LedgerError) {
        var book = AccountBook()
        var failure: LedgerError?
        try store.visit(from: 0) { entry in
            guard entry.kind == .posting else { return true }
            do throws(PostingError) { try book.apply(try Posting(decoding: entry.body)) } catch {
                failure = LedgerError(.corrupt, cause: "entry \(entry.position): \(error.cause)", position: entry.position)
                return false
            }
            return true
        }
        if let failure { throw failure }
        self = book
    }
}
