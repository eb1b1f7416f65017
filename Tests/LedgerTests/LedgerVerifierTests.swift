import CanonicalJSON
import Contributions
import Testing

@testable import Ledger

/// A ledger as loose records that a test may falsify before it is put back together.
struct LooseLedger {
    var records: [[UInt8]]
    var count: Int
    var head: Digest
    var time: Timestamp?

    init(_ store: InMemoryLedgerStore) throws {
        var records: [[UInt8]] = []
        try store.visitRecords(from: 0) { _, bytes, _ in
            records.append(Array(bytes))
            return true
        }
        self.records = records
        count = store.count
        head = store.headDigest
        time = store.headTime
    }

    var store: InMemoryLedgerStore { InMemoryLedgerStore(records: records, count: count, headDigest: head, headTime: time) }

    /// Writes entry `index` anew, digest included, as an insider would.
    mutating func forge(
        _ index: Int, position: Int? = nil, kind: EntryKind? = nil, time: Timestamp? = nil, body: [UInt8]? = nil, previous: Digest? = nil
    ) {
        records[index] = records[index].withUnsafeBytes { bytes in
            guard let old = LedgerRecord(bytes)?.entry else { return [] }
            return Self.record(
                position ?? old.position, kind ?? old.kind, time ?? old.time, body ?? old.body, previous ?? old.previous)
        }
    }

    /// Forges entry `index` and chains everything after it anew: a ledger that is false, and sound.
    mutating func rewrite(from index: Int, body: [UInt8], kind: EntryKind? = nil, time: Timestamp? = nil) {
        forge(index, kind: kind, time: time, body: body)
        for next in index + 1..<records.count { forge(next, previous: digest(next - 1)) }
        head = digest(records.count - 1)
    }

    func digest(_ index: Int) -> Digest { Digest(bytes: Array(records[index].suffix(32))) ?? .zero }

    static func record(_ position: Int, _ kind: EntryKind, _ time: Timestamp, _ body: [UInt8], _ previous: Digest) -> [UInt8] {
        var out: [UInt8] = []
        _ = LedgerEntryForm.appendRecord(position: position, kind: kind, time: time, body: body, previous: previous, to: &out)
        return out
    }
}

@Suite("Verify")
struct LedgerVerifierTests {
    let sound: LooseLedger
    let accounts: AccountBook

    /// Ten events (0…9), a rule set (10), a verdict (11), two postings (12, 13), a finding (14).
    init() throws {
        let store = InMemoryLedgerStore()
        _ = try LedgerIngest.ingest(try (0..<10).map { try Sample.event("e\($0)", second: Int64($0)) }, into: store)
        let time = Timestamp(seconds: 1_772_000_100)
        let feeIn = try Posting(
            reason: "fees of epoch 1", transfers: [try Transfer(debit: .fees, credit: .pool, amount: MicroCredits(1000), code: "fee", cause: 3)])
        let award = try Posting(
            reason: "award", transfers: [try Transfer(debit: .pool, credit: .held("alice"), amount: MicroCredits(700), code: "award", cause: 3)])
        try store.append([
            EntryDraft(kind: .ruleSet, time: time, body: Array("{\"digest\":\"\(Digest.zero)\"}".utf8)),
            EntryDraft(kind: .verdict, time: time, body: Array("{\"event\":\"engine/test#e0\",\"position\":0,\"verdict\":\"clear\"}".utf8)),
            feeIn.draft(at: time), award.draft(at: time), EntryDraft(.finding(Sample.cluster), at: time),
        ])
        sound = try LooseLedger(store)
        accounts = try AccountBook(folding: store)
    }

    func fault(_ ledger: LooseLedger, _ depth: LedgerVerifier.Depth = .contents) throws -> LedgerFault? {
        let report = try LedgerVerifier.verify(ledger.store, depth: depth)
        #expect(try LedgerVerifier.verify(ledger.store, depth: depth, threadCount: 3) == report, "several threads")
        return report.fault
    }

