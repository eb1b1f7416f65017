internal import Corpora
internal import Numerics

/// A text as the scorer sees it: folded words and the punctuation between them, each as a hash with a few facts.
///
/// Words come out of `TextFolder`, so that zero-width and look-alike disguises score like the plain text; punctuation is read from the
/// gaps between words in the original. White space carries no information here, because tools rewrite it freely. O(bytes).
struct ScoringText {
    struct Token {
        /// Of the folded word, or of the punctuation mark.
        var hash: UInt64
        /// Hash of what remains of a content word once its topic is gone: ending and length class.
        var shape: UInt64
        /// The word's index in the folded text; -1 for punctuation.
        var word: Int32
        /// Characters of the word; 0 for punctuation.
        var length: UInt8
        /// Punctuation as ASCII; 0 for words.
        var mark: UInt8
        var startsWithCapital: Bool
        var startsWithDigit: Bool
    }

    let tokens: [Token]
    let wordCount: Int
    /// Invisible, look-alike and compatibility characters that were folded away.
    let disguised: Int
    /// The first folded words, a space between two: what a template may show.
    let beginning: String

    /// Words of the beginning.
    static let beginningWords = 60

    init(_ text: String) {
        var buffer = FoldingBuffer()
        self.init(text, &buffer)
    }

    /// The same, in memory that is used again for the next text.
    init(_ text: String, _ buffer: inout FoldingBuffer) {
        var text = text
        var tokens: [Token] = []
        text.withUTF8 { utf8 in
            buffer.fold(utf8)
            let (bytes, ends) = (buffer.bytes, buffer.ends)
            tokens.reserveCapacity(ends.count * 5 / 4)
            var end = 0
            var start = 0
            for (index, foldedEnd) in ends.enumerated() {
                let original = buffer.original(index)
                Self.appendMarks(utf8, end..<max(end, original.lowerBound), to: &tokens)
                let word = UnsafeBufferPointer(rebasing: bytes[start..<Int(foldedEnd)])
                tokens.append(Self.token(word, index, first: utf8[original.lowerBound]))
                start = Int(foldedEnd)
                end = original.upperBound
            }
            Self.appendMarks(utf8, end..<utf8.count, to: &tokens)
        }
        self.tokens = tokens
        wordCount = buffer.wordCount
        disguised = buffer.marks.total
        beginning = Self.beginning(buffer)
    }

    private static func beginning(_ buffer: borrowing FoldingBuffer) -> String {
        var start = 0
        var words: [UInt8] = []
        for end in buffer.ends.prefix(beginningWords) {
            if start > 0 { words.append(UInt8(ascii: " ")) }
            words.append(contentsOf: buffer.bytes[start..<Int(end)])
            start = Int(end)
        }
        return String(decoding: words, as: UTF8.self)
    }

    /// The first `words` words of a text.
    init(prefixOf text: ScoringText, words: Int) {
        disguised = text.disguised
        beginning = text.beginning
        let end = text.tokens.firstIndex { $0.word >= words } ?? text.tokens.count
        tokens = Array(text.tokens[..<end])
        wordCount = min(words, text.wordCount)
    }

    private static func token(_ word: UnsafeBufferPointer<UInt8>, _ index: Int, first: UInt8) -> Token {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var length = 0
        for byte in word {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            if byte & 0xC0 != 0x80 { length += 1 }
        }
        let isNumber = word[0] >= 0x30 && word[0] <= 0x39
        var shape: UInt64 = isNumber ? 1 : length <= 4 ? 2 : length <= 7 ? 3 : 4
        if !isNumber {
            for byte in word.suffix(length <= 4 ? 1 : length <= 7 ? 2 : 3) { shape = shape << 8 | UInt64(byte) }
        }
        return Token(
            hash: SplitMix64.mix(hash), shape: SplitMix64.mix(shape ^ 0x5A5A), word: Int32(index), length: UInt8(clamping: length), mark: 0,
            startsWithCapital: first >= 0x41 && first <= 0x5A, startsWithDigit: isNumber)
    }

    /// Punctuation of a gap, with typographic forms read as their plain ones; other bytes are dropped.
    private static func appendMarks(_ utf8: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to tokens: inout [Token]) {
        var index = range.lowerBound
        while index < range.upperBound {
            var mark = utf8[index]
            // U+2010…U+201F are E2 80 90…9F: dashes and quotation marks; U+2026 is the ellipsis.
            if mark == 0xE2, index + 2 < range.upperBound, utf8[index + 1] == 0x80 {
                switch utf8[index + 2] {
                case 0x90...0x95: mark = UInt8(ascii: "-")
                case 0x98...0x9B: mark = UInt8(ascii: "'")
                case 0x9C...0x9F: mark = UInt8(ascii: "\"")
                case 0xA6: mark = UInt8(ascii: ".")
                default: break
                }
                index += 2
            }
            index += 1
            guard Self.marks.contains(mark) else { continue }
            let hash = SplitMix64.mix(UInt64(mark))
            tokens.append(
                Token(hash: hash, shape: hash, word: -1, length: 0, mark: mark, startsWithCapital: false, startsWithDigit: false))
        }
    }

    static let marks: [UInt8] = Array(".,;:!?()\"'-".utf8)
}

/// Hashes sequences of token hashes.
enum TokenHash {
    static func pair(_ a: UInt64, _ b: UInt64) -> UInt64 { SplitMix64.mix(a &* 0x9E37_79B9_7F4A_7C15 ^ b) }
    static func triple(_ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 { pair(pair(a, b), c) }
}
