import Corpora
import Testing

/// The words of a text after folding.
func foldedWords(_ text: String) -> [String] {
    let folded = TextFolder.fold(text)
    return (0..<folded.count).map(folded.word)
}

@Suite("Text folding")
struct TextFolderTests {
    static let plain = "The quick brown fox jumps over a lazy dog, and nobody pays 42 credits for it."

    @Test("Plain text becomes lower-case words without punctuation")
    func plainWords() {
        #expect(foldedWords("The  quick-brown\tfox; 42!") == ["the", "quick", "brown", "fox", "42"])
        #expect(foldedWords("").isEmpty)
        #expect(foldedWords(" .,; \n").isEmpty)
    }

    @Test("Every disguise folds to the undisguised words", arguments: Disguise.allCases)
    func disguises(_ disguise: Disguise) {
        let disguised = disguise.apply(Self.plain)
        #expect(disguised != Self.plain)
        #expect(foldedWords(disguised) == foldedWords(Self.plain))
    }

    @Test("Disguises are counted by kind, plain typing is not")
    func marks() {
        #expect(TextFolder.fold(Self.plain).marks.total == 0)
        #expect(TextFolder.fold("“Don’t” — it’s the ﬁrst ½ of Naïve™ №5…").marks.total == 0)
        #expect(TextFolder.fold(Disguise.zeroWidth.apply(Self.plain)).marks.invisible > 20)
        #expect(TextFolder.fold(Disguise.homoglyph.apply(Self.plain)).marks.homoglyphs > 10)
        #expect(TextFolder.fold(Disguise.fullWidth.apply(Self.plain)).marks.compatibility > 40)
        #expect(TextFolder.fold("\u{FEFF}\(Self.plain) ❤️fine 👩‍👧ok").marks.total == 0)
        #expect(TextFolder.fold("می‌خواهم نمی‌شود").marks.total == 0)
    }

    @Test("True Cyrillic and Greek stay as they are, also inside an English text")
    func trueScripts() {
        #expect(foldedWords("Сор и мама") == ["сор", "и", "мама"])
        #expect(foldedWords("the Russian word сор means litter") == ["the", "russian", "word", "сор", "means", "litter"])
        #expect(foldedWords("η ακτίνα ρ") == ["η", "ακτίνα", "ρ"])
        #expect(TextFolder.fold("Все счастливые семьи похожи друг на друга").marks.total == 0)
    }

    @Test("A Latin letter inside Russian text folds to the Cyrillic one")
    func disguisedRussian() {
        let honest = "Все счастливые семьи похожи друг на друга, каждая несчастлива по-своему"
        let disguised = honest.replacing("а", with: "a").replacing("о", with: "o")
        #expect(foldedWords(disguised).filter { $0 != "на" } == foldedWords(honest).filter { $0 != "на" })
        #expect(TextFolder.fold(disguised).marks.homoglyphs > 5)
    }

    @Test("Scripts without spaces give a word per character, marks staying with their letter")
    func grams() {
        #expect(foldedWords("東京都に住む") == ["東", "京", "都", "に", "住", "む"])
        #expect(foldedWords("ｶﾞｷﾞ") == foldedWords("ガギ"))
        #expect(foldedWords("ไทยดี").count == 5 - 1)
        #expect(foldedWords("GPT東京v2") == ["gpt", "東", "京", "v2"])
    }

    @Test("Composed and decomposed accents are the same word")
    func composition() {
        #expect(foldedWords("Caf\u{E9} nai\u{308}ve") == foldedWords("cafe\u{301} na\u{EF}ve"))
        #expect(foldedWords("\u{1112}\u{1161}\u{11AB}") == ["한"])
        #expect(foldedWords("STRASSE") == foldedWords("straße"))
    }

    @Test("Every word names its place in the original bytes")
    func places() {
        let text = "Ｔｈｅ qu\u{200B}ick ﬁsh, 東京 na\u{308}ive"
        let folded = TextFolder.fold(text)
        let bytes = Array(text.utf8)
        let originals = folded.words.map { String(decoding: bytes[$0.original], as: UTF8.self) }
        #expect(originals == ["Ｔｈｅ", "qu\u{200B}ick", "ﬁsh", "東", "京", "na\u{308}ive"])
        #expect(folded.words.last?.folded.upperBound == folded.bytes.count)
        for (left, right) in zip(folded.words, folded.words.dropFirst()) { #expect(left.folded.upperBound == right.folded.lowerBound) }
    }

    @Test("Folding twice changes nothing more, for any text", arguments: 1...40 as ClosedRange<UInt64>)
    func idempotent(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        let alphabet = Array("abcXYZ059 .,-\u{200B}\u{301}аеоЖЯαβΩéßﬁＡ１東ガไท한ᄒ\u{AD}😀م\u{200C}ﷺ½㎏𝐀Ⓐ".unicodeScalars)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<200 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            scalars.append(alphabet[Int(state >> 33) % alphabet.count])
        }
        let once = foldedWords(String(scalars))
        let twice = foldedWords(once.joined(separator: " "))
        // Folding a word on its own may settle a mixture that the whole text had left open, but never adds or loses a word.
        #expect(once.count == twice.count, "seed \(seed)")
        #expect(!once.contains(""), "seed \(seed)")
    }

    @Test("Bytes that are not UTF-8 separate words and stop nothing")
    func invalidBytes() {
        var buffer = FoldingBuffer()
        let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xC3, 0x20, 0xED, 0xA0, 0x80, 0x63, 0xF0, 0x9F]
        bytes.withUnsafeBufferPointer { buffer.fold($0) }
        #expect((0..<buffer.wordCount).map { buffer.foldedText.word($0) } == ["a", "b", "c"])
    }
}

/// Ways to hide a copy from a byte comparison while it reads the same.
enum Disguise: String, CaseIterable, Sendable {
    case zeroWidth, homoglyph, fullWidth, upperCase, whiteSpace, punctuation, mathematical, softHyphen, variationSelector

    static let lookAlikes: [Character: Character] = [
        "a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "T": "Т", "k": "к",
    ]

    func apply(_ text: String) -> String {
        switch self {
        case .zeroWidth: text.map { $0.isLetter ? "\($0)\u{200B}" : "\($0)" }.joined()
        case .softHyphen: text.map { $0.isLetter ? "\($0)\u{AD}" : "\($0)" }.joined()
        case .variationSelector: text.map { $0.isLetter ? "\($0)\u{E0101}" : "\($0)" }.joined()
        case .homoglyph: String(text.map { Self.lookAlikes[$0] ?? $0 })
        case .fullWidth: Self.shifted(text) { $0 > 32 && $0 < 127 ? $0 + 0xFEE0 : $0 }
        case .mathematical: Self.shifted(text) { (97...122).contains($0) ? $0 - 97 + 0x1D41A : $0 }
        case .upperCase: text.uppercased()
        case .whiteSpace: text.replacing(" ", with: " \u{A0}\n\t\u{3000}")
        case .punctuation: text.replacing(",", with: "").replacing(" ", with: " - ").replacing(".", with: "…")
        }
    }

    private static func shifted(_ text: String, by map: (UInt32) -> UInt32) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(Unicode.Scalar(map(scalar.value)) ?? scalar) }
        return String(out)
    }
}
