public import Corpora

/// Words numbered in the order in which they were first seen, so that texts become small integers.
public struct Vocabulary: Sendable {
    /// The number of a word.
    public typealias Term = Int32

    /// Bytes of a word beyond which it is cut: no honest word is longer, and a hostile one must not cost memory.
    public static let wordBytes = 64

    private var terms: [String: Term] = [:]
    private var words: [String] = []

    public init() {}

    public var count: Int { words.count }

    /// The word with this number.
    public func word(_ term: Term) -> String { words[Int(term)] }

    /// The number of a word, nil if it was never added; O(length).
    public func term(_ word: String) -> Term? { terms[word] }

    /// The number of a word, given now if it is new; O(length).
    public mutating func add(_ word: String) -> Term {
        if let term = terms[word] { return term }
        let term = Term(words.count)
        terms[word] = term
        words.append(word)
        return term
    }

    /// The words of a text in order, at most `limit` of them; O(bytes).
    public mutating func add(_ text: FoldedText, limit: Int = .max) -> [Term] {
        text.words.prefix(limit).map { word in
            add(String(decoding: text.bytes[word.folded].prefix(Self.wordBytes), as: UTF8.self))
        }
    }

    /// The words of a text that are known, in order, the others left out; O(bytes).
    public func terms(of text: FoldedText) -> [Term] {
        text.words.compactMap { word in
            term(String(decoding: text.bytes[word.folded].prefix(Self.wordBytes), as: UTF8.self))
        }
    }
}