    func expect(_ ledger: LooseLedger, _ kind: LedgerFault.Kind, at position: Int, _ location: SourceLocation = #_sourceLocation) throws {
        let fault = try fault(ledger)
        #expect(fault?.kind == kind && fault?.position == position, "found \(String(describing: fault))", sourceLocation: location)
    }

    @Test("a sound ledger has no fault, and its accounts are folded on the way", arguments: [LedgerVerifier.Depth.chain, .contents])
    func clean(depth: LedgerVerifier.Depth) throws {
        let report = try LedgerVerifier.verify(sound.store, depth: depth)
        #expect(report.fault == nil && report.verified == 15 && report.digest == sound.head)
        #expect(report.countByKind == [.event: 10, .ruleSet: 1, .verdict: 1, .posting: 2, .finding: 1])
        #expect(report.accounts == accounts && report.accounts.balance(.held("alice")) == MicroCredits(700))
    }

    @Test("an empty ledger is sound")
    func empty() throws {
        let report = try LedgerVerifier.verify(InMemoryLedgerStore())
        #expect(report.fault == nil && report.verified == 0 && report.digest == .zero)
    }

    @Test("every single flipped bit is found, at its entry or at the one whose link it breaks")
    func everyBit() throws {
        for index in [0, 4, 11, 12, 14] {
            for bit in 0..<sound.records[index].count * 8 {
                var ledger = sound
                ledger.records[index][bit / 8] ^= 1 << (bit % 8)
                let found = try fault(ledger, .chain)
                #expect(found?.position == index, "bit \(bit) of entry \(index): \(String(describing: found))")
            }
        }
    }

    @Test("an edited body is told from an edited digest")
    func edited() throws {
        for index in [0, 5, 14] {
            var body = sound
            body.records[index][LedgerEntryForm.headerBytes] ^= 1
            try expect(body, .contentEdited, at: index)
            var digest = sound
            digest.records[index][digest.records[index].count - 1] ^= 1
            try expect(digest, .digestEdited, at: index)
        }
    }

    @Test("a removed entry is named, alone and in a row, at the start, inside and at the end")
    func removed() throws {
        for (range, position) in [(0..<1, 0), (4..<5, 4), (4..<9, 4), (14..<15, 14), (12..<15, 12), (0..<15, 0)] {
            var ledger = sound
            ledger.records.removeSubrange(range)
            try expect(ledger, .removed, at: position)
        }
    }

    @Test("two swapped entries are reordered, and the first of their places is named")
    func reordered() throws {
        for (a, b) in [(0, 1), (3, 9), (13, 14), (0, 14)] {
            var ledger = sound
            ledger.records.swapAt(a, b)
            try expect(ledger, .reordered, at: a)
        }
    }

    @Test("an inserted copy and an inserted forgery are named")
    func inserted() throws {
        var copy = sound
        copy.records.insert(copy.records[3], at: 8)
        try expect(copy, .inserted, at: 3)
        var forgery = sound
        forgery.records.insert(forgery.records[7], at: 7)
        forgery.forge(7, body: try Sample.event("forged").canonicalBytes)
        try expect(forgery, .inserted, at: 7)
        var beyond = sound
        beyond.records.append(
            LooseLedger.record(15, .finding, Timestamp(seconds: 1_772_000_200), EntryBody.finding(Sample.cluster).bytes, beyond.head))
        try expect(beyond, .inserted, at: 15)
    }

    @Test("an entry written anew with a digest of its own breaks the chain there")
    func replaced() throws {
        for index in [0, 6, 13] {
            var ledger = sound
            ledger.forge(index, body: index < 10 ? try Sample.event("e\(index)", fee: 999).canonicalBytes : nil, previous: nil)
            if index == 13 { ledger.forge(13, time: Timestamp(seconds: 1_772_000_101)) }
            try expect(ledger, .replaced, at: index)
        }
        var last = sound
        last.forge(14, body: EntryBody.finding(Sample.otherCluster).bytes)
        try expect(last, .replaced, at: 14)
        var link = sound
        link.forge(5, previous: .zero)
        try expect(link, .replaced, at: 5)
    }

