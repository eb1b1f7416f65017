import CanonicalJSON
import Contributions
import Detection
import Ledger
import NearDuplicates
import Testing

@Suite("Near-duplicate detector: what must be seen")
struct NearDuplicateDetectorTests {
    static let original = SampleText.prose(words: 150, seed: 100)
    static let unrelated = (0..<6).map { Sent("other-\($0)", by: "bystander-\($0)", SampleText.prose(words: 120, seed: 200 + UInt64($0))) }

    @Test("A copy by another contributor is measured as one, and the first owner named")
    func copy() throws {
        let seen = try Observed([Sent("s1", by: "ann", Self.original)] + Self.unrelated + [Sent("s2", by: "bob", Self.original)])
        #expect(seen.value(.jaccard, "s2") == 1)
        #expect(seen.value(.containment, "s2") == 1)
        #expect(seen.value(.novelty, "s2") == 0)
        #expect(seen.value(.novelty, "s1") == 1)
        #expect(seen.signal(.jaccard, "s1") == nil)
        #expect(seen.findings.clusters.count == 1)
        let cluster = try #require(seen.findings.clusters.first)
        #expect(cluster.id == "near_duplicate:copies:s1")
        #expect(cluster.participants == ["ann", "bob"])
        #expect(cluster.events == [seen.position("s1"), seen.position("s2")])
        #expect(cluster.evidence.first?.fields["original_owner"] == .string("ann"))
    }

