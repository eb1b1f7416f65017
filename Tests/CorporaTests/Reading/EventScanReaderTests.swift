import Contributions
import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Scanning events ahead of the ledger")
struct EventScanReaderTests {
    let folder: InputFolder

    init() throws { folder = try InputFolder() }

    private static func line(_ number: Int) -> String {
        #"{"specversion":"1.0","id":"e\#(number)","source":"s","type":"other","time":"2026-03-01T09:15:02Z","pad":"\#(String(repeating: "x", count: number % 700))"}"#
    }

    /// What reading came to, whatever the blocks.
    private struct Outcome: Equatable {
        var bodies: [[UInt8]] = []
        var lines: [Int] = []
        var refused: [UInt8] = []
    }

    private func read(_ paths: [String], threads: Int, limit: Int) throws -> Outcome {
        let reader = try EventScanReader(paths: paths, options: ReadingOptions(threadCount: threads, maximumLineByteCount: limit))
        var outcome = Outcome()
        let writer = RefusedLineWriter { outcome.refused += $0 }
        reader.overlongBytes = writer.pass
        while let block = try reader.nextBlock() {
            for line in block.refused { writer.write(line) }
            for index in block.batch.items.indices {
                outcome.bodies.append(block.batch.body(index))
                outcome.lines.append(block.batch.items[index].line)
            }
        }
        #expect(try reader.nextBlock() == nil)
        return outcome
    }

    @Test("any number of threads gives the same events and the same refused lines in the same order", arguments: [2, 3, 8])
    func threads(count: Int) throws {
        var text = ""
        for number in 0..<9000 {
            text += Self.line(number) + "\n"
            if number % 1000 == 7 { text += "{bad\n" }
            // Too long to be held: it goes by in pieces.
            if number == 4000 { text += String(repeating: "y", count: 3_000_001) + "\n" }
        }
        let paths = [
            try folder.file("a.jsonl", text), try folder.file("b.jsonl", ""), try folder.file("c.jsonl", Self.line(9) + "\n" + Self.line(9)),
        ]
        let plain = try read(paths, threads: 1, limit: 2000)
        #expect(plain.bodies.count == 9002 && plain.refused.split(separator: 0x0A).count == 11)
        #expect(try read(paths, threads: count, limit: 2000) == plain)
    }

    @Test("a reader that is dropped early ends its threads")
    func dropped() throws {
        let path = try folder.file("a.jsonl", (0..<30_000).map { Self.line($0) + "\n" }.joined())
        for _ in 0..<5 {
            let reader = try EventScanReader(paths: [path], options: ReadingOptions(threadCount: 3))
            #expect(try reader.nextBlock() != nil)
        }
    }

    @Test("a pipe that has nothing to give does not hold up a caller who has other things to do")
    func idlePipe() throws {
        let pipe = Pipe()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let reader = try EventScanReader(paths: [path], options: ReadingOptions(threadCount: 1))
        guard case .nothingYet = try reader.nextBlock(waitingAtMost: 1) else {
            Issue.record("something came from an empty pipe")
            return
        }
        try pipe.fileHandleForWriting.write(contentsOf: Data((Self.line(1) + "\n").utf8))
        var found = 0
        while found == 0 {
            if case .block(let block) = try reader.nextBlock(waitingAtMost: 1000) { found = block.batch.items.count }
        }
        try pipe.fileHandleForWriting.write(contentsOf: Data(Self.line(2).utf8))
        try pipe.fileHandleForWriting.close()
        while let block = try reader.nextBlock() { found += block.batch.items.count }
        #expect(found == 2)
    }
}
