import CanonicalJSON
import Testing

@testable import RetrievalSpam

/// Instructions planted into letters and tables (BIPIA): how many show a shape, and that clean carriers show none.
@Suite("Planted instructions in letters and tables")
struct InjectionBenchmarkTests {
    private static func strengths(_ texts: [String]) -> [Double] {
        var log = RetrievalLog()
        for (number, text) in texts.enumerated() { log.submit("\(number)", owner: nil, text: text) }
        return log.documents.map { InjectionPatterns.strength($0.injections) }
    }

    @Test("clean letters and tables show nothing, and half of the attacks that steer an answer show")
    func bipia() throws {
        guard let letters = try LabelledData.lines("c_bipia/email_test.jsonl"), let tables = try LabelledData.lines("c_bipia/table_test.jsonl"),
            let attacks = try LabelledData.text("c_bipia/text_attack_test.json")
        else { return }
        let carriers = (letters + tables).compactMap { $0["context"]?.stringValue }
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
        print("BIPIA: \(shown) of \(planted.count) planted instructions show a shape")
        #expect(shown * 2 >= planted.count)
    }
}
