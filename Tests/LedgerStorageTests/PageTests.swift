import Contributions
import Foundation
import Ledger
import Testing

@testable import LedgerStorage

@Suite("Page checksums")
struct PageTests {
    static let pageBytes = 8192

    let file: TemporaryLedger

    /// Every table filled, over several pages.
    init() throws {
        file = try TemporaryLedger()
        let store = try file.open()
        for start in stride(from: 0, to: 600, by: 200) {
            _ = try LedgerIngest.ingest((start..<start + 200).map { try KeepingTests.event($0) }, into: store)
        }
    }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file.path))) }
    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: file.path)) }

    /// What a reader who looks at everything finds; nil where the file passes for sound.
    func finding() throws -> LedgerFault.Kind? {
        do {
            let store = try file.open(.readOnly)
            if let fault = try store.pageFault() { return fault.kind }
            return try LedgerVerifier.verify(store).fault?.kind
        } catch let error as LedgerError { return error.code == LedgerError.Code.corrupt.rawValue ? .pageDamaged : .unreadable }
    }

    @Test("each page of a closed ledger ends in the checksum of its content and number, by an independent sum")
    func checksums() throws {
        let all = try bytes()
        #expect(all[20] == 8 && all.count.isMultiple(of: Self.pageBytes) && all.count > 10 * Self.pageBytes)
        for page in 0..<all.count / Self.pageBytes {
            let content = all[page * Self.pageBytes..<(page + 1) * Self.pageBytes - 8]
            let stored = Array(all[(page + 1) * Self.pageBytes - 8..<(page + 1) * Self.pageBytes])
            #expect(stored == PageChecksumReference.sum(Array(content), page: UInt32(page + 1)), "page \(page + 1)")
        }
        #expect(try file.open(.readOnly).pageFault() == nil)
    }

    @Test("a bit flipped in each page, in its slack and in its checksum too, is found", arguments: [1, 2] as [UInt64])
    func flips(seed: UInt64) throws {
        let sound = try bytes()
        var random = SystemSeed(state: seed)
        for page in 0..<sound.count / Self.pageBytes {
            var changed = sound
            let bit = Int(random.next() % UInt64(Self.pageBytes * 8))
            changed[page * Self.pageBytes + bit / 8] ^= 1 << (bit % 8)
            try write(changed)
            #expect(try finding() != nil, "seed \(seed), page \(page + 1), bit \(bit)")
        }
        try write(sound)
        #expect(try finding() == nil)
    }

    @Test("every bit of the database header is guarded")
    func header() throws {
        let sound = try bytes()
        for bit in 0..<100 * 8 {
            var changed = sound
            changed[bit / 8] ^= 1 << (bit % 8)
            try write(changed)
            #expect(try finding() != nil, "bit \(bit)")
        }
    }

    @Test("two pages that changed places are found, though each has a checksum that fits its content")
    func swapped() throws {
        let sound = try bytes()
        let count = sound.count / Self.pageBytes
        var changed = Array(sound[..<((count - 2) * Self.pageBytes)])
        changed += sound[((count - 1) * Self.pageBytes)...]
        changed += sound[((count - 2) * Self.pageBytes)..<((count - 1) * Self.pageBytes)]
        try write(changed)
        let store = try file.open(.readOnly)
        #expect(try store.pageFault()?.cause.contains("page \(count - 1)") == true)
    }

    @Test("bytes after the last page, half a page and a missing page are found")
    func length() throws {
        let sound = try bytes()
        for changed in [
            sound + [0], sound + [UInt8](repeating: 0, count: Self.pageBytes), Array(sound.dropLast()), Array(sound.dropLast(Self.pageBytes)),
        ] {
            try write(changed)
            #expect(try finding() != nil, "\(changed.count) bytes of \(sound.count)")
        }
    }

    @Test("a damaged page is named and refused by a read, and the verifier can look past it for the entry")
    func named() throws {
        var changed = try bytes()
        // A page in the middle of the second segment's entries.
        let text = Array("question 300".utf8)
        let place = try #require(
            (0..<changed.count - text.count).first { changed[$0] == text[0] && Array(changed[$0..<$0 + text.count]) == text } ?? changed.indices.first
        )
        let page = place / Self.pageBytes
        let target = page == 0 ? 9 : page
        changed[target * Self.pageBytes + 4000] ^= 1
        try write(changed)
        let store = try file.open(.readOnly)
        let refused = #expect(throws: LedgerError.self) { try store.entries() }
        #expect(refused?.code == "ledger/corrupt" && refused?.cause.contains("page \(target + 1) ") == true)
        #expect(try store.pageFault()?.cause.contains("page \(target + 1) of") == true)
        // Now the verifier reads on and says which entry it was.
        #expect(try LedgerVerifier.verify(store).fault != nil)
    }

    @Test("a page that a running log holds may be stale in the file: a check beside a writer finds nothing")
    func besideAWriter() throws {
        let writer = try file.open(.readWrite)
        for start in stride(from: 600, to: 1200, by: 50) {
            _ = try LedgerIngest.ingest((start..<start + 50).map { try KeepingTests.event($0) }, into: writer)
            let reader = try file.open(.readOnly)
            #expect(try reader.pageFault() == nil && reader.count == start + 50)
        }
        // A page half written by a checkpoint that lost its power is in the log still.
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file.path))
        try handle.seek(toOffset: 40)
        try handle.write(contentsOf: [9, 9, 9, 9])
        try handle.close()
        #expect(try file.open(.readOnly).pageFault() == nil)
    }

    @Test("a backup and a rebuilt ledger have checksums of their own")
    func copies() throws {
        let copy = file.path + ".copy"
        try file.open(.readOnly).backUp(to: copy)
        #expect(try SQLiteLedgerStore(path: copy, mode: .readOnly).pageFault() == nil)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: copy)))[20] == 8)
        _ = try SQLiteLedgerStore.rebuild(path: file.path)
        #expect(try finding() == nil)
    }
}

/// The sum as SQLite's description of its log has it, written apart from the kernel.
enum PageChecksumReference {
    /// docs/ledger.md, "The file": one word after the other.
    static func sum(_ content: [UInt8], page: UInt32) -> [UInt8] {
        var words: [UInt64] = []
        for at in stride(from: 0, to: content.count, by: 4) {
            words.append((0..<4).reduce(into: UInt64(0)) { word, byte in word |= UInt64(content[at + byte]) << UInt64(8 * byte) })
        }
        let whole = words.count / 32 * 32
        var pairs: [UInt64] = []
        for lane in 0..<16 {
            let strides = stride(from: 0, to: whole, by: 32)
            let own: [UInt64] = strides.flatMap { [words[$0 + lane], words[$0 + 16 + lane]] }
            let sum = run(own, UInt64(page), 0x4153_5359 + UInt64(lane))
            pairs += [sum.first, sum.second]
        }
        pairs.append(contentsOf: words[whole...])
        let sum = run(pairs, UInt64(page), 0x4153_5359)
        var out: [UInt8] = []
        for half in [sum.first, sum.second] { for byte in 0..<4 { out.append(UInt8(truncatingIfNeeded: half >> UInt64(8 * byte))) } }
        return out
    }

    private static func run(_ words: [UInt64], _ first: UInt64, _ second: UInt64) -> (first: UInt64, second: UInt64) {
        stride(from: 0, to: words.count, by: 2).reduce((first, second)) { sums, at in
            let next = (sums.0 + words[at] + sums.1) % (1 << 32)
            return (next, (sums.1 + words[at + 1] + next) % (1 << 32))
        }
    }
}
