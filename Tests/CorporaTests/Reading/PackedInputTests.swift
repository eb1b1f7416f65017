import Diagnostics
import Foundation
import Testing

@testable import Corpora

@Suite("Packed inputs")
struct PackedInputTests {
    let folder: InputFolder
    let expected = PackedFixture.lines.enumerated().map { "\($0.offset + 1) \($0.element)" }
    let twice = (PackedFixture.lines + PackedFixture.lines).enumerated().map { "\($0.offset + 1) \($0.element)" }

    init() throws { folder = try InputFolder() }

    private func lines(_ name: String, _ bytes: [UInt8]) throws -> [String] { try LineReader(path: folder.file(name, bytes)).allLines() }

    @Test("the packing is told by the first bytes, whatever the name")
    func magic() throws {
        for name in ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst", "x"] {
            #expect(try lines(name, PackedFixture.gzip) == expected)
            #expect(try lines(name, PackedFixture.zstd) == expected)
        }
    }

    @Test("members and frames one after the other are one input; zero padding after gzip is tolerated, skippable frames are skipped")
    func concatenated() throws {
        #expect(try lines("x.gz", PackedFixture.gzip + PackedFixture.gzip) == twice)
        #expect(try lines("x.gz", PackedFixture.gzip + [UInt8](repeating: 0, count: 700_000)) == expected)
        #expect(try lines("x.zst", PackedFixture.zstd + PackedFixture.zstd) == twice)
        let skippable: [UInt8] = [0x52, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        #expect(try lines("x.zst", skippable + PackedFixture.zstd + skippable) == expected)
    }

    @Test("cut anywhere, a packed input says that it is truncated, and on which line")
    func truncated() throws {
        for (name, whole) in [("gzip", PackedFixture.gzip), ("zstd", PackedFixture.zstd)] {
            for count in 1..<whole.count {
                let reader = try LineReader(path: folder.file("cut." + (name == "gzip" ? "gz" : "zst"), Array(whole.prefix(count))))
                let fault = #expect(throws: Diagnostic.self) { try reader.allLines() }
                #expect(fault?.code == "input/truncated-\(name)", "after \(count) bytes: \(String(describing: fault))")
                #expect((1...4).contains(fault?.span?.line ?? 0))
                #expect(try reader.nextBlock() == nil)
            }
        }
    }

    @Test("what stands before the cut is still handed over, the cut line as unfinished")
    func deliveredBeforeTheCut() throws {
        let content = Array((1...50_000).map { "line \($0)" }.joined(separator: "\n").utf8)
        let packed = PackedFixture.rawZstdFrame(content)
        let reader = try LineReader(path: folder.file("x.zst", Array(packed.prefix(packed.count / 2))))
        var seen = 0
        let fault = #expect(throws: Diagnostic.self) {
            while let block = try reader.nextBlock() { seen += block.lines.count }
        }
        #expect(seen > 20_000)
        #expect(fault?.span?.line == seen + 1)
        #expect(reader.unfinishedLine?.number == seen + 1)
        #expect(fault?.span?.column == (reader.unfinishedLine?.bytes?.count ?? -1) + 1)
    }

    @Test("flipped bytes are a fault, never a crash and never silence beyond the header")
    func corrupt() throws {
        for index in 10..<PackedFixture.gzip.count {
            var bytes = PackedFixture.gzip
            bytes[index] ^= 0x55
            let fault = #expect(throws: Diagnostic.self) { try lines("x.gz", bytes) }
            #expect(fault?.code.hasPrefix("input/") == true, "byte \(index)")
        }
        for index in 4..<PackedFixture.zstd.count {
            var bytes = PackedFixture.zstd
            bytes[index] ^= 0x55
            let fault = #expect(throws: Diagnostic.self) { try lines("x.zst", bytes) }
            #expect(fault?.code.hasPrefix("input/") == true, "byte \(index)")
        }
    }

    @Test("garbage after a whole member or frame is a fault")
    func trailingGarbage() throws {
        #expect(throws: Diagnostic.self) { try lines("x.gz", PackedFixture.gzip + Array("garbage".utf8)) }
        #expect(throws: Diagnostic.self) { try lines("x.zst", PackedFixture.zstd + Array("garbage".utf8)) }
    }

    @Test("a name that promises a packing which the file has not")
    func brokenPromise() throws {
        let gzip = #expect(throws: Diagnostic.self) { try lines("x.jsonl.gz", Array("{\"a\":1}\n".utf8)) }
        #expect(gzip?.code == "input/not-gzip")
        let zstd = #expect(throws: Diagnostic.self) { try lines("x.jsonl.zst", Array("{\"a\":1}\n".utf8)) }
        #expect(zstd?.code == "input/not-zstd")
        let empty = #expect(throws: Diagnostic.self) { try lines("x.jsonl.gz", []) }
        #expect(empty?.code == "input/empty-file")
    }

    @Test("a small file that unpacks to one endless line stays within the line limit")
    func bomb() throws {
        // 40 MB of one byte in run-length blocks: type 1, 128 KiB each.
        var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]
        for block in 0..<320 {
            let header = UInt32(131_072) << 3 | 1 << 1 | (block == 319 ? 1 : 0)
            frame += [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16), 0x78]
        }
        #expect(try lines("x.zst", frame) == ["1 input/line-too-long"])
    }
}
