internal import Corpora
internal import SearchIndex

/// A query as it is compared with documents: its numbered words, and whether it asks.
struct QueryForm: Hashable, Sendable {
    let terms: [Vocabulary.Term]
    /// Asked as a question. A document that opens with a question which somebody later asks word for word is rarer, and so says more,
    /// than a document that opens with a topic which somebody later types: that is what titles are for.
    let isQuestion: Bool

    /// Words of a query beyond which it is cut.
    static let wordLimit = 64

    /// `how to …` is how manuals are titled, so without a question mark it is a topic.
    static func isQuestion(_ raw: String, firstWord: String?, secondWord: String?) -> Bool {
        if raw.unicodeScalars.contains(where: { $0 == "?" || $0 == "\u{FF1F}" || $0 == "\u{061F}" || $0 == "\u{037E}" }) { return true }
        if firstWord == "how", secondWord == "to" { return false }
        return firstWord.map(FunctionWords.questionOpeners.contains) ?? false
    }
}
