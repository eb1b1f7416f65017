import Contributions
import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Contribution events of an input")
struct EventReaderTests {
    let folder: InputFolder
    static let now = Timestamp(rfc3339: "2026-03-02T00:00:00Z")

    init() throws { folder = try InputFolder() }

    private static func event(_ id: String, time: String = "2026-03-01T09:15:02Z", data: String? = nil) -> String {
        let data = data ?? #"{"from":"p1","to":"p2","resource":"r","kind":"call","amount":5}"#
        return #"{"specversion":"1.0","id":"\#(id)","source":"s","type":"assay.interaction.v1","time":"\#(time)","data":\#(data)}"#
    }

    private func fault(_ line: [UInt8]) throws -> Diagnostic? {
        let path = try folder.file("bad.jsonl", Array((Self.event("first") + "\n").utf8) + line + [0x0A])
        let bad = #expect(throws: BadInput.self) { try EventReader(events: [path], options: ReadingOptions(now: Self.now)).readAll() }
        #expect(bad?.total == 1)
        #expect(bad?.diagnostics.first?.span?.line == 2)
        #expect(bad?.diagnostics.first?.span?.file == path)
        return bad?.diagnostics.first
    }

    @Test("good events come in order with their places")
    func good() throws {
        let path = try folder.file("x.jsonl", (1...5).map { Self.event("e\($0)") }.joined(separator: "\n\n"))
        let events = try EventReader(events: [path]).readAll()
        #expect(events.map(\.item.key.id) == ["e1", "e2", "e3", "e4", "e5"])
        #expect(events.map(\.at.line) == [1, 3, 5, 7, 9])
    }

