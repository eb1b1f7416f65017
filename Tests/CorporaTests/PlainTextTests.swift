import Corpora
import Testing

@Suite("Plain text")
struct PlainTextTests {
    /// Words of a reduced text by the rule that its readers follow; nil where it is not plain.
    private func plainWords(_ text: String) -> [String]? {
        var buffer = PlainTextBuffer()
        var text = text
        let reduced = text.withUTF8 { bytes in buffer.reduce(bytes).map { Array($0) } }
        return reduced.map { bytes in
            let small = bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            return small.split { !((0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 >= 0x80) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func folded(_ text: String) -> [String] {
        let folded = TextFolder.fold(text)
        return (0..<folded.count).map { folded.word($0) }
    }

    @Test("Every code point that counts as plain folds to the same words, without a mark, in every surrounding")
    func everyCodePoint() {
        var plain = 0
        for value in UInt32(0)..<0x3100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for text in ["ab\(scalar)cd", "\(scalar)", "ab \(scalar)cd", "ab\(scalar) cd", "\(scalar)\(scalar)x"] {
                guard let words = plainWords(text) else { continue }
                plain += 1
                #expect(words == folded(text), "U+\(String(value, radix: 16))")
                #expect(TextFolder.fold(text).marks.total == 0, "U+\(String(value, radix: 16))")
            }
        }
        #expect(plain > 5 * 200)
    }

    @Test("Random mixtures of plain characters fold alike", arguments: 0..<20)
    func mixtures(seed: Int) {
        let characters = Array("abcXYZ019 ,.-\n\t'\"éÉßüñÀ“”’–—…«»·©°\u{A0}\u{2009}")
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 7
        let text = String(
            (0..<400).map { _ -> Character in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return characters[Int(state >> 33) % characters.count]
            })
        let words = plainWords(text)
        #expect(words == folded(text), "seed \(seed)")
    }

    @Test(
        "What needs Unicode's rules is not plain",
        arguments: ["a\u{200B}b", "раypal", "ｆｕｌｌ", "e\u{301}", "中文", "\u{FEFF}bom", "µ", "ª", "x\u{AD}y", "™", "Ā", "𝐛", "\u{2060}", "\u{202E}"])
    func beyond(text: String) { #expect(plainWords(text) == nil) }

    @Test(
        "Bytes that are not UTF-8 are not plain",
        arguments: [[0xFF], [0x61, 0xC3], [0xE2, 0x80], [0xC3, 0x28], [0x80], [0xE2, 0x28, 0x93]] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        var buffer = PlainTextBuffer()
        let isPlain = bytes.withUnsafeBufferPointer { buffer.reduce($0) != nil }
        #expect(!isPlain)
    }
}
