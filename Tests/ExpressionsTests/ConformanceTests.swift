import CanonicalJSON
import Expressions
import Glibc
import Testing

@Suite("The published conformance cases of the Common Expression Language")
struct ConformanceTests {
    @Test("every case of the labelled data comes out as it should")
    func cases() throws {
        let root = getenv("ASSAY_DATA").map { String(cString: $0) } ?? "../shared/data"
        let path = root + "/h_cel_cases/cases.jsonl"
        guard let lines = read(path)?.split(separator: "\n") else {
            print("SKIPPED: \(path) is not here")
            return
        }
        var failed: [String] = []
        for line in lines {
            let json = try JSONParser.parse(String(line))
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

    private func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes.append(contentsOf: buffer[..<count]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
