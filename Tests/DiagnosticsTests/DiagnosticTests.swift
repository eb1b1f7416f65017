import CanonicalJSON
import Diagnostics
import Testing

@Suite("Diagnostics") struct DiagnosticTests {
    let diagnostic = Diagnostic(
        code: "event/missing-field", at: SourceSpan(file: "a.jsonl", line: 3, column: 14), cause: "the field \"fee\" is missing", hint: "add it")

    @Test("The text names place, code, cause and hint")
    func text() {
        #expect(diagnostic.text() == "a.jsonl:3:14: error[event/missing-field]: the field \"fee\" is missing\n  hint: add it")
        #expect(!diagnostic.text().contains("\u{1B}"))
        #expect(diagnostic.text(colour: true).contains("\u{1B}[1;31m"))
    }

    @Test("SARIF carries rule, level and region")
    func sarif() {
        let run = [diagnostic].sarif(tool: "assay", version: "0") { _ in nil }["runs"]?.arrayValue?.first
        let result = run?["results"]?.arrayValue?.first
        #expect(result?["ruleId"] == "event/missing-field")
        #expect(result?["locations"]?.arrayValue?.first?["physicalLocation"]?["region"]?["startLine"] == 3)
    }

    @Test("SARIF counts columns in code points, says so, and writes paths as URIs")
    func sarifPlaces() {
        let line = "  when: \"ä😀\" == near"
        let column = line.utf8.count - 3
        let found = Diagnostic(code: "a/b", at: SourceSpan(file: "my rules/é.yaml", line: 7, column: column), cause: "c")
        let run = [found].sarif(tool: "assay", version: "0") { _ in ArraySlice(line.utf8) }["runs"]?.arrayValue?.first
        let place = run?["results"]?.arrayValue?.first?["locations"]?.arrayValue?.first?["physicalLocation"]
        #expect(run?["columnKind"] == "unicodeCodePoints")
        #expect(place?["region"]?["startColumn"] == .integer(Int64(line.unicodeScalars.count - 3)))
        #expect(place?["artifactLocation"]?["uri"] == "my%20rules/%C3%A9.yaml")
        let blind = [found].sarif(tool: "assay", version: "0") { _ in nil }["runs"]?.arrayValue?.first
        let region = blind?["results"]?.arrayValue?.first?["locations"]?.arrayValue?.first?["physicalLocation"]?["region"]
        #expect(region?["startLine"] == 7 && region?["startColumn"] == nil)
    }

    @Test("Near misses are suggested, far ones are not")
    func suggestions() {
        #expect(EditDistance.nearest(to: "ingset", among: ["ingest", "scan"]) == "ingest")
        #expect(EditDistance.nearest(to: "frobnicate", among: ["ingest", "scan"]) == nil)
    }

    @Test(
        "Edit distances agree with worked examples, from either side",
        arguments: [("kitten", "sitting", 3), ("ab", "ba", 1), ("abcd", "acbd", 1), ("", "abc", 3), ("", "", 0), ("same", "same", 0)])
    func distance(left: String, right: String, edits: Int) {
        #expect(EditDistance.between(left, right) == edits)
        #expect(EditDistance.between(right, left) == edits)
    }
}
