import CanonicalJSON
import Foundation
import Testing

@testable import SyntheticText

/// Public text that the shipped calibration was not learned from; found through ASSAY_DATA, never copied here.
@Suite("Unseen sources") struct UnseenSourceTests {
    private static let folder = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["ASSAY_DATA"] ?? "../shared/data", isDirectory: true
    ).appendingPathComponent("e_llamafactory_demo")

    private func read(_ name: String) -> [UInt8]? {
        let file = Self.folder.appendingPathComponent(name)
        guard let data = try? Data(contentsOf: file) else {
            print("skipped: the folder \(Self.folder.path) with \(name) is missing; set ASSAY_DATA")
            return nil
        }
        return [UInt8](data)
    }

    @Test("assistant answers rank above web pages, and web pages are rarely accused") func answersAgainstPages() throws {
        guard let pages = read("c4_demo.jsonl"), let answers = read("alpaca_en_demo.json") else { return }
        let human = try pages.split(separator: 10).compactMap { try JSONParser.parse(Array($0))["text"]?.stringValue }.prefix(200)
        let machine = (try JSONParser.parse(answers).arrayValue ?? []).compactMap { $0["output"]?.stringValue }.prefix(200)
        let scorer = SyntheticScorer(falsePositiveRate: 0.05)
        func assess(_ texts: some Sequence<String>) -> [DocumentAssessment] {
            scorer.assess(texts.enumerated().map { SyntheticDocument(id: "\($0)", text: $1, language: "en") }).documents.filter { $0.pValue != nil }
        }
        let honest = assess(human)
        let made = assess(machine)
        let wins = made.reduce(0.0) { sum, answer in
            sum + honest.reduce(0.0) { $0 + ((answer.score ?? 0) > ($1.score ?? 0) ? 1 : 0) }
        }
        let area = wins / Double(honest.count * made.count)
        let accused = Double(honest.filter { $0.decision == .flag }.count) / Double(honest.count)
        #expect(area > 0.8, "area under the curve \(area)")
        #expect(accused < 0.1, "\(accused) of honest pages flagged at 5 %")
    }
}
