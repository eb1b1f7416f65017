public import Corpora

/// Words numbered in the order in which they were first seen, so that texts become small integers.
///
/// Words are kept as bytes, one after the other, and found by an open-addressing table: a word already known costs no string. The
/// table's seed differs from process to process, so that nobody can prepare words that collide; the numbers do not depend on it.
public struct Vocabulary: Sendable {
    /// The number of a word.
    public typealias Term = Int32

    /// Bytes of a word beyond which it is cut: no honest word is longer, and a hostile one must not cost memory.
    public static let wordBytes = 64

    private static let free: Term = -1

    private var bytes: [UInt8] = []
    /// By word: where it ends in `bytes`.
    private var ends: [Int] = []
    /// By word.
    private var hashes: [UInt64] = []
    private var slots = [Term](repeating: free, count: 1024)
    private let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    public init() {}

    public var count: Int { ends.count }

    /// The word with this number; O(length).
    public func word(_ term: Term) -> String { String(decoding: bytes[range(term)], as: UTF8.self) }

    /// The number of a word, nil if it was never added; O(length).
    public func term(_ word: String) -> Term? { find(ArraySlice(word.utf8)) }

    /// The number of a word, given now if it is new; O(length).
    public mutating func add(_ word: String) -> Term { add(ArraySlice(word.utf8)) }

    /// The words of a text in order, at most `limit` of them; O(bytes).
    public mutating func add(_ text: FoldedText, limit: Int = .max) -> [Term] {
        var terms: [Term] = []
        terms.reserveCapacity(min(text.words.count, limit))
        for word in text.words.prefix(limit) { terms.append(add(text.bytes[word.folded].prefix(Self.wordBytes))) }
        return terms
    }

    /// The words of a text that are known, in order, the others left out; O(bytes).
    public func terms(of text: FoldedText) -> [Term] {
        text.words.compactMap { find(text.bytes[$0.folded].prefix(Self.wordBytes)) }
    }

    private func range(_ term: Term) -> Range<Int> { (term == 0 ? 0 : ends[Int(term) - 1])..<ends[Int(term)] }

    private func find(_ word: ArraySlice<UInt8>) -> Term? {
        let term = slots[slot(of: word, hash: hash(word))]
        return term == Self.free ? nil : term
    }

    private mutating func add(_ word: ArraySlice<UInt8>) -> Term {
        let hash = hash(word)
        let slot = slot(of: word, hash: hash)
        if slots[slot] != Self.free { return slots[slot] }
        let term = Term(ends.count)
        slots[slot] = term
        bytes.append(contentsOf: word)
        ends.append(bytes.count)
        hashes.append(hash)
        if 2 * ends.count > slots.count { grow() }
        return term
    }

    /// The slot that holds the word, or the free one where it belongs.
    private func slot(of word: ArraySlice<UInt8>, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != Self.free, hashes[Int(slots[slot])] != hash || !isEqual(slots[slot], word) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private func isEqual(_ term: Term, _ word: ArraySlice<UInt8>) -> Bool {
        let place = range(term)
        guard place.count == word.count else { return false }
        for offset in 0..<word.count where bytes[place.lowerBound + offset] != word[word.startIndex + offset] { return false }
        return true
    }

    /// Multiplies and folds byte by byte, from the seed; the last steps are SplitMix64's.
    private func hash(_ word: ArraySlice<UInt8>) -> UInt64 {
        var value = seed ^ UInt64(word.count)
        for byte in word {
            let product = (value ^ UInt64(byte)).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            value = product.high ^ product.low ^ seed
        }
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        return value ^ (value >> 31)
    }

    private mutating func grow() {
        slots = [Term](repeating: Self.free, count: 2 * slots.count)
        for (term, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != Self.free { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Term(term)
        }
    }
}
