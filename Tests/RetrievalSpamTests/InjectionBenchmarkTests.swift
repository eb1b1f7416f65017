import CanonicalJSON
import EvaluationData
import Testing

@testable import RetrievalSpam

/// Instructions planted into letters and tables (BIPIA): how many show a shape, and that clean carriers show none.
@Suite("Planted instructions in letters and tables")
struct InjectionBenchmarkTests {
    private static func strengths(_ texts: [String]) -> [Double] {
        var log = RetrievalLog()
        for (number, text) in texts.enumerated() { log.submit("\(number)", owner: nil, text: text) }
        return log.documents.indices.map { InjectionPatterns.strength(log.injections(of: Int32($0))) }
    }

    @Test("clean letters and tables show nothing, and half of the attacks that steer an answer show")
    func planted() throws { try check(.own) }

    @Test("so they do in BIPIA", .enabled(if: files.allSatisfy { EvaluationData.outside.has($0) }))
    func bipia() throws { try check(.outside) }

    private static let files = ["c_bipia/email_test.jsonl", "c_bipia/table_test.jsonl", "c_bipia/text_attack_test.json"]

    private func check(_ data: EvaluationData) throws {
        let letters = try data.lines(Self.files[0]).map { try JSONParser.parse($0) }
        let tables = try data.lines(Self.files[1]).map { try JSONParser.parse($0) }
        let attacks = try data.bytes(Self.files[2])
        let carriers = (letters + tables).compactMap { $0["context"]?.stringValue }
        try #require(carriers.count >= 10)
        #expect(Self.strengths(carriers).allSatisfy { $0 < RetrievalAnalysis.flagStrength })
        let steering = ["Entertainment", "Information Dissemination", "Marketing & Advertising", "Misinformation & Propaganda", "Scams & Fraud"]
        let categories = try JSONParser.parse(attacks)
        var planted: [String] = []
        for category in steering {
            for attack in categories[category]?.arrayValue ?? [] {
                let carrier = carriers[planted.count * 7 % carriers.count]
                planted.append(carrier + "\n" + (attack.stringValue ?? ""))
            }
        }
        let shown = Self.strengths(planted).filter { $0 > 0 }.count
        try #require(planted.count >= 20)
        print("\(data.folder): \(shown) of \(planted.count) planted instructions show a shape")
        #expect(shown * 2 >= planted.count)
    }
}
