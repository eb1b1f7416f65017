import Foundation

@testable import Corpora

/// A folder of inputs for one test, removed with it.
final class InputFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("reading-" + UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and returns its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = url.appendingPathComponent(name)
        try Data(bytes).write(to: path)
        return path.path
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

/// What gzip(1) and zstd(1) made of the same three lines, and the lines.
enum PackedFixture {
    static let lines = (1...3).map { "{\"id\":\"a\($0)\",\"text\":\"the quick brown fox jumps over the lazy dog, again and again and again\"}" }
    static let gzip = bytes(
        "H4sIAAAAAAACA6tWykxRslJKNFTSUSpJrSgBsksyUhUKSzOTsxWSivLL8xTS8isUskpzC4oV8stSixRA0jmJVZUKKfnpOgqJ6YmZeQqJeSnoLKVarmqo2UY0NNuYBmYDAECcIQYUAQAA"
    )
    static let zstd = bytes(
        "KLUv/WQUAMUCAKKEERhwrQ5AMGJ0A+y2MI1h0///3/LFSwC6QByDAFRvcR3hvvV6slmaVvF0j7TDLBVxJA1HSE7CSQFrY3fQs9PI0a8He/YGTwUFAAAmQZj3C8TYgkFEoPab+iHA")

    private static func bytes(_ base64: String) -> [UInt8] { Data(base64Encoded: base64).map { Array($0) } ?? [] }

    /// A zstd frame of raw blocks (RFC 8878, section 3.1.1), for inputs of any size.
    static func rawZstdFrame(_ content: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50]
        let size = 100_000
        var start = 0
        repeat {
            let piece = content[start..<min(content.count, start + size)]
            start += piece.count
            let header = UInt32(piece.count) << 3 | (start == content.count ? 1 : 0)
            out += [UInt8(header & 0xFF), UInt8(header >> 8 & 0xFF), UInt8(header >> 16)]
            out += piece
        } while start < content.count
        return out
    }
}

extension LineReader {
    /// Every line as text with its number; refused lines by their code.
    func allLines() throws -> [String] {
        var out: [String] = []
        while let block = try nextBlock() {
            for line in block.lines {
                let text = line.refusal?.code ?? String(decoding: block.copy(line) ?? [], as: UTF8.self)
                out.append("\(line.number) \(text)")
            }
        }
        return out
    }
}
