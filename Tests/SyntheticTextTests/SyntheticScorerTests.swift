import CanonicalJSON
import Numerics
import Testing

@testable import SyntheticText

@Suite("Scoring documents and contributors") struct SyntheticScorerTests {
    let scorer = SyntheticScorer()

    private func assess(_ text: String, language: String? = "en", scorer: SyntheticScorer? = nil) -> DocumentAssessment {
        (scorer ?? self.scorer).assess([SyntheticDocument(id: "d", text: text, language: language)]).documents[0]
    }

    private func story(_ seed: UInt64 = 5) -> String {
        var random = SeededRandom(seed: seed)
        return Writing.person(&random, sentences: 14)
    }

    @Test("a tweet is too short, and says so") func tooShort() {
        let tweet = assess("just landed, sun is out, somebody bring me a coffee and a very long nap please")
        #expect(tweet.decision == .abstain)
        #expect(tweet.pValue == nil)
        #expect(tweet.why == "too short: 16 words, 50 needed")
        #expect(assess("").decision == .abstain)
        #expect(assess("").score == nil)
        #expect(assess("?!… —").decision == .abstain)
    }

    @Test("a language outside the calibration is left alone") func languageOutside() {
        let german = String(repeating: "Der Hund lief über die nasse Wiese und suchte seinen alten Ball im hohen Gras. ", count: 8)
        #expect(assess(german, language: "de").why == "language de is outside the calibration")
        #expect(assess(german, language: "en").why == "the text does not read as en")
        #expect(assess(german, language: nil).why == "the text does not read as any calibrated language")
        #expect(assess(story(), language: nil).decision != .abstain)
        #expect(assess(story(), language: "EN-gb").decision != .abstain)
    }

    @Test("a rate that the calibration cannot bound is refused") func rateTooSmall() {
        let answer = assess(story(), scorer: SyntheticScorer(falsePositiveRate: 0.000001))
        #expect(answer.decision == .abstain)
        #expect(answer.why?.hasPrefix("calibration too small") == true)
        #expect(answer.pValue != nil)
        #expect(assess(story(), scorer: SyntheticScorer(calibration: .empty)).why == "the calibration is empty")
    }

    @Test("white space, invisible characters and typographic quotes change no score") func disguise() {
        let plain = story()
        let score = assess(plain).score
        #expect(score != nil)
        #expect(assess(plain.replacing(" ", with: " \n ")).score == score)
        #expect(assess(plain.replacing("e", with: "e\u{200B}")).score == score)
        #expect(assess(plain.replacing("'", with: "\u{2019}")).score == score)
    }

    @Test("boilerplate prose scores higher than loose personal prose") func ranks() throws {
        var random = SeededRandom(seed: 8)
        let machine = try (0..<10).map { _ in try #require(assess(Writing.machine(&random, sentences: 9)).score) }
        let person = try (0..<10).map { _ in try #require(assess(Writing.person(&random, sentences: 12)).score) }
        #expect(Summary.median(machine) > Summary.median(person) + 0.2)
    }

    @Test("a learner of English with few words is not accused", arguments: [1, 2, 3, 4, 5] as [UInt64]) func learner(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let documents = (0..<30).map {
            SyntheticDocument(id: "\($0)", text: Writing.learner(&random), contributor: "learner", language: "en")
        }
        let (texts, contributors) = scorer.assess(documents)
        #expect(contributors.map(\.decision) == [.clear], "seed \(seed), p \(contributors.first?.pValue ?? -1)")
        #expect(texts.filter { $0.decision == .flag }.count <= 2, "seed \(seed)")
    }

    @Test("notices of a fixed form are not accused as a batch") func notices() {
        var random = SeededRandom(seed: 12)
        let documents = (0..<20).map {
            SyntheticDocument(id: "\($0)", text: Writing.notice(&random, day: $0), contributor: "harbour", language: "en")
        }
        let contributor = scorer.assess(documents).contributors[0]
        #expect(contributor.decision != .flag)
        #expect(contributor.templateRate > 0.9, "the form is seen, and is no accusation by itself")
    }

    @Test("a contributor with few documents is not judged") func fewDocuments() {
        let documents = (0..<4).map { SyntheticDocument(id: "\($0)", text: story(UInt64($0)), contributor: "c", language: "en") }
        let contributor = scorer.assess(documents).contributors[0]
        #expect(contributor.decision == .abstain)
        #expect(contributor.why == "too few documents: 4 scored, 5 needed")
        #expect(contributor.documents == 4)
    }

    @Test("a batch of boilerplate is flagged at one per cent, honest batches beside it are not") func batch() {
        var random = SeededRandom(seed: 21)
        let documents = (0..<60).map { index in
            let isMill = index % 2 == 0
            let text = isMill ? Writing.machine(&random, sentences: 9) : Writing.person(&random, sentences: 12)
            return SyntheticDocument(id: "\(index)", text: text, contributor: isMill ? "mill" : "person", language: "en")
        }
        let contributors = scorer.assess(documents).contributors
        #expect(contributors.map(\.contributor) == ["mill", "person"])
        #expect(contributors.map(\.decision) == [.flag, .clear])
    }

    @Test("lines hold what the contract names") func lines() {
        let document = SyntheticDocument(id: "d", text: "too short", contributor: "c")
        let (texts, contributors) = scorer.assess([document])
        #expect(texts[0].json["kind"] == "document")
        #expect(texts[0].json["decision"] == "abstain")
        #expect(texts[0].json["p_value"] == JSONValue.null)
        #expect(contributors[0].json["kind"] == "contributor")
        #expect(contributors[0].json["documents"] == 1)
        #expect(contributors[0].json["why"]?.stringValue != nil)
    }
}
