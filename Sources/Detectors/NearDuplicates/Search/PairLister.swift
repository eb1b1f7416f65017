/// Turns pairs of distinct texts into pairs of documents: equal texts are pairs too, and stand for one another.
struct PairLister {
    private let documents: DocumentTable
    private let search: NearDuplicateSearch
    private let copies: [UInt32: [UInt32]]
    private(set) var pairs: [Pair] = []
    private(set) var starredGroupCount = 0

    struct Pair {
        let left: UInt32
        let right: UInt32
        let shared: UInt32
        let isExact: Bool
    }

    init(_ search: NearDuplicateSearch) {
        self.search = search
        documents = search.documents
        copies = documents.copies()
    }

    /// Lists pairs of equal texts, then those of the verified ones.
    mutating func list(_ verified: [VerifiedPair]) {
        for (text, group) in copies.sorted(by: { $0.key < $1.key }) {
            let shared = UInt32(search.store.shingles(Int(text)).count)
            let isListed = group.count <= NearDuplicateOptions.copyExpansionLimit
            if !isListed { starredGroupCount += 1 }
            for (place, first) in group.enumerated() where place == 0 || isListed {
                for second in group[(place + 1)...] { pairs.append(Pair(left: first, right: second, shared: shared, isExact: true)) }
            }
        }
        for pair in verified {
            for later in expanded(pair.later) {
                for earlier in expanded(pair.earlier) { pairs.append(Pair(left: later, right: earlier, shared: pair.shared, isExact: false)) }
            }
        }
    }

    /// The documents of a text that stand for it in pairs: all of them, or the earliest where they are too many.
    private func expanded(_ text: UInt32) -> ArraySlice<UInt32> {
        guard let group = copies[text] else { return [documents.first(Int(text))] }
        return group.count <= NearDuplicateOptions.copyExpansionLimit ? group[...] : group.prefix(1)
    }
}
