internal import Corpora
internal import Sketches

/// Turns texts into shingles, signature and digest, in buffers that are used again for each text.
struct TextSketcher: ~Copyable {
    let hasher: ShingleHasher
    private var buffer = FoldingBuffer()
    private(set) var words: [UInt64] = []
    /// Of the latest text, in its order, repeats included.
    private(set) var shingles: [UInt64] = []

    init(hasher: ShingleHasher) {
        self.hasher = hasher
    }

    mutating func sketch(_ text: UnsafeBufferPointer<UInt8>) {
        buffer.fold(text)
        hasher.hashWords(bytes: buffer.bytes, ends: buffer.ends, into: &words)
        hasher.hashShingles(words: words, into: &shingles)
    }

    mutating func sketch(_ text: String) {
        var text = text
        text.withUTF8 { sketch($0) }
    }

    var wordCount: Int { words.count }
    var marks: ObfuscationMarks { buffer.marks }
    func original(_ word: Int) -> Range<Int> { buffer.original(word) }

    /// Names the sequence of folded words in 128 bits under the secret seed.
    var digest: TextDigest {
        var first: UInt64 = UInt64(words.count)
        var second: UInt64 = 0
        for word in words {
            first = (first ^ word) &* 0x9FB2_1C65_1E98_DF25
            first ^= first >> 29
            second = second &* 0xC6A4_A793_5BD1_E995 &+ word
        }
        return TextDigest(first: first, second: second)
    }
}

/// A 128-bit name of a folded text.
struct TextDigest: Hashable, Sendable {
    let first: UInt64
    let second: UInt64
}
