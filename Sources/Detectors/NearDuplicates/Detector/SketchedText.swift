internal import Sketches

/// A text with its shingles in order and the place of each word, recomputed where a match is looked at closely.
struct SketchedText: Sendable {
    let text: [UInt8]
    /// In the order of the text, repeats included; shingle k starts at word k.
    let shingles: [UInt64]
    let set: ShingleSet
    /// Hashes of the folded words, in order.
    let wordHashes: [UInt64]
    /// Byte ranges of the words in `text`.
    let words: [Range<Int>]
    let width: Int

    init(_ text: [UInt8], _ sketcher: inout TextSketcher) {
        self.text = text
        self.text.withUnsafeBufferPointer { sketcher.sketchWithPlaces($0) }
        shingles = sketcher.shingles
        set = ShingleSet(hashes: shingles)
        wordHashes = sketcher.words
        words = (0..<sketcher.wordCount).map { sketcher.original($0) }
        width = sketcher.hasher.width
    }

    /// Words that belong to a shingle of the other text. O(words).
    func matchedWords(in other: ShingleSet) -> [Bool] {
        var matched = [Bool](repeating: false, count: words.count)
        var end = 0
        for (start, shingle) in shingles.enumerated() where other.contains(shingle) {
            for word in max(start, end)..<min(words.count, start + width) { matched[word] = true }
            end = max(end, min(words.count, start + width))
        }
        return matched
    }

    /// Byte ranges of runs of matched words, in order.
    func ranges(of matched: [Bool]) -> [(words: Range<Int>, bytes: Range<Int>)] {
        var out: [(words: Range<Int>, bytes: Range<Int>)] = []
        var start: Int?
        for word in 0...words.count {
            if word < words.count, matched[word] {
                start = start ?? word
            } else if let first = start {
                out.append((first..<word, words[first].lowerBound..<words[word - 1].upperBound))
                start = nil
            }
        }
        return out
    }
}
