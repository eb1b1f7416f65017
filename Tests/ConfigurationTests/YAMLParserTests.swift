import Configuration
import Diagnostics
import Testing

@Suite("YAML") struct YAMLParserTests {
    static func parse(_ text: String) throws -> YAMLNode { try YAMLParser.parse(Array(text.utf8), file: "r.yaml") }

    @Test("Scalars, lists and mappings come with their places")
    func places() throws {
        let node = try Self.parse("a: 1\nb:\n  - x\n  - \"2\"\n")
        let fields = try MappingReader(node, as: "a file")
        #expect(try fields.integer("a", in: 0...9) == 1)
        #expect(try fields.texts("b") == ["x", "2"])
        #expect(fields.node("b")?.span == SourceSpan(file: "r.yaml", line: 3, column: 3))
    }

    @Test(
        "What an analyst gets wrong is refused with a place",
        arguments: [
            ("a: 1\n\tb: 2\n", "yaml/tab", 2, 1), ("a: 1\na: 2\n", "yaml/duplicate-key", 2, 1), ("a: &x 1\nb: *x\n", "yaml/alias", 1, 4),
            ("a: !!int 1\n", "yaml/tag", 1, 4), ("a: [1, 2\nb: 3\n", "yaml/syntax", 2, 2), ("", "yaml/empty", 1, 1),
            ("a: 1\n---\nb: 2\n", "yaml/several-documents", 3, 1), ("? [1]\n: 2\n", "yaml/key", 1, 3),
        ])
    func mistakes(text: String, code: String, line: Int, column: Int) {
        let error = #expect(throws: Diagnostic.self) { try Self.parse(text) }
        #expect(error?.code == code)
        #expect(error?.span?.line == line)
        #expect(error?.span?.column == column)
    }

    @Test("Nesting without end is refused at the limit")
    func depth() {
        let error = #expect(throws: Diagnostic.self) { try Self.parse(String(repeating: "[", count: 5000)) }
        #expect(error?.code == "yaml/too-deep")
    }

    @Test("A file over the limit is refused before it is read")
    func size() {
        let error = #expect(throws: Diagnostic.self) {
            try YAMLParser.parse([UInt8](repeating: UInt8(ascii: "a"), count: YAMLParser.maximumBytes + 1), file: "r.yaml")
        }
        #expect(error?.code == "yaml/too-large")
    }

    @Test("A quoted number is a text, and an unknown key comes with a suggestion")
    func types() throws {
        let fields = try MappingReader(try Self.parse("limit: \"5\"\nstaus: x\n"), as: "a rule")
        #expect(throws: Diagnostic.self) { try fields.integer("limit", in: 0...9) }
        let error = #expect(throws: Diagnostic.self) { try fields.allowOnly(["limit", "status"]) }
        #expect(error?.hint == "did you mean \"status\"?")
        #expect(error?.span?.line == 2)
    }
}
