/// Folds texts into words. Pure: equal texts give equal words on every machine.
///
/// A word is a run of letters, digits and their combining marks; everything else separates. Folding is Unicode NFKC_Casefold
/// (UAX 44), which also drops default-ignorable characters. In words that mix scripts, letters become the ones they look like
/// (UTS 39 skeletons); a text truly written in Cyrillic or Greek stays as it is. Han, kana, Thai and other scripts written
/// without spaces give one word per character, so that n-grams of words are n-grams of characters there.
public enum TextFolder {
    /// O(bytes); plain ASCII needs one table look-up a byte and no call into ICU.
    public static func fold(_ text: String) -> FoldedText {
        var text = text
        var buffer = FoldingBuffer()
        text.withUTF8 { buffer.fold($0) }
        return buffer.foldedText
    }
}
