internal import Corpora
internal import Sketches

/// Turns texts into words, shingles and digest, in buffers that are used again for each text.
struct TextSketcher: ~Copyable {
    let hasher: ShingleHasher
    private var plain = PlainTextBuffer()
    private var buffer = FoldingBuffer()
    private(set) var words: [UInt64] = []
    /// Of the latest text, in its order, repeats included.
    private(set) var shingles: [UInt64] = []
    /// What had to be folded away in the latest text.
    private(set) var marks = ObfuscationMarks()

    init(hasher: ShingleHasher) {
        self.hasher = hasher
    }

    mutating func sketch(_ text: UnsafeBufferPointer<UInt8>) {
        if let plain = plain.reduce(text) {
            hasher.hashPlainWords(plain, into: &words)
            hasher.hashShingles(words: words, into: &shingles)
            marks = ObfuscationMarks()
        } else {
            sketchWithPlaces(text)
        }
    }

    mutating func sketch(_ text: String) {
        var text = text
        text.withUTF8 { sketch($0) }
    }

    /// The same, slower, and `original` says where each word stands.
    mutating func sketchWithPlaces(_ text: UnsafeBufferPointer<UInt8>) {
        buffer.fold(text)
        hasher.hashWords(bytes: buffer.bytes, ends: buffer.ends, into: &words)
        hasher.hashShingles(words: words, into: &shingles)
        marks = buffer.marks
    }

    var wordCount: Int { words.count }

    /// The byte range of a word in the latest text, which came by `sketchWithPlaces`.
    func original(_ word: Int) -> Range<Int> { buffer.original(word) }

    /// Names the sequence of folded words in 128 bits under the secret seed.
    var digest: TextDigest {
        let (first, second) = ShingleHasher.digest(words: words)
        return TextDigest(first: first, second: second)
    }

    /// Lends the shingles to be changed in place and keeps as many as the body returns.
    mutating func keepShingles(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Int) {
        let kept = shingles.withUnsafeMutableBufferPointer { body($0) }
        shingles.removeLast(shingles.count - kept)
    }
}
