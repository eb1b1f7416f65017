import Sketches
import Testing

@Suite("Shingles")
struct ShingleTests {
    private func hashes(_ words: [String], width: Int = 5, seed: UInt64 = 9) -> (words: [UInt64], shingles: [UInt64]) {
        let hasher = ShingleHasher(width: width, seed: seed)
        let bytes = Array(words.joined().utf8)
        var ends: [UInt32] = []
        for word in words { ends.append((ends.last ?? 0) + UInt32(word.utf8.count)) }
        var hashed: [UInt64] = []
        var shingles: [UInt64] = []
        bytes.withUnsafeBufferPointer { bytes in ends.withUnsafeBufferPointer { hasher.hashWords(bytes: bytes, ends: $0, into: &hashed) } }
        hasher.hashShingles(words: hashed, into: &shingles)
        return (hashed, shingles)
    }

    @Test("Word hashes equal the plain statement for words of every length")
    func words() {
        let hasher = ShingleHasher(seed: 9)
        let words = (1...70).map { length in String((0..<length).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) }) }
        for list in [words, words.reversed(), ["a"], ["abcdefghijklmnop"], ["abcdefghijklmnopq"]] {
            #expect(hashes(list).words == list.map { hasher.referenceWordHash(Array($0.utf8)) })
        }
        #expect(Set(hashes(words).words).count == 70)
    }

    @Test("Rolled shingle hashes equal polynomials from their start", arguments: [1, 2, 3, 5, 8], [0, 1, 4, 5, 6, 100])
    func rolling(_ width: Int, _ count: Int) {
        let words = spread(count, seed: 5)
        let hasher = ShingleHasher(width: width, seed: 77)
        var shingles: [UInt64] = []
        hasher.hashShingles(words: words, into: &shingles)
        #expect(shingles == hasher.referenceShingles(words: words))
        #expect(shingles.count == hasher.shingleCount(wordCount: count))
    }

    @Test("Word boundaries, order and seed all matter; place in the text does not")
    func distinct() {
        #expect(hashes(["ab", "c", "d", "e", "f"]).shingles != hashes(["a", "bc", "d", "e", "f"]).shingles)
        #expect(hashes(["a", "b", "c", "d", "e"]).shingles != hashes(["a", "b", "c", "e", "d"]).shingles)
        #expect(hashes(["a", "b", "c"]).shingles != hashes(["a", "b", "c"], seed: 10).shingles)
        #expect(hashes(["x", "a", "b", "c", "d", "e"]).shingles.last == hashes(["a", "b", "c", "d", "e"]).shingles.last)
        #expect(hashes(["a", "b", "a", "b", "a", "b", "a"]).shingles.count == 3)
    }

    @Test("Sorting and intersecting equal what Swift's own sets say", arguments: [0, 1, 5, 24, 25, 100, 1_000, 40_000])
    func sets(_ count: Int) {
        let pool = spread(count * 2, seed: UInt64(count))
        let left = Array(pool[..<(count * 3 / 2)]) + pool.prefix(count / 3)
        let right = Array(pool[(count / 2)...])
        let (a, b) = (ShingleSet(hashes: left), ShingleSet(hashes: right))
        #expect(a.values == Set(left).sorted())
        #expect(a.intersectionCount(b) == Set(left).intersection(right).count)
        let members = Set(a.values)
        #expect(pool.allSatisfy { a.contains($0) == members.contains($0) })
    }

    @Test("Values that are not evenly spread are sorted all the same")
    func uneven() {
        let values = (0..<5_000).map { UInt64($0 * 7919 % 1_000) } + Array(repeating: 3, count: 2_000)
        #expect(ShingleSet(hashes: values).values == Set(values).sorted())
    }

    @Test("Similarity of empty and equal sets")
    func edges() {
        let empty = ShingleSet(hashes: [])
        let some = ShingleSet(hashes: [1, 2, 3, 4])
        #expect(empty.jaccard(empty) == 0)
        #expect(some.jaccard(some) == 1)
        #expect(ShingleSet(hashes: [3, 4]).containment(in: some) == 1)
        #expect(some.containment(in: ShingleSet(hashes: [3, 4])) == 0.5)
    }
}

@Suite("Indexes")
struct IndexTests {
    @Test("Sampled shingles find exactly the documents that hold them, earliest first", arguments: [1, 4, 16])
    func scaled(_ scale: Int) {
        var index = ScaledIndex(scale: scale)
        let pool = spread(3_000, seed: 8)
        let documents = (0..<30).map { Array(pool[$0 * 50..<$0 * 50 + 500]) }
        for document in documents { (document + document.prefix(3)).withUnsafeBufferPointer { index.add($0) } }
        index.freeze()
        let sets = documents.map(Set.init)
        var sampled = 0
        for value in pool {
            var found: [Int] = []
            guard index.documents(with: value, postingLimit: 100, body: { found.append($0) }) else { continue }
            sampled += 1
            #expect(found == sets.indices.filter { sets[$0].contains(value) })
        }
        #expect(abs(sampled - 3_000 / scale) < 200)
    }

    @Test("Buckets hand over earlier documents of the same key, newest first, the root always, capped and counted")
    func buckets() {
        var buckets = BandBuckets(capacity: 100, walkLimit: 3)
        var seen: [[Int]] = []
        for document in 0..<8 {
            var found: [Int] = []
            buckets.insert(key: document == 2 ? 9 : 5) { found.append($0) }
            seen.append(found)
        }
        #expect(seen == [[], [0], [], [1, 0], [3, 1, 0], [4, 3, 1, 0], [5, 4, 3, 0], [6, 5, 4, 0]])
        #expect(buckets.cappedCount == 1)
    }
}
