/// Folds texts into words. Pure: equal texts give equal words on every machine.
public enum TextFolder {
    /// O(bytes).
    public static func fold(_ text: String) -> FoldedText {
        var bytes: [UInt8] = []
        var words: [FoldedText.Word] = []
        var marks = ObfuscationMarks()
        var wordStart = 0
        var originalStart = -1
        var originalEnd = 0
        var offset = 0
        func close() {
            if originalStart >= 0 { words.append(.init(folded: wordStart..<bytes.count, original: originalStart..<originalEnd)) }
            wordStart = bytes.count
            originalStart = -1
        }
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            defer { offset += width }
            if scalar.properties.isDefaultIgnorableCodePoint {
                marks.invisible += 1
                continue
            }
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                close()
                continue
            }
            if originalStart < 0 { originalStart = offset }
            originalEnd = offset + width
            bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
        close()
        return FoldedText(bytes: bytes, words: words, marks: marks)
    }
}
