import Contributions
import Numerics
import Testing

@testable import NearDuplicates

@Suite("The near-duplicate index")
struct NearDuplicateIndexTests {
    /// Texts from a seed, of which many are edits, copies, halves and mixtures of earlier ones.
    static func documents(_ count: Int, seed: UInt64) -> [NearDuplicateDocument] {
        var random = SeededRandom(seed: seed)
        var texts: [[String]] = []
        for index in 0..<count {
            var words = (0..<60 + Int(random.next() % 60)).map { _ in "w\(random.next() % 4000)" }
            if index > 3 {
                let earlier = texts[Int(random.next() % UInt64(texts.count))]
                switch random.next() % 8 {
                case 0: words = earlier
                case 1:
                    words = earlier
                    words[Int(random.next() % UInt64(words.count))] = "changed"
                case 2: words = Array(earlier.prefix(earlier.count / 2 + 10))
                case 3: words = Array(earlier.prefix(40)) + texts[Int(random.next() % UInt64(texts.count))].prefix(40)
                case 4: words = []
                default: break
                }
            }
            texts.append(words.isEmpty ? ["short"] : words)
            if words.isEmpty { texts[texts.count - 1] = words + ["x\(index)"] }
        }
        return texts.enumerated().map { index, words in
            NearDuplicateDocument(id: "d\(index)", text: words.joined(separator: index % 3 == 0 ? " " : ", "), contributor: "c\(index % 5)")
        }
    }

    private static func segment(_ bytes: [UInt8], _ parameters: IndexParameters) throws -> IndexSegment {
        let owner = Owned(bytes)
        return try IndexSegment(owner.bytes, ownedBy: owner, parameters: parameters, file: "segment")
    }

    final class Owned {
        let bytes: UnsafeRawBufferPointer

        init(_ content: [UInt8]) {
            let place = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 64)
            place.copyBytes(from: content)
            bytes = UnsafeRawBufferPointer(place)
        }