    @Test(
        "Every disguise measures like the copy beneath it, and is counted",
        arguments: ["zero-width", "homoglyph", "full-width", "case", "white space", "punctuation"])
    func disguises(_ kind: String) throws {
        let text = Self.original
        let disguised: String
        switch kind {
        case "zero-width": disguised = text.map { $0 == "a" ? "a\u{200D}" : "\($0)" }.joined()
        case "homoglyph": disguised = text.replacing("e", with: "е").replacing("o", with: "о").replacing("a", with: "а")
        case "full-width":
            disguised = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value > 32 ? Unicode.Scalar($0.value + 0xFEE0) ?? $0 : $0 }))
        case "case": disguised = text.uppercased()
        case "white space": disguised = text.replacing(" ", with: "\u{2003}\n ")
        default: disguised = text.replacing(".", with: " —").replacing(" ", with: ", ")
        }
        let seen = try Observed([Sent("s1", by: "ann", text), Sent("s2", by: "bob", disguised)] + Self.unrelated)
        #expect(seen.value(.jaccard, "s2") == 1)
        let hides = ["zero-width", "homoglyph", "full-width"].contains(kind)
        #expect((seen.value(.disguise, "s2") > 0) == hides)
        #expect(seen.signal(.disguise, "s1") == nil)
    }

    @Test("Truncation, burial and light edits are seen by containment")
    func partialCopies() throws {
        let words = SampleText.words(count: 200, seed: 1)
        var edited = words
        for place in stride(from: 7, to: 200, by: 40) { edited[place] = "edited" }
        let filler = SampleText.words(count: 150, seed: 2)
        let seen = try Observed(
            [Sent("s1", by: "ann", words.joined(separator: " "))] + Self.unrelated + [
                Sent("half", by: "bob", words[..<100].joined(separator: " ")),
                Sent("buried", by: "eve", (filler[..<75] + words + filler[75...]).joined(separator: " ")),
                Sent("light", by: "joe", edited.joined(separator: " ")),
            ])
        #expect(seen.value(.containment, "half") == 1)
        #expect(seen.value(.jaccard, "half") < 0.6)
        #expect((0.5...0.7).contains(seen.value(.containment, "buried")))
        #expect((0.3...0.5).contains(seen.value(.novelty, "buried")))
        #expect((0.7..<0.95).contains(seen.value(.jaccard, "light")))
        #expect(seen.value(.quotation, "half") == 0 && seen.value(.quotation, "buried") == 0)
    }

    @Test("A mosaic names its sources; a plain copy has none")
    func mosaic() throws {
        let first = SampleText.words(count: 160, seed: 11)
        let second = SampleText.words(count: 160, seed: 12)
        let seen = try Observed([
            Sent("a", by: "ann", first.joined(separator: " ")), Sent("b", by: "ben", second.joined(separator: " ")),
            Sent("mosaic", by: "eve", (first[..<80] + second[80...]).joined(separator: " ")),
            Sent("copy", by: "joe", first.joined(separator: " ")),
        ])
        let sources = try #require(seen.signal(.sources, "mosaic"))
        #expect(sources.value > 0.9)
        let named = sources.evidence.fields["sources"]?.arrayValue?.compactMap { $0["submission"]?.stringValue }
        #expect(named?.sorted() == ["a", "b"])
        #expect(seen.signal(.sources, "copy") == nil)
    }

    @Test("A flood of lightly edited copies by many owners does not pass for boilerplate")
    func flood() throws {
        let words = SampleText.words(count: 200, seed: 21)
        let copies = (0..<12).map { copy -> Sent in
            var randomness = SampleText.Randomness(seed: UInt64(copy) + 3)
            var edited = words
            for _ in 0..<8 { edited[randomness.below(200)] = SampleText.word(randomness.below(4_000)) }
            return Sent("copy-\(copy)", by: "sybil-\(copy)", edited.joined(separator: " "))
        }
        let seen = try Observed([Sent("s1", by: "ann", words.joined(separator: " "))] + copies)
        for copy in copies { #expect(seen.value(.containment, copy.id) > 0.6, "\(copy.id)") }
        #expect(seen.findings.clusters.map(\.participants.count) == [13])
    }

    @Test("A passage buried in the texts of several owners stays a taken passage")
    func burialFlood() throws {
        let words = SampleText.words(count: 160, seed: 71)
        let buried = (0..<7).map { copy -> Sent in
            let filler = SampleText.words(count: 100, seed: 72 + UInt64(copy))
            return Sent("b\(copy)", by: "sybil-\(copy)", (filler[..<50] + words[20..<120] + filler[50...]).joined(separator: " "))
        }
        let seen = try Observed([Sent("s1", by: "ann", words.joined(separator: " "))] + buried)
        for copy in buried { #expect(seen.value(.containment, copy.id) > 0.45, "\(copy.id)") }
    }

    @Test("Evidence shows both passages, cut between characters, with ranges that match word for word")
    func evidence() throws {
        let text = "Überschrift — " + Self.original.replacing("ba", with: "bä") + " Schluß."
        let seen = try Observed([Sent("s1", by: "ann", text), Sent("s2", by: "bob", "Vörwort dazu. " + text.uppercased())])
        let evidence = try #require(seen.signal(.jaccard, "s2")).evidence
        let copy = try #require(evidence.copy)
        let original = try #require(evidence.original)
        #expect(copy.owner == "bob" && original.owner == "ann" && original.submission == "s1")
        #expect(copy.text.utf8.count <= 800 && original.text.utf8.count <= 800)
        #expect(!copy.text.contains("\u{FFFD}") && !original.text.contains("\u{FFFD}"))
        let range = try #require(copy.matches.first)
        #expect(String(copy.text.utf8.dropFirst(range.lowerBound).prefix(12)) == String("Überschrift".uppercased()))
        #expect(Evidence(json: .object(evidence.fields)) == evidence)
    }

    @Test("Texts too short to judge are abstained from, not cleared")
    func shortTexts() throws {
        let seen = try Observed([Sent("s1", by: "ann", "Yes, I agree."), Sent("s2", by: "bob", "Yes, I agree."), Sent("s3", by: "eve", "")])
        for id in ["s1", "s2", "s3"] {
            let position = try #require(seen.position(id))
            #expect(seen.findings.abstentions[position]?.map(\.signal).contains("near_duplicate.jaccard") == true)
            #expect(seen.findings.signals[position] == nil)
        }
    }

    @Test("Only declared signals are measured, findings repeat, and equal folds agree")
    func vocabulary() throws {
        let sent = SampleText.corpus(families: 25, seed: 3).enumerated().map { Sent($1.id, by: "c\($0 % 9)", $1.text) }
        let first = try Observed(sent)
        #expect(try Observed(sent).findings == first.findings)
        let declared = Set(NearDuplicateDetector.signals.map(\.name))
        #expect(declared.count == NearDuplicateSignal.allCases.count)
        for signals in first.findings.signals.values {
            #expect(signals.allSatisfy { declared.contains($0.name) && $0.value.isFinite })
            #expect(Set(signals.map(\.name)).count == signals.count)
        }
    }

    @Test("Another secret seed measures the same")
    func seeds() throws {
        let sent = SampleText.corpus(families: 15, seed: 4).enumerated().map { Sent($1.id, by: "c\($0 % 7)", $1.text) }
        #expect(try Observed(sent, seed: 1).findings == Observed(sent, seed: 2).findings)
    }
}

@Suite("Near-duplicate detector: who must not be accused")
struct NearDuplicateLookAlikeTests {
    /// A notice with a fixed frame and eight facts of its own.
    static func notice(_ number: Int) -> String {
        var randomness = SampleText.Randomness(seed: UInt64(number) &* 7 + 1)
        func fact() -> String { SampleText.word(randomness.below(4_000)) }
        return """
            Notice of public hearing number \(number). The planning office of the town of \(fact()) hereby gives notice that an application has been \
            received from \(fact()) \(fact()) for leave to build on the plot at \(randomness.below(90)) \(fact()) Road. The plans may be seen at the \
            town hall on working days between nine and four until the \(randomness.below(28) + 1) of the month. Objections must reach the office \
            in writing and give a name and address. The hearing will be held at \(fact()) Hall, and decisions will be published within ten days \
            by order of the clerk, \(fact()) \(fact()).
            """
    }

    @Test("Templated notices of many owners are not copies of one another, the early ones included")
    func notices() throws {
        let sent = (0..<10).map { Sent("n\($0)", by: "office-\($0)", Self.notice($0)) }
        let seen = try Observed(sent)
        #expect(seen.findings.clusters.isEmpty)
        for notice in sent {
            #expect(seen.value(.jaccard, notice.id) < 0.2, "\(notice.id)")
            #expect(seen.value(.containment, notice.id) < 0.2, "\(notice.id)")
            #expect(seen.value(.sources, notice.id) < 0.2, "\(notice.id)")
            #expect(notice.id == "n0" || seen.value(.boilerplate, notice.id) > 0.3, "\(notice.id)")
        }
    }

    @Test("A licence that many put before their own text is nobody's copy")
    func licences() throws {
        let licence = SampleText.prose(words: 70, seed: 81)
        let sent = (0..<12).map { Sent("l\($0)", by: "author-\($0)", licence + " " + SampleText.prose(words: 120, seed: 82 + UInt64($0))) }
        let seen = try Observed(sent)
        #expect(seen.findings.clusters.isEmpty)
        for text in sent { #expect(seen.value(.containment, text.id) == 0, "\(text.id)") }
        #expect(seen.value(.boilerplate, "l5") > 0.3)
    }

    @Test("A copy of one notice, facts included, is still a copy")
    func copiedNotice() throws {
        let sent = (0..<10).map { Sent("n\($0)", by: "office-\($0)", Self.notice($0)) } + [Sent("copy", by: "eve", Self.notice(4).uppercased())]
        let seen = try Observed(sent)
        #expect(seen.value(.jaccard, "copy") == 1)
        #expect(seen.findings.clusters.map(\.participants) == [["eve", "office-4"]])
    }

    @Test("A quotation with attribution in a text of its own is told apart from the same passage without it")
    func quotation() throws {
        let source = SampleText.words(count: 150, seed: 31)
        let passage = source[20..<60].joined(separator: " ")
        func around(_ middle: String) -> String {
            let own = SampleText.words(count: 160, seed: UInt64(middle.utf8.count))
            return own[..<80].joined(separator: " ") + " " + middle + " " + own[80...].joined(separator: " ")
        }
        let seen = try Observed([
            Sent("sub-17", by: "ann", source.joined(separator: " ")),
            Sent("attributed", by: "bob", around("as ann wrote: “\(passage)”")),
            Sent("named", by: "cat", around("(from sub-17) \(passage)")),
            Sent("block", by: "dan", around("according to the survey:\n> \(passage)\n")),
            Sent("taken", by: "eve", around(passage)),
            Sent("mostly", by: "joe", "According to ann “\(source.joined(separator: " "))”"),
        ])
        for id in ["attributed", "named", "block"] { #expect(seen.value(.quotation, id) == 1, "\(id)") }
        for id in ["taken", "mostly"] {
            #expect(seen.value(.quotation, id) == 0, "\(id)")
            #expect(seen.value(.containment, id) > 0.1)
        }
        #expect(seen.findings.clusters.allSatisfy { !$0.participants.contains("bob") && !$0.participants.contains("dan") })
    }

    @Test("What derived_from names is not copying, but novelty still counts it")
    func derived() throws {
        let source = SampleText.words(count: 120, seed: 41)
        let own = SampleText.words(count: 80, seed: 42)
        let seen = try Observed([
            Sent("s1", by: "ann", source.joined(separator: " ")),
            Sent("s2", by: "bob", (source + own).joined(separator: " "), derivedFrom: ["s1"]),
            Sent("s3", by: "eve", source.joined(separator: " "), derivedFrom: ["s1"]),
        ])
        #expect(seen.signal(.jaccard, "s2") == nil && seen.signal(.containment, "s2") == nil)
        #expect(seen.value(.quotation, "s2") == 1)
        #expect((0.3...0.5).contains(seen.value(.novelty, "s2")))
        // A whole copy stays a copy of nothing new, whatever it declares.
        #expect(seen.value(.quotation, "s3") == 0)
        #expect(seen.value(.novelty, "s3") == 0)
    }

    @Test("Submitting one's own text again is seen as that and nothing else")
    func resubmission() throws {
        let text = SampleText.prose(words: 100, seed: 51)
        let seen = try Observed([Sent("s1", by: "ann", text), Sent("s2", by: "ann", text + " A word more here.")])
        #expect(seen.value(.selfJaccard, "s2") > 0.9)
        #expect(seen.signal(.jaccard, "s2") == nil && seen.signal(.containment, "s2") == nil)
        #expect(seen.value(.novelty, "s2") == 1)
        #expect(seen.findings.clusters.isEmpty)
    }

    @Test("The victim of a copy is not measured against the copy that came later")
    func victims() throws {
        let text = SampleText.prose(words: 100, seed: 61)
        let seen = try Observed([Sent("s1", by: "ann", text), Sent("s2", by: "eve", text), Sent("s3", by: "ann", text)])
        #expect(seen.signal(.containment, "s1") == nil)
        #expect(seen.value(.selfJaccard, "s3") == 1)
    }
}