    @Test(
        "each kind of bad input has a code, a column, a cause and a hint",
        arguments: [
            (#"{"a":1,}"#, "json/unexpected-byte", 8),
            (#"{"a":1"#, "json/unexpected-end", 7),
            (#"{"a":1,"a":2}"#, "json/duplicate-key", 8),
            (#"{"a":01}"#, "json/invalid-number", 6),
            (#"{"a":"\x"}"#, "json/invalid-escape", 7),
            ("{\"a\":\"\t\"}", "json/control-character", 7),
            (#"{"a":"\ud800"}"#, "json/unpaired-surrogate", 7),
            (#"{"a":1} x"#, "json/trailing-bytes", 9),
            ("[1,2]", "event/not-an-object", 1),
            (event("e", data: #"{"from":"p1","to":"p2","resource":"r"}"#), "event/missing-field", nil),
            (event("e", data: #"{"from":7,"to":"p2","resource":"r","kind":"call"}"#), "event/wrong-type", nil),
            (event("e", data: #"{"from":"p1","to":"p2","resource":"r","kind":"call","amount":-5}"#), "event/negative-amount", nil),
            (event("e", data: #"{"from":"p1","to":"p2","resource":"r","kind":"call","amount":0.5}"#), "event/fractional-amount", nil),
            (event("e", time: "yesterday"), "event/bad-time", nil),
            (event("e", time: "2026-03-03T00:00:01Z"), "event/far-future", nil),
        ] as [(String, String, Int?)])
    func badInput(line: String, code: String, column: Int?) throws {
        let fault = try fault(Array(line.utf8))
        #expect(fault?.code == code)
        #expect(fault?.cause.isEmpty == false)
        if let column { #expect(fault?.span?.column == column) }
        #expect(fault?.span?.column ?? 0 >= 1)
    }

    @Test("the column is that of the value at fault")
    func column() throws {
        let line = Self.event("e", data: #"{"from":"p1","to":"p2","resource":"r","kind":"call","amount":-5}"#)
        let place = try #require(line.range(of: "-5")).lowerBound
        #expect(try fault(Array(line.utf8))?.span?.column == line.distance(from: line.startIndex, to: place) + 1)
        let late = Self.event("e", time: "2027-01-01T00:00:00Z")
        let timePlace = try #require(late.range(of: "\"2027")).lowerBound
        #expect(try fault(Array(late.utf8))?.span?.column == late.distance(from: late.startIndex, to: timePlace) + 1)
    }

    @Test("bytes that are not UTF-8 are placed exactly")
    func invalidUTF8() throws {
        var line = Array(Self.event("café").utf8)
        let place = try #require(line.firstIndex(of: 0xC3))
        line.remove(at: place + 1)
        let fault = try fault(line)
        #expect(fault?.code == "json/invalid-utf8")
        #expect(fault?.span?.column == place + 1)
    }

    @Test("nesting without end is refused, not followed")
    func nesting() throws {
        let fault = try fault([UInt8](repeating: 0x5B, count: 1_000_000))
        #expect(fault?.code == "json/too-deep")
        #expect(fault?.span?.column == 65)
    }

    @Test("a time a day ahead is tolerated, and none is refused without a now")
    func clockDrift() throws {
        let near = try folder.file("near.jsonl", Self.event("e", time: "2026-03-03T00:00:00Z"))
        #expect(try EventReader(events: [near], options: ReadingOptions(now: Self.now)).readAll().count == 1)
        let far = try folder.file("far.jsonl", Self.event("e", time: "2999-01-01T00:00:00Z"))
        #expect(try EventReader(events: [far]).readAll().count == 1)
    }

    @Test("a raw address is refused and not repeated in the message")
    func rawIdentifier() throws {
        let line =
            #"{"specversion":"1.0","id":"e","source":"s","type":"assay.participant.v1","time":"2026-03-01T09:15:02Z","data":{"participant":"p","roles":["agent"],"identifiers":{"network":"192.0.2.17"}}}"#
        let fault = try fault(Array(line.utf8))
        #expect(fault?.code == "event/raw-identifier")
        #expect(fault?.cause.contains("192.0.2.17") == false)
    }

    @Test("the first faults are shown in full, the rest are counted")
    func manyFaults() throws {
        let path = try folder.file("x.jsonl", String(repeating: "{\n", count: 57))
        let bad = #expect(throws: BadInput.self) { try EventReader(events: [path]).readAll() }
        #expect(bad?.total == 57)
        #expect(bad?.diagnostics.count == BadInput.shownCount)
        #expect(bad?.shown.last?.cause.contains("\(57 - BadInput.shownCount) more faults of 57") == true)
    }

    @Test("faults of all inputs are gathered: a bad line, an empty file, a cut file")
    func severalInputs() throws {
        let paths = [
            try folder.file("bad.jsonl", "{\n"), try folder.file("empty.jsonl", ""),
            try folder.file("cut.jsonl.gz", Array(PackedFixture.gzip.dropLast(20))), try folder.file("good.jsonl", Self.event("e")),
        ]
        let bad = #expect(throws: BadInput.self) { try EventReader(events: paths).readAll() }
        let codes = Set(bad?.diagnostics.map(\.code) ?? [])
        #expect(codes.isSuperset(of: ["json/unexpected-end", "input/empty-file", "input/truncated-gzip"]))
    }

    @Test("every missing file is named before anything is read")
    func missingFiles() throws {
        let good = try folder.file("good.jsonl", Self.event("e"))
        let bad = #expect(throws: BadInput.self) { try EventReader(events: [good, "/nowhere/a.jsonl", folder.url.path]) }
        #expect(bad?.diagnostics.map(\.code) == ["input/not-found", "input/is-a-directory"])
    }

    @Test("the outcome does not depend on the number of threads")
    func threads() throws {
        let lines = (1...3000).map { $0 % 97 == 0 ? "{\"broken\":\($0)" : Self.event("e\($0)") }
        let path = try folder.file("x.jsonl", lines.joined(separator: "\n"))
        func outcome(_ threads: Int) throws -> [String] {
            let reader = try EventReader(events: [path], options: ReadingOptions(threadCount: threads))
            var out: [String] = []
            while let batch = try reader.nextBatch() {
                for line in batch {
                    switch line {
                    case .item(let event, let span): out.append("\(span.line) \(event.digest)")
                    case .refused(let line): out.append(line.diagnostic.text())
                    }
                }
            }
            return out
        }
        let one = try outcome(1)
        #expect(one.count == 3000)
        for count in [2, 3, 8] { #expect(try outcome(count) == one) }
    }
}
