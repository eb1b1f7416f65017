import Sketches
import Testing

@Suite("Shingle postings")
struct ShinglePostingsTests {
    private struct Entry: Hashable {
        let document: Int
        let isIndependent: Bool
    }

    /// The plain statement: a list for each shingle, of at most twelve documents of either standing.
    private struct PlainPostings {
        private(set) var lists: [UInt64: [Entry]] = [:]

        mutating func add(_ shingles: [UInt64], document: Int, isIndependent: Bool) {
            for shingle in shingles where lists[shingle, default: []].count(where: { $0.isIndependent == isIndependent }) < 12 {
                lists[shingle, default: []].append(Entry(document: document, isIndependent: isIndependent))
            }
        }
    }

    private static func entries(_ postings: ShinglePostings, _ shingles: [UInt64]) -> [[Entry]] {
        var lists: [UInt32] = []
        postings.lists(of: shingles, into: &lists)
        return lists.map { postings.holders(of: $0).map { Entry(document: $0.document, isIndependent: $0.isIndependent) } }
    }

    private static func reread(_ postings: ShinglePostings, documentCount: Int) -> ShinglePostings? {
        let columns = postings.columns
        return ShinglePostings(slots: columns.slots, lists: columns.lists, entries: columns.entries, documentCount: documentCount)
    }

    @Test("An index says what a dictionary of lists says, also when it is kept and read back on the way", arguments: 0..<6)
    func plain(_ seed: UInt64) throws {
        let pool = spread(700, seed: seed) + [0, .max]
        let fresh = spread(40_000, seed: seed + 100)
        var postings = ShinglePostings()
        var reference = PlainPostings()
        for document in 0..<400 {
            // Whole runs that come again and again, single ones, and some that nobody else has.
            let draws = spread(40, seed: seed * 1_000 + UInt64(document))
            let start = Int(draws[0] % 600)
            var shingles = Set(pool[start..<start + Int(draws[1] % 100)])
            for draw in draws.dropFirst(2) { shingles.insert(pool[Int(draw % UInt64(pool.count))]) }
            shingles.formUnion(fresh[document * 100..<document * 100 + Int(draws[2] % 100)])
            let sorted = ShingleSet(hashes: Array(shingles)).values
            let isSame = Self.entries(postings, sorted) == sorted.map { reference.lists[$0] ?? [] }
            #expect(isSame, "seed \(seed), document \(document)")
            let isIndependent = draws[3] % 3 > 0
            postings.add(sorted, document: document, isIndependent: isIndependent)
            reference.add(sorted, document: document, isIndependent: isIndependent)
            if draws[4] % 50 == 0 { postings = try #require(Self.reread(postings, documentCount: document + 1)) }
        }
        let all = Array(reference.lists.keys)
        #expect(postings.shingleCount == all.count)
        let isSame = Self.entries(postings, all) == all.map { reference.lists[$0] ?? [] }
        #expect(isSame, "seed \(seed)")
        #expect(Self.entries(postings, [12345]) == [[]])
    }

    @Test("Shingles that are not spread evenly are found all the same")
    func uneven() {
        var postings = ShinglePostings()
        let small = (0..<1_500).map { UInt64($0) }
        let large = (0..<1_500).map { UInt64.max - UInt64($0) }
        // Zero and one count as the same shingle.
        postings.add(Array(small.dropFirst()), document: 0, isIndependent: false)
        postings.add(large, document: 1, isIndependent: true)
        #expect(Self.entries(postings, Array(small.dropFirst())).allSatisfy { $0 == [Entry(document: 0, isIndependent: false)] })
        #expect(Self.entries(postings, large).allSatisfy { $0 == [Entry(document: 1, isIndependent: true)] })
    }

    @Test("Columns that do not hold together are refused")
    func damage() {
        var postings = ShinglePostings()
        let shingles = spread(300, seed: 1)
        postings.add(shingles, document: 0, isIndependent: true)
        postings.add(Array(shingles[100...]), document: 1, isIndependent: false)
        let (slots, lists, entries) = postings.columns
        func make(_ slots: [UInt32]? = nil, _ lists: [DocumentListHeader]? = nil, _ entries: [ShingleHolder]? = nil, documents: Int = 2) -> Bool {
            ShinglePostings(
                slots: slots ?? postings.columns.slots, lists: lists ?? postings.columns.lists, entries: entries ?? postings.columns.entries,
                documentCount: documents) != nil
        }
        #expect(make())
        #expect(!make(documents: 1))
        #expect(!make([]))
        #expect(!make(Array(slots.dropLast())))
        #expect(!make(Array(slots.dropLast(3 * 1_000))))
        #expect(!make(nil, Array(lists.dropLast())))
        #expect(!make(nil, lists + lists.suffix(1)))
        #expect(!make(nil, nil, Array(entries.dropLast())))
        var wild = slots
        if let used = stride(from: 0, to: slots.count, by: 3).first(where: { slots[$0] | slots[$0 + 1] != 0 }) { wild[used + 2] = .max }
        #expect(!make(wild))
        #expect(!make([UInt32](repeating: 1, count: slots.count)), "no slot is free")
    }

    @Test("Groups gather the shingles of a list", arguments: [0, 1, 2, 100, 3_000])
    func groups(_ count: Int) {
        let lists = spread(count, seed: 4).map { UInt32(truncatingIfNeeded: $0 >> 20) % 60 == 0 ? .max : UInt32(truncatingIfNeeded: $0 >> 30) % 90 }
        let groups = ListGroups(lists)
        #expect(groups.groupOf.map { groups.lists[Int($0)] } == lists)
        #expect(Set(groups.lists).count == groups.lists.count)
        #expect(groups.weights == groups.lists.map { list in lists.count { $0 == list } })
    }

    @Test("Places and subsets of sets agree with intersections", arguments: 0..<8)
    func places(_ seed: UInt64) {
        let pool = spread(500, seed: seed)
        let left = ShingleSet(hashes: Array(pool[..<300]))
        let right = ShingleSet(hashes: Array(pool[(100 + Int(seed) * 20)...]))
        let places = left.places(sharedWith: right)
        #expect(left.subset(at: places) == left.intersection(right))
        for value in pool { #expect(left.place(of: value) == left.values.firstIndex(of: value)) }
        let crowded = ShingleSet(hashes: (0..<400).map { UInt64($0) * 3 } + [.max])
        for value in 0..<UInt64(1300) { #expect(crowded.contains(value) == crowded.values.contains(value)) }
        #expect(crowded.contains(.max))
    }
}
