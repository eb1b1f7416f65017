public import Collections
public import Corpora

/// Words numbered in the order in which they were first seen, so that texts become small integers.
///
/// The table's seed differs from process to process, so that nobody can prepare words that collide; the numbers do not depend on it.
public struct Vocabulary: Sendable {
    /// The number of a word.
    public typealias Term = Int32

    /// Bytes of a word beyond which it is cut: no honest word is longer, and a hostile one must not cost memory.
    public static let wordBytes = 64

    private var table = ByteTable()

    public init() {}

    public var count: Int { table.count }

    /// The word with this number; O(length).
    public func word(_ term: Term) -> String { table.withBytes(of: term) { String(decoding: $0, as: UTF8.self) } }

    /// Lends the bytes of the word with this number.
    public func withBytes<Result>(of term: Term, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try table.withBytes(of: term, body)
    }

    /// The number of a word, nil if it was never added; O(length).
    public func term(_ word: String) -> Term? {
        var word = word
        return word.withUTF8 { table.known(UnsafeRawBufferPointer($0)) }
    }

    /// The number of a word, given now if it is new; O(length).
    public mutating func add(_ word: String) -> Term {
        var word = word
        return word.withUTF8 { table.id(UnsafeRawBufferPointer($0)) }
    }

    /// The words of a text in order, at most `limit` of them; O(bytes).
    public mutating func add(_ text: FoldedText, limit: Int = .max) -> [Term] {
        text.bytes.withUnsafeBytes { bytes in
            text.words.prefix(limit).map { table.id(Self.cut(bytes, $0.folded)) }
        }
    }

    /// The words of a text that are known, in order, the others left out; O(bytes).
    public func terms(of text: FoldedText) -> [Term] {
        text.bytes.withUnsafeBytes { bytes in
            text.words.compactMap { table.known(Self.cut(bytes, $0.folded)) }
        }
    }

    private static func cut(_ bytes: UnsafeRawBufferPointer, _ word: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[word.lowerBound..<min(word.upperBound, word.lowerBound + wordBytes)])
    }
}

extension Vocabulary {
    /// O(bytes).
    public func write(to state: inout ColumnWriter) { table.write(to: &state) }

    /// Reads what `write(to:)` wrote. O(bytes).
    public init(from state: inout ColumnReader) throws(ColumnError) { table = try ByteTable(from: &state) }
}
