import CanonicalJSON
import EvaluationData
import Expressions
import Testing

@Suite("Conformance cases of the Common Expression Language")
struct ConformanceTests {
    private static let file = "h_cel_cases/cases.jsonl"

    @Test("every case of our own comes out as the language's definition says")
    func ownCases() throws { try check(.own) }

    @Test("every published case comes out as it should", .enabled(if: EvaluationData.outside.has(file)))
    func publishedCases() throws { try check(.outside) }

    private func check(_ data: EvaluationData) throws {
        let lines = try data.lines(Self.file)
        try #require(lines.count >= 100)
        var failed: [String] = []
        for line in lines {
            let json = try JSONParser.parse(line)
            let source = try #require(json["expr"]?.stringValue)
            let outcome = evaluate(source, json["bindings"]?.objectValue)
            let wanted = json["value"].flatMap(ExpressionValue.init(typedJSON:))
            let isRight =
                switch (outcome, wanted) {
                case (.value(let value), let wanted?): same(value, wanted)
                case (.error, nil): true
                default: false
                }
            if !isRight { failed.append("\(source) gives \(outcome), not \(json["value"].map(JSONWriter.text) ?? "an error")") }
        }
        print("\(lines.count - failed.count) of \(lines.count) cases")
        #expect(failed == [])
    }

    private func same(_ value: ExpressionValue, _ wanted: ExpressionValue) -> Bool {
        if case .double(let left) = value, case .double(let right) = wanted, left.isNaN, right.isNaN { return true }
        return value.typeName == wanted.typeName && value.isEqual(to: wanted)
    }

    private func evaluate(_ source: String, _ bindings: JSONObject?) -> ExpressionOutcome {
        do throws(ExpressionFault) {
            return try Expression(parsing: source).evaluate { name in
                bindings?[name].flatMap(ExpressionValue.init(typedJSON:)).map(ExpressionBinding.value)
            }
        } catch { return .error(error) }
    }
}
