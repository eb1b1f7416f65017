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
            [1, 3] + [0, 0, 0, 0, 0, 0, 1, 2] + [0, 0, 0, 0, 0x0A, 0x0B, 0x0C, 0x0D] + previous.bytes + [0, 0, 0, 0, 0, 0, 0, 2] + [0x7B, 0x7D]
        #expect(entry.digest == Digest.sha256(form))
        var record: [UInt8] = []
        let digest = LedgerEntryForm.appendRecord(
            position: 0x0102, kind: .verdict, time: Timestamp(microseconds: 0x0A0B_0C0D), body: Array("{}".utf8), previous: previous, to: &record)
        #expect(record == form + digest.bytes && digest == entry.digest)
        #expect(record.withUnsafeBytes { LedgerRecord($0)?.entry } == entry)
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
