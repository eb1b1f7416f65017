internal import SearchIndex

/// The queries that consumers typed, word by word in a tree, so that a document is compared with all of them at once.
struct QueryTrie: Sendable {
    private static let root: UInt64 = 0
    private var children: [UInt64: UInt32] = [:]
    /// By node: the query that ends there, -1 for none.
    private var ending: [Int32] = [-1]
    /// By word: whether a query begins with it. Spares most places of a document the look-up.
    private var begins: [Bool] = []

    /// Takes in the queries of at least `leastWords` words; O(words of all queries).
    init(_ queries: [QueryForm], leastWords: Int) {
        for (number, query) in queries.enumerated() where query.terms.count >= leastWords {
            let first = Int(query.terms[0])
            while begins.count <= first { begins.append(false) }
            begins[first] = true
            var node = Self.root
            for term in query.terms {
                let key = node << 32 | UInt64(UInt32(bitPattern: term))
                if let next = children[key] {
                    node = UInt64(next)
                } else {
                    node = UInt64(ending.count)
                    children[key] = UInt32(ending.count)
                    ending.append(-1)
                }
            }
            ending[Int(node)] = Int32(number)
        }
    }

    /// The longest query that stands in `terms` from `start` on; O(words of the longest common beginning).
    func longest(in terms: [Vocabulary.Term], from start: Int) -> (query: Int32, words: Int)? {
        guard Int(terms[start]) < begins.count, begins[Int(terms[start])] else { return nil }
        var found: (query: Int32, words: Int)?
        var node = Self.root
        for place in start..<terms.count {
            guard let next = children[node << 32 | UInt64(UInt32(bitPattern: terms[place]))] else { break }
            node = UInt64(next)
            if ending[Int(node)] >= 0 { found = (query: ending[Int(node)], words: place + 1 - start) }
        }
        return found
    }
}