        deinit { bytes.deallocate() }
    }

    private static func written(_ index: NearDuplicateIndex) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try index.writeRecent { bytes += $0 }
        return bytes
    }

    private static func pairs(_ matches: [NearDuplicateIndex.Match], of id: String) -> [String] {
        matches.map { match in
            let isFirst = id.utf8.lexicographicallyPrecedes(match.id.utf8)
            let (left, right) = isFirst ? (match.containment, match.containmentOfEarlier) : (match.containmentOfEarlier, match.containment)
            return "\(min(id, match.id)) \(max(id, match.id)) \(match.jaccard) \(left) \(right) \(match.exact)"
        }
    }

    @Test(
        "asking document by document finds what a search over all finds, wherever segments begin and however they are merged",
        arguments: [(UInt64(1), nil as Double?), (2, 0.6), (3, 0.6), (4, 0.9)])
    func equalsBatch(seed: UInt64, containment: Double?) throws {
        var options = NearDuplicateOptions()
        options.threshold = 0.7
        options.containment = containment
        let documents = Self.documents(160, seed: seed)
        var search = NearDuplicateSearch(options: options)
        try search.add(documents)
        let wanted = search.report().pairs.map { "\($0.a) \($0.b) \($0.jaccard) \($0.containmentA) \($0.containmentB) \($0.exact)" }.sorted()
        var index = try NearDuplicateIndex(options: options, segments: [])
        var segments: [[UInt8]] = []
        var found: [String] = []
        var random = SeededRandom(seed: seed &+ 100)
        for document in documents {
            let sketched = index.sketcher.sketch(document)
            #expect(try index.knows(sketched) == .no)
            found += Self.pairs(try index.matches(sketched), of: document.id)
            index.add(sketched)
            #expect(try index.knows(sketched) == .sameText)
            if random.next() % 23 == 0 {
                segments.append(try Self.written(index))
                if segments.count > 3 {
                    let open = try NearDuplicateIndex(options: options, segments: try segments.map { try Self.segment($0, index.parameters) })
                    var merged: [UInt8] = []
                    try open.writeMerged(1..<3) { merged += $0 }
                    segments.replaceSubrange(1..<3, with: [merged])
                }
                index = try NearDuplicateIndex(options: options, segments: try segments.map { try Self.segment($0, index.parameters) })
            }
        }
        #expect(wanted.count > 20)
        #expect(found.sorted() == wanted)
    }

    @Test("merging everything gives the bytes of one segment written at once")
    func merging() throws {
        let options = NearDuplicateOptions()
        let documents = Self.documents(60, seed: 9)
        var whole = try NearDuplicateIndex(options: options, segments: [])
        var first = whole
        for document in documents { whole.add(whole.sketcher.sketch(document)) }
        for document in documents.prefix(25) { first.add(first.sketcher.sketch(document)) }
        let head = try Self.written(first)
        var second = try NearDuplicateIndex(options: options, segments: [try Self.segment(head, whole.parameters)])
        for document in documents.dropFirst(25) { second.add(second.sketcher.sketch(document)) }
        let tail = try Self.written(second)
        let both = try NearDuplicateIndex(
            options: options, segments: [try Self.segment(head, whole.parameters), try Self.segment(tail, whole.parameters)])
        var merged: [UInt8] = []
        try both.writeMerged(0..<2) { merged += $0 }
        #expect(try merged == Self.written(whole))
    }

    @Test("no flipped bit of a segment gives another answer: it is refused, or it changed nothing")
    func flips() throws {
        let options = NearDuplicateOptions()
        var index = try NearDuplicateIndex(options: options, segments: [])
        let documents = Self.documents(12, seed: 5)
        for document in documents { index.add(index.sketcher.sketch(document)) }
        let bytes = try Self.written(index)
        func answers(_ bytes: [UInt8]) throws -> [[NearDuplicateIndex.Match]] {
            let open = try NearDuplicateIndex(options: options, segments: [try Self.segment(bytes, index.parameters)])
            return try documents.map { try open.matches(open.sketcher.sketch($0)) }
        }
        let right = try answers(bytes)
        var refused = 0
        for place in stride(from: 0, to: bytes.count, by: 37) {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 8)
            do {
                #expect(try answers(changed) == right, "byte \(place)")
            } catch is IndexError { refused += 1 }
        }
        #expect(refused > bytes.count / 37 / 2)
    }

    @Test("a record of the log reads back as it was; cut or changed it does not")
    func log() throws {
        let index = try NearDuplicateIndex(options: NearDuplicateOptions(), segments: [])
        var bytes: [UInt8] = []
        for document in Self.documents(3, seed: 6) { IndexLogForm.append(index.sketcher.sketch(document), to: &bytes) }
        func read(_ bytes: [UInt8]) -> (ids: [String], rest: String) {
            var ids: [String] = []
            var place = 0
            while true {
                switch bytes.withUnsafeBytes({ IndexLogForm.record($0, at: place, index.sketcher) }) {
                case .document(let document, let end): (ids, place) = (ids + [document.id], end)
                case .end: return (ids, "end")
                case .torn: return (ids, "torn")
                case .damaged: return (ids, "damaged")
                }
            }
        }
        #expect(read(bytes) == (["d0", "d1", "d2"], "end"))
        for length in stride(from: 1, to: bytes.count - 1, by: 11) {
            let cut = read(Array(bytes[..<length]))
            #expect(cut.rest == "torn" || cut.rest == "end" && cut.ids.count < 3)
        }
        for place in stride(from: 4, to: bytes.count, by: 13) {
            var changed = bytes
            changed[place] ^= 0x10
            #expect(read(changed).rest != "end", "byte \(place)")
        }
    }

    @Test("the parameters name the seed without giving it away, and every one that differs")
    func parameters() {
        var options = NearDuplicateOptions()
        options.seed = 424_242
        let own = IndexParameters(options)
        #expect(!"\(own.json)".contains("424242") && own.difference(fromRecorded: own.json) == nil)
        options.seed = 424_243
        options.threshold = 0.9
        let difference = IndexParameters(options).difference(fromRecorded: own.json) ?? ""
        #expect(difference.contains("seed_name") && difference.contains("bands") && !difference.contains("shingle"))
    }
}