    @Test("a false ledger whose every hash was computed anew is sound: only a checkpoint kept elsewhere can show it")
    func rewritten() throws {
        var ledger = sound
        ledger.rewrite(from: 3, body: try Sample.event("e3", fee: 1).canonicalBytes)
        #expect(try fault(ledger) == nil)
        #expect(ledger.head != sound.head)
    }

    @Test("time that goes back, an unknown kind and an unknown version are faults even where the hashes agree")
    func fields() throws {
        var time = sound
        time.rewrite(from: 5, body: try Sample.event("e5").canonicalBytes, time: Timestamp(seconds: 1))
        try expect(time, .timeGoesBack, at: 5)
        var kind = sound
        kind.records[5][1] = 77
        kind.rehash(5)
        try expect(kind, .unknownKind, at: 5)
        var version = sound
        version.records[5][0] = 3
        version.rehash(5)
        try expect(version, .unknownVersion, at: 5)
    }

    @Test("a length that reaches beyond its record is unreadable")
    func unreadable() throws {
        var ledger = sound
        ledger.records[5][LedgerEntryForm.lengthOffset + 7] ^= 0xFF
        try expect(ledger, .unreadable, at: 5)
        ledger = sound
        ledger.records[5] = []
        try expect(ledger, .unreadable, at: 5)
    }

    @Test("bodies that are no events, not canonical or recorded twice are found where contents are read")
    func bodies() throws {
        let cases: [(String, LedgerFault.Kind)] = [
            ("not json", .malformedBody), ("{\"specversion\":\"1.0\"}", .malformedBody), ("\u{FEFF}{}", .malformedBody),
        ]
        for (text, kind) in cases {
            var ledger = sound
            ledger.rewrite(from: 5, body: Array(text.utf8))
            try expect(ledger, kind, at: 5)
            #expect(try fault(ledger, .chain) == nil)
        }
        var spaced = sound
        spaced.rewrite(from: 5, body: try Sample.event("e5").canonicalBytes + [0x20])
        try expect(spaced, .notCanonical, at: 5)
        var twice = sound
        twice.rewrite(from: 7, body: try Sample.event("e2", fee: 3).canonicalBytes)
        try expect(twice, .duplicateEvent, at: 7)
        var verdict = sound
        verdict.rewrite(from: 11, body: Array("{\"position\":11}".utf8))
        try expect(verdict, .malformedBody, at: 11)
    }

    @Test("postings that overdraw, overflow or lean on a later entry are found at either depth")
    func postings() throws {
        func posting(_ debit: AccountName, _ credit: AccountName, _ micros: Int64, cause: Int = 0) throws -> [UInt8] {
            try Posting(
                reason: "r", transfers: [try Transfer(debit: debit, credit: credit, amount: MicroCredits(micros), code: "c", cause: cause)]
            ).body
        }
        let cases: [([UInt8], LedgerFault.Kind)] = [
            (try posting(.pool, .held("bob"), 1001), .accounts), (try posting(.fees, .pool, .max), .accounts),
            (try posting(.fees, .pool, 1, cause: 13), .accounts),
            (Array("{\"reason\":\"r\",\"transfers\":[]}".utf8), .accounts),
            (Array("{}".utf8), .malformedBody),
        ]
        for (body, kind) in cases {
            var ledger = sound
            ledger.rewrite(from: 13, body: body)
            try expect(ledger, kind, at: 13)
            #expect(try fault(ledger, .chain)?.kind == kind)
        }
    }
}

extension LooseLedger {
    /// Gives an entry the digest of its form and chains the rest anew.
    mutating func rehash(_ index: Int) {
        let form = Array(records[index].dropLast(32))
        records[index] = form + MerkleHash.leaf(form).bytes
        for next in index + 1..<records.count { forge(next, previous: digest(next - 1)) }
        head = digest(records.count - 1)
    }
}
