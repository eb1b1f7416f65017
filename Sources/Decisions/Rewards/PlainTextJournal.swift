internal import Contributions
public import Ledger

/// Postings as plain-text accounting, for hledger and beancount to read and check.
///
/// Signs are the accountant's: what the house owes is a liability and stands below zero, so every amount is the ledger's with the other sign.
/// Amounts are whole micro-credits. The last lines state every balance, so that the other program checks this one's sums.
public struct PlainTextJournal {
    public enum Dialect: String, Hashable, Sendable, CaseIterable { case hledger, beancount }

    public static let commodity = "MICROCREDIT"

    private let dialect: Dialect
    private var book = AccountBook()
    private var opened: Set<AccountName> = []
    private var lastDay = "1970-01-01"

    public init(_ dialect: Dialect) { self.dialect = dialect }

    /// What stands before everything else.
    public var header: String {
        switch dialect {
        case .hledger: "commodity 1000. \(Self.commodity)\n\n"
        case .beancount: "option \"title\" \"Assay ledger\"\noption \"operating_currency\" \"\(Self.commodity)\"\n\n"
        }
    }

    /// One posting as a transaction; a posting that moves no money becomes a comment.
    public mutating func text(_ posting: Posting, of entry: LedgerEntry) throws(PostingError) -> String {
        lastDay = entry.time.day
        let by = posting.by.map { ", by \($0)" } ?? ""
        let title = "entry \(entry.position): \(posting.reason)\(by)"
        guard !posting.transfers.isEmpty else { return "; \(lastDay) \(Self.plain(title))\n\n" }
        try book.apply(posting)
        var out = ""
        if dialect == .beancount {
            for name in posting.transfers.flatMap({ [$0.debit, $0.credit] }) where opened.insert(name).inserted {
                out += "\(lastDay) open \(Self.account(name)) \(Self.commodity)\n"
            }
        }
        out += dialect == .hledger ? "\(lastDay) * \(Self.plain(title))\n" : "\(lastDay) * \"\(Self.plain(title))\"\n"
        for transfer in posting.transfers {
            let note = "  ; \(Self.plain(transfer.code)), entry \(transfer.cause)\n"
            out += "    \(Self.account(transfer.debit))  \(transfer.amount.micros) \(Self.commodity)\(note)"
            out += "    \(Self.account(transfer.credit))  -\(transfer.amount.micros) \(Self.commodity)\(note)"
        }
        return out + "\n"
    }

    /// Every balance as an assertion.
    public var footer: String {
        var out = ""
        switch dialect {
        case .hledger:
            guard !book.accounts.isEmpty else { return out }
            out = "\(lastDay) * closing balances\n"
            for (name, balance) in book.accounts {
                out += "    \(Self.account(name))  0 \(Self.commodity) = \(0 - Int128(balance.micros)) \(Self.commodity)\n"
            }
        case .beancount:
            // A balance directive speaks of the beginning of its day.
            let day = Timestamp(rfc3339: lastDay + "T00:00:00Z")?.advanced(bySeconds: 86_400).day ?? lastDay
            for (name, balance) in book.accounts {
                out += "\(day) balance \(Self.account(name))  \(0 - Int128(balance.micros)) \(Self.commodity)\n"
            }
        }
        return out
    }

    /// A name that both programs read: other bytes than ASCII letters and digits become `-` and two hexadecimal digits, so that no two
    /// participants share one.
    static func account(_ name: AccountName) -> String {
        switch name {
        case .fees: "Assets:Fees"
        case .pool: "Liabilities:Pool"
        case .treasury: "Equity:Treasury"
        case .held(let participant): "Liabilities:Held:" + component(participant)
        case .payable(let participant): "Liabilities:Payable:" + component(participant)
        case .paid(let participant): "Assets:Paid:" + component(participant)
        case .clawback(let participant): "Assets:Clawback:" + component(participant)
        }
    }

    private static func component(_ participant: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out = Array("P-".utf8)
        for byte in participant.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                out.append(byte)
            default: out += [UInt8(ascii: "-"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Text without anything that either program gives a meaning.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || "\";|\\\u{7F}".unicodeScalars.contains($0) ? "'" : $0 }))
    }
}
