/// What of a text is compared with templates, without any other text: made once, side by side for many texts.
struct TemplateText: Sendable {
    /// The smallest hashes of the text's n-grams, rising.
    let sketch: [UInt32]
    /// Hashes of the first words, in order.
    let words: [UInt32]
    /// The first words themselves, a space between two.
    let beginning: String

    static let sketchSize = 64
    /// Words of a document that are looked at; what follows is left out, to bound the state.
    static let comparedWords = 300

    /// O(words).
    init(_ text: ScoringText) {
        let hashes = Self.hashes(text)
        sketch = Self.smallest(hashes)
        var words: [UInt32] = []
        words.reserveCapacity(min(text.wordCount, Self.comparedWords))
        for token in text.tokens where token.mark == 0 {
            guard words.count < Self.comparedWords else { break }
            words.append(UInt32(truncatingIfNeeded: token.hash))
        }
        self.words = words
        beginning = text.beginning
    }

    /// 3-grams of words and 5-grams of shapes.
    private static func hashes(_ text: ScoringText) -> [UInt32] {
        var hashes: [UInt32] = []
        hashes.reserveCapacity(text.wordCount * 2)
        let words = text.tokens.indices.filter { text.tokens[$0].mark == 0 }
        for index in words.indices where index >= 2 {
            func token(_ back: Int) -> ScoringText.Token { text.tokens[words[index - back]] }
            hashes.append(UInt32(truncatingIfNeeded: TokenHash.triple(token(2).hash, token(1).hash, token(0).hash)))
            guard index >= 4 else { continue }
            var hash: UInt64 = 0x7E
            for back in (0...4).reversed() { hash = TokenHash.pair(hash, token(back).shape) }
            hashes.append(UInt32(truncatingIfNeeded: hash))
        }
        return hashes
    }

    /// The smallest different hashes, rising: all that lie below a limit, found by counting leading bytes, are sorted. Expected O(hashes).
    static func smallest(_ hashes: [UInt32]) -> [UInt32] {
        guard hashes.count > 2 * sketchSize else { return referenceSmallest(hashes) }
        var counts = [Int](repeating: 0, count: 256)
        for hash in hashes { counts[Int(hash >> 24)] += 1 }
        var limit = 0
        var below = 0
        while limit < 256, below < sketchSize {
            below += counts[limit]
            limit += 1
        }
        let sketch = referenceSmallest(hashes.filter { Int($0 >> 24) < limit })
        // Repeats may have taken places that other hashes should have.
        return sketch.count == sketchSize || limit == 256 ? sketch : referenceSmallest(hashes)
    }

    /// The plain statement of `smallest`.
    static func referenceSmallest(_ hashes: [UInt32]) -> [UInt32] {
        var distinct: [UInt32] = []
        for hash in hashes.sorted() where hash != distinct.last {
            if distinct.count == sketchSize { break }
            distinct.append(hash)
        }
        return distinct
    }
}
