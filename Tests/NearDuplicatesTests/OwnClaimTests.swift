import CanonicalJSON
import Detection
import NearDuplicates
import Testing

@Suite("Near-duplicate detector: whose text it was first")
struct OwnClaimTests {
    static let original = SampleText.words(count: 200, seed: 300)
    static let filler = SampleText.words(count: 200, seed: 301)

    static func edited(_ words: [String], every step: Int, from start: Int = 3) -> [String] {
        var words = words
        for place in stride(from: start, to: words.count, by: step) { words[place] = "changed\(place)" }
        return words
    }

    static func text(_ words: some Sequence<String>) -> String { words.joined(separator: " ") }

    @Test("An owner who revises a text after it was copied shares nothing with the copier")
    func revisionAfterCopy() throws {
        let seen = try Observed([
            Sent("v1", by: "ann", Self.text(Self.original)), Sent("copy", by: "bob", Self.text(Self.original)),
            Sent("edited-copy", by: "eve", Self.text(Self.edited(Self.original, every: 25))),
            Sent("v2", by: "ann", Self.text(Self.edited(Self.original, every: 20, from: 11) + Self.filler[..<50])),
        ])
        for measure in [NearDuplicateSignal.jaccard, .containment, .alignment, .sources] {
            #expect(seen.value(measure, "v2") < 0.1, "\(measure)")
        }
        #expect(seen.value(.selfJaccard, "v2") > 0.4)
        #expect(seen.value(.novelty, "v2") > 0.95)
        #expect(seen.value(.jaccard, "copy") == 1)
        #expect(seen.findings.clusters.map(\.participants) == [["ann", "bob", "eve"]])
        #expect(seen.findings.clusters.first?.events.contains(seen.position("v2") ?? -1) == false)
    }

    @Test("A revision that takes up what the copier had added answers for that and for no more")
    func revisionWithForeignPart() throws {
        let seen = try Observed([
            Sent("v1", by: "ann", Self.text(Self.original[..<100])), Sent("copy", by: "bob", Self.text(Self.original[..<100] + Self.filler[..<100])),
            Sent("v2", by: "ann", Self.text(Self.original[..<100] + Self.filler[..<60])),
        ])
        #expect((0.3...0.45).contains(seen.value(.containment, "v2")))
    }

    @Test("A stub of one's own, submitted first, launders nothing of the copy that follows")
    func stub() throws {
        let seen = try Observed([
            Sent("original", by: "ann", Self.text(Self.original)), Sent("stub", by: "eve", Self.text(Self.filler[..<12])),
            Sent("copy", by: "eve", Self.text(Self.filler[..<12] + Self.original)),
        ])
        #expect(seen.value(.containment, "copy") > 0.9)
        #expect(seen.value(.jaccard, "copy") > 0.9)
        #expect(seen.value(.alignment, "copy") > 0.9)
        #expect(seen.findings.clusters.map(\.participants) == [["ann", "eve"]])
    }

    @Test("A copy does not make the copier's next copy one's own, in pieces or whole")
    func repeatedCopy() throws {
        let pieces = stride(from: 0, to: 200, by: 20).map { Sent("piece-\($0)", by: "eve", Self.text(Self.original[$0..<$0 + 20])) }
        let whole = Sent("whole", by: "eve", Self.text(Self.original))
        let again = Sent("again", by: "eve", Self.text(Self.edited(Self.original, every: 30)))
        let seen = try Observed([Sent("original", by: "ann", Self.text(Self.original))] + pieces + [whole, again])
        for sent in pieces + [whole] { #expect(seen.value(.containment, sent.id) == 1, "\(sent.id)") }
        #expect(seen.value(.containment, "again") > 0.7)
        #expect(seen.value(.novelty, "whole") == 0)
    }

    @Test("Copies of a copy are matched with the first of all, and the cluster is the first owner's")
    func chain() throws {
        let second = Self.edited(Self.original, every: 40)
        let copies = (0..<12).map { Sent("c\($0)", by: "copier-\($0)", Self.text(second)) }
        let seen = try Observed([Sent("a", by: "ann", Self.text(Self.original)), Sent("b", by: "bob", Self.text(second))] + copies)
        let evidence = try #require(seen.signal(.jaccard, "c11")).evidence
        #expect(evidence.original?.submission == "b")
        #expect(evidence.fields["first"]?["submission"] == .string("a"))
        #expect(evidence.fields["first"]?["owner"] == .string("ann"))
        let cluster = try #require(seen.findings.clusters.first)
        #expect(seen.findings.clusters.count == 1)
        #expect(cluster.evidence.first?.fields["original_owner"] == .string("ann"))
        #expect(cluster.participants.count == 14)
    }

    @Test("Equal copies name the earliest")
    func earliest() throws {
        let text = Self.text(Self.original)
        let seen = try Observed([Sent("a", by: "ann", text), Sent("b", by: "bob", text), Sent("c", by: "cat", text)])
        #expect(try #require(seen.signal(.jaccard, "c")).evidence.original?.submission == "a")
        #expect(try #require(seen.signal(.containment, "c")).evidence.original?.submission == "a")
        #expect(seen.findings.clusters.first?.evidence.first?.fields["diameter"] == .integer(2))
    }
}

@Suite("Near-duplicate detector: word-by-word alignment")
struct AlignmentTests {
    @Test("A copy with every seventh word replaced is aligned, whatever stock phrases both hold", arguments: [7, 10, 20])
    func reworded(_ step: Int) throws {
        let phrases = (0..<6).map { SampleText.words(count: 9, seed: 400 + UInt64($0)) }
        func essay(_ seed: UInt64) -> [String] {
            let own = SampleText.words(count: 180, seed: seed)
            return (0..<6).flatMap { own[$0 * 30..<$0 * 30 + 30] + phrases[$0] }
        }
        // Stock phrases of eleven honest owners are boilerplate; the copy shares them and its source's own words.
        let honest = (0..<11).map { Sent("h\($0)", by: "owner-\($0)", OwnClaimTests.text(essay(500 + UInt64($0)))) }
        let copy = Sent("copy", by: "eve", OwnClaimTests.text(OwnClaimTests.edited(essay(504), every: step)))
        let seen = try Observed(honest + [copy])
        #expect(seen.value(.alignment, "copy") > 0.8)
        for text in honest { #expect(seen.value(.alignment, text.id) < 0.5, "\(text.id)") }
    }

    @Test("Forms that share their frame are not aligned by what each fills in")
    func forms() throws {
        let sent = (0..<10).map { Sent("n\($0)", by: "office-\($0)", NearDuplicateLookAlikeTests.notice($0)) }
        let seen = try Observed(sent)
        for notice in sent { #expect(seen.value(.alignment, notice.id) < 0.75, "\(notice.id)") }
    }
}
