import Foundation
import Testing

@Suite("What counts as passed has run")
struct SkipTests {
    @Test("no test says aloud that it was skipped and then passes: a trait skips it, so that it is counted")
    func skipsAreTraits() throws {
        let loud = /print\(\s*"[^"]*(?i:skipped)/
        var files = 0
        for file in Project.swiftFiles(under: "Tests") {
            files += 1
            #expect(try Project.text(file).firstMatch(of: loud) == nil, "\(file): use .enabled(if:)")
        }
        #expect(files > 100)
    }
}
