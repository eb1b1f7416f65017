import Contributions
import Ledger

extension FuzzTarget {
    private static func record(_ kind: EntryKind, _ body: String, apart: Int? = nil) -> [UInt8] {
        var out: [UInt8] = []
        _ = LedgerEntryForm.appendRecord(
            position: 7, kind: kind, time: Timestamp(seconds: 1_772_000_000), body: Array(body.utf8), previous: Digest.sha256([1]),
            apart: apart.map { TextCommitment(offset: $0, digest: Digest.sha256([2])) }, to: &out)
        return out
    }

    /// Bytes are a record in one way or not at all.
    static let entry = FuzzTarget(
        name: "entry",
        seeds: {
            [
                record(.event, #"{"data":{"fee":1},"id":"e1","source":"a"}"#), record(.event, #"{"data":{"text":""},"id":"e1"}"#, apart: 17),
                record(.erasure, #"{"position":3,"reason":"asked"}"#), record(.finding, ""), record(.posting, postings[0]),
            ]
        }, words: ["\"\"", "{\"data\":{\"text\":\"\"}}"],
        check: { bytes in
            guard let record = LedgerRecord(UnsafeRawBufferPointer(bytes)) else { return }
            require(record.bytes.count == bytes.count && record.body.count <= bytes.count, "a record of another length")
            _ = (record.digest, record.previous, record.time, record.kind, record.version)
            guard let entry = record.entry else { return }
            require(entry.form.elementsEqual(record.form), "an entry with another form than its record")
            var again: [UInt8] = []
            let digest = LedgerEntryForm.appendRecord(
                position: entry.position, kind: entry.kind, time: entry.time, body: entry.body, previous: entry.previous, apart: entry.apart,
                to: &again)
            require(again.dropLast(Digest.byteCount).elementsEqual(record.form), "a form that is written differently")
            require(digest == MerkleHash.leaf(record.form), "a digest that is not the leaf's")
            _ = try? entry.decodedEvent()
            if let erasure = TextErasure(decoding: entry.body) { require(erasure.body == entry.body, "an erasure that is written differently") }
            guard record.apart != nil else { return }
            // A text that was put back comes out again.
            let text = Array("a \\\"text\\\" \\\\".utf8)
            text.withUnsafeBytes { lent in
                let whole = record.entry(StoredText(salt: Digest.sha256([3]), bytes: lent))
                require(whole?.form.elementsEqual(record.form) ?? false, "an entry with its text has another form")
            }
        })

    private static let postings = [
        #"{"moves":[{"amount":9,"because":1,"cleared":true,"do":"hold","participant":"p","reward":"R1-0","role":"contributor","source":"s","until":"2026-03-01T00:00:00.000Z"}],"reason":"r","settlement":{"policy":{"a":1},"watermark":5},"transfers":[{"amount":9,"cause":1,"code":"fee","credit":"pool","debit":"fees"},{"amount":9,"cause":1,"code":"award","credit":"held:p","debit":"pool"}]}"#,
        #"{"moves":[{"do":"post","amount":9,"reward":"R1-0"}],"reason":"r","transfers":[{"amount":9,"cause":1,"code":"post","credit":"payable:p","debit":"held:p"}]}"#,
        #"{"by":"rae","moves":[{"do":"void","reward":"R1-0"}],"reason":"r","transfers":[{"amount":9,"cause":1,"code":"void","credit":"treasury","debit":"held:p"}]}"#,
        #"{"by":"rae","reason":"r","transfers":[{"amount":9,"cause":1,"code":"payout","credit":"paid:p","debit":"payable:p"}]}"#,
    ]

    /// Postings have one form; the accounts take them in or refuse them, and add up to nothing. One posting to a line.
    static let posting = FuzzTarget(
        name: "posting", seeds: { postings.map { Array($0.utf8) } + [Array(postings.joined(separator: "\n").utf8)] },
        words: [
            "\"by\":\"rae\"", "claw-back", "dispute", "uphold", "overturn", "escalate", "release", "refuse", "write-off", "clawback:p", "payable:p",
            "held:p", "paid:p", "treasury", "R1-0-2", "9223372036854775807", "-9223372036854775808", "netting", "receivable", "reinstate", "restore",
        ],
        check: { text in
            var book = AccountBook()
            for line in text.split(separator: 0x0A).prefix(32) {
                guard let posting = try? Posting(decoding: Array(line)) else { continue }
                require(posting.body.elementsEqual(line), "a posting that is written differently")
                let before = book
                do throws(PostingError) { try book.apply(posting) } catch {
                    require(!error.cause.isEmpty && book == before, "a refusal that changed the book")
                }
                require(book.total == 0, "accounts that do not add up")
                for (name, balance) in book.accounts { require(name.mayBeNegative || balance >= .zero, "\(name) is overdrawn") }
            }
        })
}
