internal import Collections
internal import SearchIndex

/// The queries that consumers typed, word by word in a tree, so that a document is compared with all of them at once.
struct QueryTrie: Sendable {
    private static let root: UInt64 = 0
    private var children = KeyTable()
    /// By node: the query that ends there, -1 for none.
    private var ending: [Int32] = [-1]
    /// By word: whether a query begins with it. Spares most places of a document the look-up.
    private var begins: [Bool] = []

    /// Takes in the queries of at least `leastWords` words; O(words of all queries).
    init(_ queries: QueryList, leastWords: Int) {
        for number in 0..<Int32(queries.count) {
            let words = queries.words(number)
            guard words.count >= leastWords, let first = words.first else { continue }
            while begins.count <= Int(first) { begins.append(false) }
            begins[Int(first)] = true
            var node = Self.root
            for term in words {
                let fresh = Int32(ending.count)
                let next = children.value(node << 32 | UInt64(UInt32(bitPattern: term)), ifNew: fresh)
                if next == fresh { ending.append(-1) }
                node = UInt64(next)
            }
            ending[Int(node)] = number
        }
    }

    /// The longest query that stands in `terms` from `start` on; O(words of the longest common beginning).
    func longest(in terms: [Vocabulary.Term], from start: Int) -> (query: Int32, words: Int)? {
        guard Int(terms[start]) < begins.count, begins[Int(terms[start])] else { return nil }
        var found: (query: Int32, words: Int)?
        var node = Self.root
        for place in start..<terms.count {
            guard let next = children.value(node << 32 | UInt64(UInt32(bitPattern: terms[place]))) else { break }
            node = UInt64(next)
            if ending[Int(node)] >= 0 { found = (query: ending[Int(node)], words: place + 1 - start) }
        }
        return found
    }
}
