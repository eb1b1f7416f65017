import Contributions
@testable import Ledger
import PropertyTesting
import Testing

@Suite("Accounts")
struct AccountBookTests {
    static let accounts: [AccountName] = [
        .fees, .pool, .treasury, .held("a"), .held("b:c"), .payable("a"), .paid("a"), .clawback("a"), .held("pool"), .payable("ü"),
    ]

    static func transfer(_ debit: AccountName, _ credit: AccountName, _ micros: Int64) throws -> Transfer {
        try Transfer(debit: debit, credit: credit, amount: MicroCredits(micros), code: "test", cause: 0)
    }

    @Test("account names are read back as they were written, and nothing else is read", arguments: accounts)
    func readBack(name: AccountName) {
        #expect(AccountName(name.description) == name)
    }

    @Test("texts that name no account are refused", arguments: ["", "Fees", "held", "held:", "owed:a", "fees:a", ":a", "pool "])
    func badNames(text: String) {
        #expect(AccountName(text) == nil)
    }

    @Test("an amount of nothing or less, and a transfer to itself, cannot be made")
    func badTransfers() {
        #expect(throws: PostingError.amountNotPositive(0)) { try Self.transfer(.fees, .pool, 0) }
        #expect(throws: PostingError.amountNotPositive(-5)) { try Self.transfer(.fees, .pool, -5) }
        #expect(throws: PostingError.sameAccount(.pool)) { try Self.transfer(.pool, .pool, 5) }
        #expect(throws: PostingError.empty) { try Posting(reason: "r", transfers: []) }
    }

    @Test("a posting is read back from its body, and any other form of it is refused")
    func roundTrip() throws {
        let posting = try Posting(
            reason: "epoch \"7\"", transfers: [try Self.transfer(.fees, .pool, 7), try Self.transfer(.pool, .held("alice"), .max)])
        #expect(try Posting(decoding: posting.body) == posting)
        let text = String(decoding: posting.body, as: UTF8.self)
        let others = [
            text + " ", text.replacing("\"reason\"", with: " \"reason\""), text.replacing("\"amount\":7,", with: "\"amount\":7,\"note\":1,"),
            text.replacing("\"amount\":7,", with: "\"amount\":7.0,"), text.replacing("\"amount\":7,", with: "\"amount\":-7,"),
            text.replacing("fees", with: "fee"), text.replacing("9223372036854775807", with: "9223372036854775808"), "[]",
        ]
        for other in others {
            #expect(other != text)
            #expect(throws: PostingError.self, "\(other)") { try Posting(decoding: Array(other.utf8)) }
        }
    }

    @Test("a balance that no longer fits is an error, and the book stays as it was")
    func overflow() throws {
        var book = AccountBook()
        try book.apply(try Posting(reason: "r", transfers: [try Self.transfer(.fees, .pool, .max)]))
        let before = book
        #expect(throws: PostingError.overflow(.fees)) {
            try book.apply(try Posting(reason: "r", transfers: [try Self.transfer(.fees, .treasury, 1), try Self.transfer(.fees, .treasury, 1)]))
        }
        #expect(book == before)
        #expect(throws: PostingError.overflow(.pool)) {
            try book.apply(try Posting(reason: "r", transfers: [try Self.transfer(.clawback("a"), .pool, 1)]))
        }
        #expect(book == before && book.total == 0)
    }

    @Test("only what is in an account may be taken out; fees and debts may stand below zero")
    func overdraft() throws {
        for name in Self.accounts where !name.mayBeNegative && name != .treasury {
            var book = AccountBook()
            #expect(throws: PostingError.overdrawn(name, -1)) {
                try book.apply(try Posting(reason: "r", transfers: [try Self.transfer(name, .treasury, 1)]))
            }
            #expect(book == AccountBook())
        }
        var book = AccountBook()
        // Within one posting the order of transfers does not matter.
        try book.apply(try Posting(reason: "r", transfers: [try Self.transfer(.pool, .held("a"), 5), try Self.transfer(.fees, .pool, 5)]))
        #expect(book.balance(.held("a")) == MicroCredits(5) && book.balance(.fees) == MicroCredits(-5) && book.balance(.pool) == .zero)
    }

    @Test("over random postings the sum is zero, and balances are what an independent count says", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func conservation(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        var book = AccountBook()
        var oracle: [String: Int128] = [:]
        var refused = 0
        for step in 0..<2000 {
            let transfers = try (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let debit = Self.accounts.randomElement(using: &random) ?? .fees
                let credit = Self.accounts.filter { $0 != debit }.randomElement(using: &random) ?? .pool
                return try Self.transfer(debit, credit, Int64.random(in: 1...1 << Int64.random(in: 1...62, using: &random), using: &random))
            }
            var after = oracle
            for transfer in transfers {
                after[transfer.debit.description, default: 0] -= Int128(transfer.amount.micros)
                after[transfer.credit.description, default: 0] += Int128(transfer.amount.micros)
            }
            let allowed = after.allSatisfy { name, balance in
                balance <= Int128(Int64.max) && balance >= Int128(Int64.min) && (balance >= 0 || name == "fees" || name.hasPrefix("clawback:"))
            }
            do throws(PostingError) {
                try book.apply(try Posting(reason: "step \(step)", transfers: transfers))
                #expect(allowed, "seed \(seed), step \(step)")
                oracle = after
            } catch {
                // Transfers that overflow on the way are refused even where a later one would bring the balance back.
                if case .overflow = error {} else { #expect(!allowed, "seed \(seed), step \(step): \(error)") }
                refused += 1
            }
            #expect(book.total == 0, "seed \(seed), step \(step)")
        }
        #expect(refused > 0 && refused < 2000, "seed \(seed): \(refused) of 2000 refused")
        for (name, balance) in oracle { #expect(AccountName(name).map { book.balance($0).micros } == Int64(balance), "seed \(seed), \(name)") }
    }
}
