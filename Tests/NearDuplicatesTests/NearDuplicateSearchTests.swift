import CanonicalJSON
import Contributions
@testable import NearDuplicates
import Testing

@Suite("Near-duplicate search")
struct NearDuplicateSearchTests {
    private func search(_ documents: [NearDuplicateDocument], _ change: (inout NearDuplicateOptions) -> Void = { _ in }) throws -> NearDuplicateReport
    {
        var options = NearDuplicateOptions()
        change(&options)
        var search = NearDuplicateSearch(options: options)
        try search.add(documents)
        return search.report()
    }

    @Test("A copy is found under every disguise, as exact")
    func disguises() throws {
        let text = SampleText.prose(words: 120, seed: 1)
        let disguised = [
            text.map { $0 == "e" ? "e\u{200B}" : "\($0)" }.joined(), text.replacing("a", with: "а").replacing("o", with: "о"), text.uppercased(),
            text.replacing(" ", with: "\n\t"), text.replacing(" ", with: ", "),
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value > 32 ? Unicode.Scalar($0.value + 0xFEE0) ?? $0 : $0 })),
        ]
        for copy in disguised {
            let report = try search([
                .init(id: "b", text: text), .init(id: "a", text: copy), .init(id: "c", text: SampleText.prose(words: 120, seed: 2)),
            ])
            #expect(report.pairs.count == 1)
            #expect(report.pairs.first?.a == "a" && report.pairs.first?.b == "b")
            #expect(report.pairs.first?.exact == true && report.pairs.first?.jaccard == 1)
        }
    }

    @Test("Pairs, their order and clusters are the same for any number of threads and any batches", arguments: [1, 2, 3, 8])
    func threads(_ threads: Int) throws {
        let documents = SampleText.corpus(families: 60, seed: 7)
        let single = try search(documents) { $0.containment = 0.6 }
        var options = NearDuplicateOptions()
        options.containment = 0.6
        options.threadCount = threads
        var batched = NearDuplicateSearch(options: options)
        for start in stride(from: 0, to: documents.count, by: 37) {
            try batched.add(Array(documents[start..<min(documents.count, start + 37)]))
        }
        #expect(batched.report() == single)
        #expect(single.pairs.count > 60)
        #expect(single.pairs == single.pairs.sorted { ($0.a, $0.b) < ($1.a, $1.b) })
    }

    @Test("The original is the earliest by time, then by line")
    func original() throws {
        let text = SampleText.prose(words: 60, seed: 3)
        let timed = try search([
            .init(id: "x", text: text, time: Timestamp(seconds: 50)), .init(id: "y", text: text),
            .init(id: "z", text: text, time: Timestamp(seconds: 20)),
        ])
        #expect(timed.clusters.map(\.original) == ["z"])
        #expect(timed.clusters.first?.members == ["x", "y", "z"])
        let untimed = try search([.init(id: "q", text: text), .init(id: "p", text: text)])
        #expect(untimed.clusters.map(\.original) == ["q"])
    }

    @Test("Truncation and a mosaic of two are found by containment, and only when it is asked for")
    func containment() throws {
        let first = SampleText.words(count: 200, seed: 4)
        let second = SampleText.words(count: 200, seed: 5)
        let documents = [
            NearDuplicateDocument(id: "first", text: first.joined(separator: " ")),
            NearDuplicateDocument(id: "half", text: first[..<100].joined(separator: " ")),
            NearDuplicateDocument(id: "mosaic", text: (second[..<100] + first[100...]).joined(separator: " ")),
        ]
        #expect(try search(documents).pairs.isEmpty)
        let found = try search(documents) { $0.containment = 0.45 }
        #expect(found.pairs.map { [$0.a, $0.b] } == [["first", "half"], ["first", "mosaic"]])
        #expect(found.pairs.first?.containmentB == 1)
    }

    @Test("Texts without a word match nothing, short texts match only as a whole")
    func shortTexts() throws {
        let report = try search([
            .init(id: "1", text: ""), .init(id: "2", text: ""), .init(id: "3", text: " …"), .init(id: "4", text: "Yes."), .init(id: "5", text: "yes"),
            .init(id: "6", text: "No."), .init(id: "7", text: "yes no"),
        ])
        #expect(report.pairs.map { [$0.a, $0.b] } == [["4", "5"]])
        #expect(report.wordlessCount == 3)
    }

    @Test("Many copies of one text cost linear time and list each against the earliest")
    func manyCopies() throws {
        let text = SampleText.prose(words: 80, seed: 6)
        let report = try search((0..<5_000).map { .init(id: "d\($0)", text: text) })
        #expect(report.pairs.count == 4_999)
        #expect(report.starredGroupCount == 1)
        #expect(report.clusters.map(\.members.count) == [5_000])
        #expect(report.clusters.first?.radius == 1)
    }

    @Test("An id that comes twice is refused with both places, and the batch with it")
    func repeatedIDs() throws {
        var search = NearDuplicateSearch()
        try search.add([.init(id: "a", text: "one two three"), .init(id: "b", text: "one two four")])
        #expect(throws: NearDuplicateError.repeatedID(id: "a", first: 0, again: 3)) {
            try search.add([.init(id: "c", text: "x"), .init(id: "a", text: "y")])
        }
        try search.add([.init(id: "c", text: "one two three")])
        #expect(search.report().documentCount == 3)
    }

    @Test("Jaccard and containments are exact: they equal those of plain sets of words in a row")
    func exactMeasures() throws {
        let documents = SampleText.corpus(families: 40, seed: 11)
        let report = try search(documents) {
            $0.threshold = 0.5
            $0.shingleWidth = 3
        }
        let shingles = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, SampleText.shingles($0.text, width: 3)) })
        #expect(report.pairs.count > 40)
        for pair in report.pairs {
            let a = try #require(shingles[pair.a])
            let b = try #require(shingles[pair.b])
            let shared = Double(a.intersection(b).count)
            #expect(pair.jaccard == shared / Double(a.union(b).count))
            #expect(pair.containmentA == shared / Double(a.count))
            #expect(pair.containmentB == shared / Double(b.count))
        }
        var expected = 0
        for (index, left) in documents.enumerated() {
            for right in documents[(index + 1)...] {
                guard let a = shingles[left.id], let b = shingles[right.id] else { continue }
                if Double(a.intersection(b).count) / Double(a.union(b).count) >= 0.5 { expected += 1 }
            }
        }
        #expect(report.pairs.count == expected)
    }

    @Test("What goes to a temporary file comes back: the same report with no memory allowed at all")
    func spilled() throws {
        let documents = SampleText.corpus(families: 60, seed: 7)
        let inMemory = try search(documents) { $0.containment = 0.6 }
        var options = NearDuplicateOptions()
        options.containment = 0.6
        options.memoryByteCount = 0
        options.threadCount = 2
        var spilling = NearDuplicateSearch(options: options)
        try spilling.add(documents)
        #expect(spilling.spilledByteCount > 0)
        #expect(spilling.report() == inMemory)
        options.spillDirectory = "/no/such/folder"
        var stranded = NearDuplicateSearch(options: options)
        try stranded.add(documents)
        #expect(stranded.spilledByteCount == 0)
        #expect(stranded.report() == inMemory)
    }

    @Test("The seed decides nothing that is reported", arguments: [1, 2, 0xFFFF_FFFF_FFFF_FFFF] as [UInt64])
    func seeds(_ seed: UInt64) throws {
        let documents = SampleText.corpus(families: 80, seed: 21)
        let usual = try search(documents) {
            $0.threshold = 0.7
            $0.containment = 0.6
        }
        let other = try search(documents) {
            $0.threshold = 0.7
            $0.containment = 0.6
            $0.seed = seed
        }
        #expect(usual.cappedBucketCount == 0 && usual.pairs.count > 80)
        #expect(other == usual)
    }

    @Test("A flood of texts that differ in one word each is compared in part, said so, and stays one cluster")
    func nearCopies() throws {
        let words = SampleText.words(count: 60, seed: 9)
        let documents = (0..<3_000).map { number in
            var copy = words
            copy[30] = "number\(number)"
            return NearDuplicateDocument(id: "d\(number)", text: copy.joined(separator: " "))
        }
        let report = try search(documents)
        #expect(report.cappedBucketCount > 0)
        #expect(report.pairs.count <= 3_000 * 25 * (NearDuplicateOptions.bucketWalkLimit + 1))
        #expect(report.pairs.count < 3_000 * 2_999 / 2)
        #expect(report.clusters.map(\.members.count) == [3_000])
        #expect(report.clusters.first?.original == "d0")
    }

    @Test("The bytes of a pair's line are those of its JSON value")
    func lines() throws {
        let awkward = [
            NearDuplicatePair(a: "a\"\\\n", b: "é\u{1}", jaccard: 1, containmentA: 0, containmentB: 2.0 / 3, exact: true),
            NearDuplicatePair(a: "x", b: "y", jaccard: 0.1, containmentA: 1e-7, containmentB: 0.123456789012345, exact: false),
        ]
        for pair in awkward + (try search(SampleText.corpus(families: 5, seed: 3))).pairs {
            var line: [UInt8] = []
            pair.appendJSON(to: &line)
            #expect(line == JSONWriter.bytes(pair.json))
        }
    }
}
