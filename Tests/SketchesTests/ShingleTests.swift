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
    @Test("Sampled shingles find exactly the earlier documents that hold them, as often as they share", arguments: [1, 4, 16])
    func sampled(_ scale: Int) {
        let pool = spread(3_000, seed: 8)
        let documents = (0..<30).map { Array(pool[$0 * 50..<$0 * 50 + 500]) }
        let samples = SampledOverlaps(documentCount: 30, scale: scale, holderLimit: 100) { document in
            documents[document].withUnsafeBufferPointer { $0 }
        }
        let limit = UInt64.max / UInt64(scale)
        let sets = documents.map { Set($0.filter { $0 <= limit }) }
        #expect(samples.sampledCounts.map(Int.init) == sets.map(\.count))
        for document in documents.indices {
            var counts = [Int](repeating: 0, count: 30)
            samples.forEachSharing(document) { counts[$0] += 1 }
            #expect(counts == sets.indices.map { $0 < document ? sets[$0].intersection(sets[document]).count : 0 })
        }
        #expect(samples.cappedCount == 0)
    }

    @Test("A sample of many documents hands over the earliest and is counted")
    func cappedSample() {
        let one: [UInt64] = [7]
        one.withUnsafeBufferPointer { shared in
            let samples = SampledOverlaps(documentCount: 10, scale: 1, holderLimit: 3) { _ in shared }
            var found: [Int] = []
            samples.forEachSharing(9) { found.append($0) }
            #expect(found == [0, 1, 2])
            #expect(samples.cappedCount == 1)
        }
    }

    @Test("Buckets hand over earlier documents of the same key, nearest first, the first always, capped and counted")
    func buckets() {
        let keys: [UInt32] = [5, 5, 9, 5, 5, 5, 5, 5]
        let chains = BandChains(bands: [BandBuckets(keys: keys, bandCount: 1, band: 0, walkLimit: 3)])
        let seen = keys.indices.map { document in
            var found: [Int] = []
            chains.forEachEarlier(document) { found.append($0) }
            return found
        }
        #expect(seen == [[], [0], [], [1, 0], [3, 1, 0], [4, 3, 1, 0], [5, 4, 3, 0], [6, 5, 4, 0]])
        #expect(chains.cappedCount == 1)
        #expect(BandBuckets(keys: Array(keys[..<6]), bandCount: 1, band: 0, walkLimit: 3).cappedCount == 0)
    }

    @Test("Buckets equal those of a dictionary for keys of every spread", arguments: [1, 100, 5_000])
    func manyBuckets(_ values: UInt64) {
        let keys = spread(4_000, seed: values).map { UInt32(truncatingIfNeeded: ($0 >> 7) % values &* 0x9E37_79B9) }
        let twoBands = keys.enumerated().flatMap { [UInt32($0), $1] }
        let chains = BandChains(bands: (0..<2).map { BandBuckets(keys: twoBands, bandCount: 2, band: $0, walkLimit: 5_000) })
        var latest: [UInt32: [Int]] = [:]
        for (document, key) in keys.enumerated() {
            var found: [Int] = []
            chains.forEachEarlier(document) { found.append($0) }
            #expect(found == Array((latest[key] ?? []).reversed()))
            latest[key, default: []].append(document)
        }
    }
}
