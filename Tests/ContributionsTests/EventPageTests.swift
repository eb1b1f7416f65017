import Contributions
import Foundation
import Testing

@Suite("The page of events")
struct EventPageTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/events.md").standardized

    @Test("docs/events.md is what the description says; ASSAY_WRITE_DOCS=1 writes it anew")
    func rendered() throws {
        if ProcessInfo.processInfo.environment["ASSAY_WRITE_DOCS"] == "1" {
            try EventPage.markdown.write(to: Self.page, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: Self.page, encoding: .utf8)
        #expect(written == EventPage.markdown, "run: ASSAY_WRITE_DOCS=1 swift test --filter EventPageTests")
    }

    @Test("every type and every field stands on it")
    func complete() {
        let page = EventPage.markdown
        for description in EventDescription.all {
            #expect(page.contains("## `\(description.type)`"))
            for name in description.data.names { #expect(page.contains("| `\(name)` |"), "\(description.type): \(name)") }
        }
    }
}
