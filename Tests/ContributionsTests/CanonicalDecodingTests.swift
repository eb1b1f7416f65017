import CanonicalJSON
import Contributions
import Testing

/// The direct decoder against the plain one, on bytes that may or may not be canonical.
@Suite("Decoding canonical bytes")
struct CanonicalDecodingTests {
    private static func canonical(_ line: String) throws -> [UInt8] { JSONWriter.bytes(try JSONParser.parse(line)) }

    /// Whatever the direct decoder and the scanner take, the plain decoder takes for the same event in the same bytes.
    private func compare(_ bytes: [UInt8], _ note: String) -> Bool {
        let direct = ContributionEvent(canonical: bytes)
        let scanned = bytes.withUnsafeBytes { ScannedEvent(canonical: $0) }
        #expect((direct == nil) == (scanned == nil), "\(note): decoder and scanner differ on \(String(decoding: bytes, as: UTF8.self))")
        #expect(bytes.withUnsafeBytes { ContributionEvent(canonical: $0) } == direct, "\(note)")
        guard let direct else { return false }
        guard let value = try? JSONParser.parse(bytes), let plain = try? ContributionEvent(decoding: value) else {
            Issue.record("decoded, but not by the plain decoder: \(note) \(String(decoding: bytes, as: UTF8.self))")
            return true
        }
        #expect(direct == plain && direct.canonicalBytes == bytes, "\(note) \(String(decoding: bytes, as: UTF8.self))")
        return true
    }

    @Test("every sample event is taken, and is what the plain decoder makes of it")
    func samples() throws {
        for line in EventMutations.lines { #expect(compare(try Self.canonical(line), line), "\(line)") }
    }

    @Test("every escape of the writer is read back")
    func escapes() throws {
        let text = "quote \" slash \\ / tab \t \u{0} \u{1F} \u{8}\u{C}\n\r é 🦔"
        let line = try #require(EventDescription.of("assay.submission.v1")).example
        var envelope = try #require(line.objectValue)
        var data = try #require(envelope["data"]?.objectValue)
        data["text"] = .string(text)
        envelope["data"] = .object(data)
        let bytes = JSONWriter.bytes(.object(envelope))
        #expect(compare(bytes, "escapes"))
        guard case .submission(let submission)? = ContributionEvent(canonical: bytes)?.payload else {
            Issue.record("no submission")
            return
        }
        #expect(submission.text == text)
    }

    @Test("bytes that the writer would not have written are left to the plain decoder")
    func strictness() throws {
        let line = try Self.canonical(EventScannerTests.lines[0])
        let text = String(decoding: line, as: UTF8.self)
        let changes: [(String, String)] = [
            ("{\"data\"", "{ \"data\""), ("\\\"x\\\"", "\\u0022x\\u0022"), ("\\n", "\\u000a"), ("/", "\\/"), ("\"fee\":1000", "\"fee\":-0"),
            ("\"consumer\":\"c\",\"fee\":1000", "\"fee\":1000,\"consumer\":\"c\""), ("\"consumer\":\"c\"", "\"consumer\":\"c\",\"consumer\":\"c\""),
        ]
        for (old, new) in changes {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            #expect(changed != text, "\(old)")
            #expect(!compare(Array(changed.utf8), new), "\(changed)")
        }
        var broken = line
        broken[try #require(line.firstIndex(of: 0xC3))] = 0xFF
        #expect(!compare(broken, "not UTF-8"))
    }

    @Test("whatever changed bytes pass as, the plain decoder takes for the same event", arguments: [UInt64(20_260_302), 7])
    func mutated(seed: UInt64) throws {
        var mutations = EventMutations(seed: seed)
        let lines = try EventMutations.lines.map(Self.canonical)
        var taken = 0
        for round in 0..<40_000 {
            let bytes = mutations.changed(lines[mutations.next(lines.count)])
            if compare(bytes, "seed \(seed), round \(round)") { taken += 1 }
            // The canonical form of what still parses is mostly an event.
            guard round % 4 == 0, let value = try? JSONParser.parse(bytes) else { continue }
            if compare(JSONWriter.bytes(value), "seed \(seed), round \(round), written anew") { taken += 1 }
        }
        #expect(taken > 2000, "only \(taken) of the changed lines were taken")
    }

    @Test("numbers are the doubles that the standard library reads")
    func numbers() throws {
        var mutations = EventMutations(seed: 11)
        for _ in 0..<20_000 {
            var text = mutations.next(2) == 0 ? "-" : ""
            text += String(mutations.next(1_000_000))
            if mutations.next(4) > 0 { text += "." + (0...mutations.next(17)).map { _ in String(mutations.next(10)) }.joined() }
            if mutations.next(8) == 0 { text += "e\(mutations.next(80) - 40)" }
            Array(text.utf8).withUnsafeBytes { bytes in
                var cursor = JSONCursor(bytes)
                let number = cursor.number()
                #expect(number.flatMap { cursor.double($0) }?.bitPattern == Double(text)?.bitPattern, "\(text)")
                #expect(cursor.isAtEnd, "\(text)")
            }
        }
    }
}
