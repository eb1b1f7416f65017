import CanonicalJSON
import EvaluationData
import Testing

@testable import SyntheticText

/// Text that the shipped calibration was not learned from: of the project's own, and public text where it is there.
@Suite("Unseen sources") struct UnseenSourceTests {
    private static let files = ["e_llamafactory_demo/c4_demo.jsonl", "e_llamafactory_demo/alpaca_en_demo.json"]

    @Test("assistant answers rank above books and speeches, and these are rarely accused") func answersAgainstBooks() throws { try check(.own) }

    @Test(
        "assistant answers rank above web pages, and web pages are rarely accused", .enabled(if: files.allSatisfy { EvaluationData.outside.has($0) }))
    func answersAgainstPages() throws { try check(.outside) }

    private func check(_ data: EvaluationData) throws {
        let (pages, answers) = (try data.bytes(Self.files[0]), try data.bytes(Self.files[1]))
        let human = try pages.split(separator: 10).compactMap { try JSONParser.parse(Array($0))["text"]?.stringValue }.prefix(200)
        let machine = (try JSONParser.parse(answers).arrayValue ?? []).compactMap { $0["output"]?.stringValue }.prefix(200)
        let scorer = SyntheticScorer(falsePositiveRate: 0.05)
        func assess(_ texts: some Sequence<String>) -> [DocumentAssessment] {
            scorer.assess(texts.enumerated().map { SyntheticDocument(id: "\($0)", text: $1, language: "en") }).documents.filter { $0.pValue != nil }
        }
        let honest = assess(human)
        let made = assess(machine)
        try #require(honest.count >= 15 && made.count >= 15)
        let wins = made.reduce(0.0) { sum, answer in
            sum + honest.reduce(0.0) { $0 + ((answer.score ?? 0) > ($1.score ?? 0) ? 1 : 0) }
        }
        let area = wins / Double(honest.count * made.count)
        let accused = Double(honest.filter { $0.decision == .flag }.count) / Double(honest.count)
        #expect(area > 0.8, "area under the curve \(area)")
        #expect(accused < 0.1, "\(accused) of honest texts flagged at 5 %")
    }
}
