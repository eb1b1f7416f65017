import Contributions
import Diagnostics
import Testing

@testable import Corpora

@Suite("Documents read without a tree")
struct DocumentReaderTests {
    let folder: InputFolder

    init() throws { folder = try InputFolder() }

    private struct Document: Hashable, Sendable {
        let id: String
        let text: String
        let contributor: String?
        let time: Timestamp?
        let line: Int
    }

    private typealias Outcome = (documents: [Document], refused: [Diagnostic])

    private func read(_ path: String, threads: Int = 1, limit: Int = LineReader.maximumLineByteCount) throws -> Outcome {
        let options = ReadingOptions(threadCount: threads, maximumLineByteCount: limit)
        let reader = try DocumentReader(paths: [path], options: options) { piece in
            var out: [Document] = []
            piece.forEachDocument { document, line in
                out.append(
                    Document(
                        id: String(decoding: document.id, as: UTF8.self), text: String(decoding: document.text, as: UTF8.self),
                        contributor: document.contributor.isEmpty ? nil : String(decoding: document.contributor, as: UTF8.self), time: document.time,
                        line: line))
            }
            return out
        }
        var outcome: Outcome = ([], [])
        while let block = try reader.nextBlock() {
            outcome.documents += block.products.flatMap { $0 }
            outcome.refused += block.refused.map(\.diagnostic)
        }
        return outcome
    }

    private func readStrictly(_ path: String) throws -> Outcome {
        let reader = try RecordReader(paths: [path]) { record throws(Diagnostic) in
            Document(
                id: try record.identifier("id"), text: try record.string("text"), contributor: try record.optionalIdentifier("contributor"),
                time: try record.optionalTime("time"), line: record.lineNumber)
        }
        var outcome: Outcome = ([], [])
        while let batch = try reader.nextBatch() {
            for line in batch {
                switch line {
                case .item(let document, _): outcome.documents.append(document)
                case .refused(let line): outcome.refused.append(line.diagnostic)
                }
            }
        }
        return outcome
    }

    private func compare(_ bytes: [UInt8], _ comment: Comment) throws {
        let path = try folder.file("x.jsonl", bytes)
        let (fast, strict) = (try read(path), try readStrictly(path))
        #expect(fast.documents == strict.documents, comment)
        #expect(fast.refused == strict.refused, comment)
    }

    private static let samples = [
        #"{"id":"a","text":"plain words"}"#, #"{"id":7,"text":"t","contributor":"c","time":"2026-03-01T09:15:02.114Z"}"#,
        #"  { "id" : "a" , "text" : "b" , "contributor" : null, "time" : null } "#, #"{"id":"\u00e9\ud83d\ude00","text":"\"\\\/\b\f\n\r\t\u0041é中"}"#,
        #"{"id":"a","text":"b","time":1767225600.5}"#, #"{"id":"a","text":"b","meta":{"x":[1,2.5e-3,true,false,null,"s"],"y":{}}}"#,
        #"{"id":"a","text":"b","meta":{"x":1,"x":2}}"#, #"{"id":"a","id":"b","text":"c"}"#, #"{"id":"a","text":"b","\u0069d":"c"}"#,
        #"{"id":"","text":"b"}"#, #"{"id":-0,"text":"b"}"#, #"{"id":99999999999999999999,"text":"b"}"#, #"{"id":1.5,"text":"b"}"#,
        #"{"id":true,"text":"b"}"#,
        #"{"text":"b"}"#, #"{"id":"a"}"#, #"{"id":"a","text":null}"#, #"{"id":"a","text":5}"#, #"{"id":"a","text":"b","time":"never"}"#,
        #"{"id":"a","text":"b","contributor":""}"#, #"{"id":"a","text":"b","contributor":[]}"#, #"{"id":"a","text":"\ud800"}"#,
        #"{"id":"a","text":"\udc00x"}"#, #"{"id":"a","text":"\x"}"#, #"{"id":"a","text":"\u12"}"#, #"{"id":"a","text":"b"} x"#,
        #"{"id":"a","text":"b""#,
        #"{"id":"a","text":"b"#, #"{"id":"a",}"#, #"["a"]"#, "7", "{}", #"{"id":01,"text":"b"}"#, #"{"id":"a","text":"b","n":-}"#,
        #"{"id":"a","text":"b","n":1.}"#, #"{"id":"a","text":"b","n":1e+}"#, #"{"id":"a","text":"b","n":tru}"#, "{\"id\":\"a\",\"text\":\"b\u{1}\"}",
        "{\"id\":\"a\",\"text\":\"tab\there\"}", #"{"é":1,"e\u0301":2,"id":"a","text":"b"}"#, String(repeating: "[", count: 40),
        #"{"id":"a","text":"b","deep":"# + String(repeating: "[", count: 30) + String(repeating: "]", count: 30) + "}",
    ]

    @Test("Sound and unsound lines come to the same as by the strict parser", arguments: samples)
    func lines(line: String) throws { try compare(Array(line.utf8), "\(line)") }

    @Test(
        "Bytes that are not UTF-8 are refused as the strict parser does",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) throws {
        for padding in [0, 3, 14, 15, 16, 17, 40] {
            let text = [UInt8](repeating: 0x61, count: padding)
            try compare(Array(#"{"id":"a","text":""#.utf8) + text + bytes + text + Array(#""}"#.utf8), "\(bytes) behind \(padding)")
        }
    }

    @Test("Lines with random bytes changed, dropped and doubled come to the same", arguments: 0..<40)
    func mutations(seed: Int) throws {
        var state = UInt64(seed) &* 0xA076_1D64_78BD_642F &+ 3
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var bytes: [UInt8] = []
        for _ in 0..<30 {
            var line = Array(Self.samples[next(Self.samples.count)].utf8)
            for _ in 0..<next(3) {
                let place = next(line.count)
                switch next(3) {
                case 0: line[place] = [0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x3A, 0x30, 0x00, 0xC3, 0xE2, 0x80, 0xFF, 0x75][next(13)]
                case 1 where line.count > 1: line.remove(at: place)
                default: line.insert(line[place], at: place)
                }
            }
            bytes += line.filter { $0 != 0x0A } + [0x0A]
        }
        try compare(bytes, "seed \(seed)")
    }

    @Test("The outcome is the same for any number of threads", arguments: [1, 2, 3, 8])
    func threads(_ threads: Int) throws {
        let lines = (0..<3_000).map { number in
            number % 97 == 5 ? #"{"id":"broken"# : #"{"id":"d\#(number)","text":"text \u00e9 number \#(number)","time":"2026-01-01T00:00:00Z"}"#
        }
        let path = try folder.file("many.jsonl", lines.joined(separator: "\n"))
        let (one, many) = (try read(path), try read(path, threads: threads))
        #expect(one.documents == many.documents && one.refused == many.refused)
        #expect(one.documents.count == 2_969 && one.refused.count == 31)
    }

    @Test("A line beyond the limit is refused with its length and nothing else is lost")
    func longLine() throws {
        let path = try folder.file(
            "long.jsonl",
            #"{"id":"a","text":"b"}"# + "\n" + #"{"id":"c","text":""# + String(repeating: "x", count: 5_000_000) + "\"}\n" + #"{"id":"d","text":"e"}"#
        )
        let outcome = try read(path, limit: 1_000)
        #expect(outcome.documents.map(\.id) == ["a", "d"])
        #expect(outcome.refused.map(\.code) == ["input/line-too-long"])
        #expect(outcome.refused.first?.span?.line == 2)
    }
}
