import Foundation
import Testing

@Suite("The page of diagnostics") struct DiagnosticsPageTests {
    private static let codePattern =
        #""((?:event|json|input|record|usage|ledger|yaml|config|rules|policy|settle|synthetic|swarm-action|output|internal|label|report)/[a-z0-9-]+)""#

    @Test("Every code that the sources can print stands in docs/diagnostics.md")
    func everyCodeIsListed() throws {
        let page = try Project.text("docs/diagnostics.md")
        let expression = try NSRegularExpression(pattern: Self.codePattern)
        var found: Set<String> = []
        for file in Project.swiftFiles(under: "Sources") {
            let text = try Project.text(file)
            for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
                if let range = Range(match.range(at: 1), in: text) { found.insert(String(text[range])) }
            }
        }
        #expect(found.count > 50, "the pattern no longer finds codes")
        let missing = found.filter { !page.contains("`\($0)`") }.sorted()
        #expect(missing.isEmpty, "not listed: \(missing.joined(separator: ", "))")
    }
}
