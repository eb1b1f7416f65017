import Contributions
import Testing

@testable import Ledger

@Suite("The entry's form")
struct LedgerEntryFormTests {
    @Test("the bytes of an entry are the published ones")
    func golden() {
        let previous = Digest.sha256("previous")
        let entry = LedgerEntry(
            position: 0x0102, kind: .verdict, time: Timestamp(microseconds: 0x0A0B_0C0D), body: Array("{}".utf8), previous: previous)
        let form: [UInt8] =
            [2, 3] + [0, 0, 0, 0, 0, 0, 1, 2] + [0, 0, 0, 0, 0x0A, 0x0B, 0x0C, 0x0D] + previous.bytes + [0, 0, 0, 0, 0, 0, 0, 2] + [0x7B, 0x7D] + [0]
        #expect(entry.digest == Digest.sha256([0] + form) && entry.form == form)
        var record: [UInt8] = []
        let digest = LedgerEntryForm.appendRecord(
            position: 0x0102, kind: .verdict, time: Timestamp(microseconds: 0x0A0B_0C0D), body: Array("{}".utf8), previous: previous, to: &record)
        #expect(record == form + digest.bytes && digest == entry.digest)
        #expect(record.withUnsafeBytes { LedgerRecord($0)?.entry } == entry)
    }

    @Test("a text is cut out of the form and stands in it as a salted digest")
    func apart() throws {
        let body = Array("{\"data\":{\"text\":\"a \\\"secret\\\"\"},\"type\":\"assay.submission.v1\"}".utf8)
        let draft = EntryDraft(kind: .event, time: Timestamp(seconds: 1), body: body)
        let range = try #require(draft.textRange)
        #expect(String(decoding: body[range], as: UTF8.self) == "a \\\"secret\\\"")
        let salt = Digest.sha256("salt")
        var record: [UInt8] = []
        let digest = draft.appendRecord(position: 3, time: draft.time, previous: .zero, text: range, salt: salt, to: &record)
        let left = Array("{\"data\":{\"text\":\"\"},\"type\":\"assay.submission.v1\"}".utf8)
        let commitment = Digest.sha256(salt.bytes + body[range])
        let form =
            [2, 1] + [0, 0, 0, 0, 0, 0, 0, 3] + [0, 0, 0, 0, 0, 0x0F, 0x42, 0x40] + Digest.zero.bytes + [0, 0, 0, 0, 0, 0, 0, UInt8(left.count)]
            + left + [1] + [0, 0, 0, 0, 0, 0, 0, UInt8(range.lowerBound)] + commitment.bytes
        #expect(record == form + digest.bytes && digest == MerkleHash.leaf(form))
        try body[range].withUnsafeBytes { bytes in
            let entry = try #require(record.withUnsafeBytes { LedgerRecord($0)?.entry(StoredText(salt: salt, bytes: bytes)) })
            #expect(entry.body == body && !entry.isErased && entry.form == form && entry.salt == salt)
        }
        let erased = try #require(record.withUnsafeBytes { LedgerRecord($0)?.entry(nil) })
        #expect(erased.body == left && erased.isErased && erased.form == form && erased.digest == digest)
        for length in 0..<record.count { #expect(Array(record.prefix(length)).withUnsafeBytes { LedgerRecord($0) == nil }) }
        record[58 + left.count + 8] ^= 1
        #expect(record.withUnsafeBytes { LedgerRecord($0)?.entry(nil) } == nil, "a place that is not between quotes")
    }

    @Test("no prefix of a record is a record, and a length beyond the limit is refused")
    func prefixes() {
        var record: [UInt8] = []
        _ = LedgerEntryForm.appendRecord(
            position: 0, kind: .event, time: Timestamp(seconds: 0), body: Array("body".utf8), previous: .zero, to: &record)
        for length in 0..<record.count {
            #expect(Array(record.prefix(length)).withUnsafeBytes { LedgerEntryForm.recordLength(at: $0) } == nil)
        }
        #expect((record + [0]).withUnsafeBytes { LedgerRecord($0) == nil })
        record[LedgerEntryForm.lengthOffset] = 0xFF
        #expect(record.withUnsafeBytes { LedgerEntryForm.recordLength(at: $0) } == nil)
    }
}
