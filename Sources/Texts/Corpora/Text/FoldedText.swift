/// A text reduced to what a reader sees: folded words, each with its place in the original bytes.
///
/// Case, white space, punctuation, invisible characters, compatibility forms and look-alike letters are folded away, so that a
/// disguised copy has the same words as the original; `marks` says what had to be folded, which is evidence in itself.
public struct FoldedText: Hashable, Sendable {
    /// The folded words, one after the other without separators, in UTF-8.
    public let bytes: [UInt8]
    public let words: [Word]
    public let marks: ObfuscationMarks

    public struct Word: Hashable, Sendable {
        /// Byte range in `bytes`.
        public let folded: Range<Int>
        /// Byte range in the original text (UTF-8).
        public let original: Range<Int>
    }

    public var count: Int { words.count }

    /// The folded word, e.g. `naive` for `Naive`; O(length).
    public func word(_ index: Int) -> String { String(decoding: bytes[words[index].folded], as: UTF8.self) }

    public init(bytes: [UInt8], words: [Word], marks: ObfuscationMarks) {
        self.bytes = bytes
        self.words = words
        self.marks = marks
    }
}

/// How many characters of a text were disguised, by kind of disguise.
public struct ObfuscationMarks: Hashable, Sendable {
    /// Zero-width and other default-ignorable characters inside or before words, where their script does not ask for them.
    public var invisible = 0
    /// Look-alike letters of another script inside a word.
    public var homoglyphs = 0
    /// Full-width, mathematical, circled and other stand-ins for plain letters and digits.
    public var compatibility = 0

    public init() {}

    public init(invisible: Int, homoglyphs: Int, compatibility: Int) {
        self.invisible = invisible
        self.homoglyphs = homoglyphs
        self.compatibility = compatibility
    }

    public var total: Int { invisible + homoglyphs + compatibility }
}
