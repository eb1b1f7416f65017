internal import CUnicodeText

/// The words of one text at a time, in memory that is used again for the next: folding for those who fold by the million.
///
/// Word `k` stands in `bytes[ends[k - 1]..<ends[k]]`, where `ends[-1]` is 0. The buffers are valid until the next `fold`.
public struct FoldingBuffer: ~Copyable {
    private var words = unicode_text_words()

    public init() { unicode_text_words_init(&words) }

    deinit {
        var words = words
        unicode_text_words_free(&words)
    }

    /// Replaces the words by those of `text`, UTF-8. Bytes that are not UTF-8 separate words; a text of 4 GiB or more, or one
    /// that memory does not hold, has no words. O(bytes).
    public mutating func fold(_ text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress, unicode_text_fold(&words, base, text.count) == 0 else {
            words.word_count = 0
            words.byte_count = 0
            return
        }
    }

    public var wordCount: Int { words.word_count }
    public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: words.bytes, count: words.byte_count) }
    public var ends: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: words.ends, count: words.word_count) }

    /// What had to be folded away in the latest text.
    public var marks: ObfuscationMarks {
        ObfuscationMarks(invisible: Int(words.invisible), homoglyphs: Int(words.homoglyphs), compatibility: Int(words.compatibility))
    }

    /// The byte range of word `index` in the original text.
    public func original(_ index: Int) -> Range<Int> {
        precondition(index >= 0 && index < words.word_count, "no such word")
        return Int(words.original_starts[index])..<Int(words.original_ends[index])
    }

    /// A copy that outlives the buffer. O(bytes).
    public var foldedText: FoldedText {
        var list: [FoldedText.Word] = []
        list.reserveCapacity(wordCount)
        var start = 0
        for index in 0..<wordCount {
            let end = Int(words.ends[index])
            list.append(.init(folded: start..<end, original: original(index)))
            start = end
        }
        return FoldedText(bytes: Array(bytes), words: list, marks: marks)
    }
}
