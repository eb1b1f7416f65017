import Corpora
import SearchIndex
import Testing

@Suite("Vocabulary")
struct VocabularyTests {
    @Test("Words are numbered in the order in which they come, as a dictionary would, far beyond the first table")
    func numbers() {
        var vocabulary = Vocabulary()
        var oracle: [String: Vocabulary.Term] = [:]
        for number in 0..<9_000 {
            let word = "w\(number * 7919 % 5_000)é"
            let expected = oracle[word] ?? Vocabulary.Term(oracle.count)
            oracle[word] = expected
            #expect(vocabulary.add(word) == expected)
        }
        #expect(vocabulary.count == oracle.count)
        for (word, term) in oracle {
            #expect(vocabulary.word(term) == word)
            #expect(vocabulary.term(word) == term)
        }
        #expect(vocabulary.term("never") == nil)
    }

    @Test("Words of a text are found again, long ones by their beginning")
    func texts() {
        var vocabulary = Vocabulary()
        let long = String(repeating: "a", count: 90)
        let terms = vocabulary.add(TextFolder.fold("river mill river \(long)b \(long)c"))
        #expect(terms == [0, 1, 0, 2, 2])
        #expect(vocabulary.terms(of: TextFolder.fold("mill unknown river")) == [1, 0])
        #expect(vocabulary.add(TextFolder.fold("stone mill"), limit: 1) == [3])
    }
}
