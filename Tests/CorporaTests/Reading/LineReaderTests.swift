import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Lines of an input")
struct LineReaderTests {
    let folder: InputFolder

    init() throws { folder = try InputFolder() }

    @Test(
        "line ends, marks and blank lines",
        arguments: [
            ("a\nb\n", ["1 a", "2 b"]),
            ("a\nb", ["1 a", "2 b"]),
            ("a\r\nb\r\n", ["1 a", "2 b"]),
            ("a\r\nb\r", ["1 a", "2 b"]),
            ("\u{FEFF}a\nb\n", ["1 a", "2 b"]),
            ("\n\na\n \t\n\r\nb", ["3 a", "6 b"]),
            ("a\rb\n", ["1 a\rb"]),
            ("x", ["1 x"]),
        ])
    func lineEnds(text: String, expected: [String]) throws {
        #expect(try LineReader(path: folder.file("x.jsonl", text)).allLines() == expected)
    }

    @Test("an input without a line is a fault", arguments: ["", "\n", " \n\r\n\t\n", "\u{FEFF}", "\u{FEFF}\n"])
    func empty(text: String) throws {
        let reader = try LineReader(path: folder.file("x.jsonl", text))
        let fault = #expect(throws: Diagnostic.self) { try reader.nextBlock() }
        #expect(fault?.code == "input/empty-file")
        #expect(fault?.span?.line == 1)
        #expect(try reader.nextBlock() == nil)
    }

    @Test("lines over the end of a block stay whole, whatever their lengths", arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func blockEdges(seed: UInt64) throws {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        var lines: [String] = []
        for number in 1...40 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            lines.append(String(repeating: "x", count: Int(state >> 44) % 300_000 + 1) + "\(number)")
        }
        let expected = lines.enumerated().map { "\($0.offset + 1) \($0.element)" }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        #expect(try LineReader(path: folder.file("x.jsonl", bytes)).allLines() == expected, "seed \(seed)")
        #expect(try LineReader(path: folder.file("x.zst", PackedFixture.rawZstdFrame(bytes))).allLines() == expected, "seed \(seed)")
    }

    @Test("a line at the limit is taken, one byte more is refused, and reading goes on", arguments: ["\n", "\r\n"])
    func lineLimit(end: String) throws {
        let text = ["a", String(repeating: "b", count: 10), String(repeating: "c", count: 11), "d"].joined(separator: end)
        let reader = try LineReader(path: folder.file("x.jsonl", text), maximumLineByteCount: 10)
        #expect(try reader.allLines() == ["1 a", "2 bbbbbbbbbb", "3 input/line-too-long", "4 d"])
    }

    @Test("a line far over the limit goes by in pieces, and the lines around it are whole", arguments: ["after\n", ""])
    func hugeLine(after: String) throws {
        let huge = String(repeating: "0123456789", count: 500_000)
        let reader = try LineReader(path: folder.file("x.jsonl", "before\n" + huge + "\n" + after), maximumLineByteCount: 1000)
        var passed: [UInt8] = []
        var numbers: Set<Int> = []
        var largest = 0
        reader.overlongBytes = { number, bytes in
            numbers.insert(number)
            passed += bytes
            largest = max(largest, bytes.count)
        }
        #expect(try reader.allLines() == ["1 before", "2 input/line-too-long"] + (after.isEmpty ? [] : ["3 after"]))
        #expect(passed == Array(huge.utf8))
        #expect(numbers == [2])
        #expect(largest <= 2 * LineReader.blockByteCount)
    }

    @Test("missing files, directories and unreadable bytes are named")
    func cannotOpen() throws {
        let missing = #expect(throws: Diagnostic.self) { try LineReader(path: "/nowhere/x.jsonl") }
        #expect(missing?.code == "input/not-found")
        let directory = #expect(throws: Diagnostic.self) { try LineReader(path: folder.url.path) }
        #expect(directory?.code == "input/is-a-directory")
    }
}
