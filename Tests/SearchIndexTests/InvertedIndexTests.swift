import Corpora
import Testing

@testable import SearchIndex

@Suite("The inverted index")
struct InvertedIndexTests {
    private static func index(_ texts: [String], ranking: BM25 = BM25()) -> InvertedIndex {
        var index = InvertedIndex(ranking: ranking)
        for text in texts { index.add(TextFolder.fold(text)) }
        return index
    }

    @Test("the document that holds the rarer word comes first, whatever its case")
    func rare() {
        let index = Self.index(["the common page", "the Rare common page", "the common leaf"])
        #expect(index.search(TextFolder.fold("RARE common"), limit: 3).map(\.document) == [1, 0, 2])
        #expect(index.documentFrequency("common") == 3)
        #expect(index.documentFrequency("absent") == 0)
    }

    @Test("equal scores keep the order of the documents, also where the list is cut")
    func ties() {
        let index = Self.index(Array(repeating: "same words", count: 8))
        #expect(index.search(words: ["same"], limit: 8).map(\.document) == Array(0..<8))
        #expect(index.search(words: ["same"], limit: 3).map(\.document) == [0, 1, 2])
    }

    @Test("nothing is found in nothing, for nothing, or with unknown words")
    func empty() {
        #expect(InvertedIndex().search(words: ["word"], limit: 5).isEmpty)
        let index = Self.index(["one", ""])
        #expect(index.search(words: [], limit: 5).isEmpty)
        #expect(index.search(words: ["two"], limit: 5).isEmpty)
        #expect(index.search(words: ["one"], limit: 0).isEmpty)
        #expect(index.count == 2)
    }

    @Test("cutting the list changes nothing above the cut", arguments: [1, 2, 5, 20])
    func prefix(limit: Int) {
        let texts = (0..<60).map { number in (0..<12).map { "w\((number * 7 + $0 * $0 * 5) % 17)" }.joined(separator: " ") }
        let index = Self.index(texts)
        let query = ["w1", "w5", "w5", "w9"]
        #expect(index.search(words: query, limit: limit) == Array(index.search(words: query, limit: 60).prefix(limit)))
    }

    @Test("more repetition of a word never lowers a score, and saturates")
    func saturation() {
        let ranking = BM25()
        let values = (1..<50).map { ranking.saturation(count: $0, length: 100, meanLength: 100) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
        #expect(values.allSatisfy { $0 < 1 })
    }
}
