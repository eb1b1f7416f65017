import CanonicalJSON
import Contributions
import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Skipping refused lines loses nothing")
struct RefusedLineTests {
    let folder: InputFolder

    init() throws { folder = try InputFolder() }

    private static let good = #"{"specversion":"1.0","id":"e","source":"s","type":"other","time":"2026-03-01T09:15:02Z"}"#

    /// Reads in skip mode; the good events, and the file of refused lines as JSON values.
    private func skip(_ paths: [String], limit: Int = LineReader.maximumLineByteCount) throws -> (good: Int, refused: [JSONValue]) {
        let reader = try EventReader(events: paths, options: ReadingOptions(maximumLineByteCount: limit))
        var file: [UInt8] = []
        let writer = RefusedLineWriter { file += $0 }
        reader.overlongBytes = writer.pass
        let events = try reader.readAll { writer.write($0) }
        let refused = try file.split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
        #expect(refused.count == writer.count)
        return (events.count, refused)
    }

    private func bytes(_ value: JSONValue) -> [UInt8]? {
        if let text = value["text"]?.stringValue { return Array(text.utf8) }
        return value["base64"]?.stringValue.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }

    @Test("good lines are taken, bad ones are written whole with place, code, cause")
    func mixed() throws {
        let notUTF8: [UInt8] = [0x7B, 0x22, 0xFF, 0x22, 0x7D]
        let path = try folder.file("x.jsonl", Array("\(Self.good)\n{\"quote\\\"\n".utf8) + notUTF8 + Array("\n\(Self.good)\n".utf8))
        let (good, refused) = try skip([path])
        #expect(good == 2)
        #expect(refused.map { $0["line"]?.integerValue } == [2, 3])
        #expect(refused.map { $0["code"]?.stringValue } == ["json/unexpected-end", "json/invalid-utf8"])
        #expect(refused.map(bytes) == [Array("{\"quote\\\"".utf8), notUTF8])
        #expect(refused.allSatisfy { $0["file"]?.stringValue == path && $0["cause"] != nil && $0["column"] != nil })
    }

    @Test("lines over the limit are kept too, those held and those that go by in pieces", arguments: [1001, 3_000_001, 3_000_002, 3_000_003])
    func overlong(count: Int) throws {
        let huge = String(repeating: "abcdefg", count: count / 7 + 1).prefix(count)
        let path = try folder.file("x.jsonl", "{bad\n\(huge)\n\(Self.good)\n{\n\(huge)")
        let (good, refused) = try skip([path], limit: 1000)
        #expect(good == 1)
        #expect(refused.map { $0["line"]?.integerValue } == [1, 2, 4, 5])
        #expect(
            refused.map { $0["code"]?.stringValue } == ["json/unexpected-byte", "input/line-too-long", "json/unexpected-end", "input/line-too-long"])
        #expect(bytes(refused[1]) == Array(huge.utf8))
        #expect(bytes(refused[3]) == Array(huge.utf8))
    }

    @Test("of a cut file the whole lines are taken and the unfinished one is written down")
    func truncated() throws {
        let content = Array("\(Self.good)\n\(Self.good)\n{\"specversion\":\"1.0\",\"id\"".utf8)
        let path = try folder.file("x.zst", Array(PackedFixture.rawZstdFrame(content + Array(":\"late\"}\n".utf8)).dropLast(10)))
        let (good, refused) = try skip([path, try folder.file("next.jsonl", Self.good)])
        #expect(good == 3)
        #expect(refused.map { $0["code"]?.stringValue } == ["input/truncated-zstd"])
        #expect(refused.map { $0["line"]?.integerValue } == [3])
        #expect(refused.compactMap(bytes).first?.starts(with: Array("{\"specversion\"".utf8)) == true)
    }
}
