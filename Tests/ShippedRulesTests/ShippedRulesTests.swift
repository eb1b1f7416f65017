import Foundation
import ShippedRules
import Testing

@Suite("The rules inside the program")
struct ShippedRulesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "rules")

    /// The data files under rules/; the script that makes the events is none.
    private func pathsOnDisk() -> [String] {
        let names = FileManager.default.enumerator(atPath: Self.folder.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".jsonl") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    @Test("every file of rules/ is inside, in order; a new one takes two lines in Sources/C/CShippedRules/shipped_rules.c")
    func nothingIsForgotten() {
        #expect(ShippedRules.paths == pathsOnDisk())
        #expect(ShippedRules.paths.contains("payouts/default.yaml"))
    }

    @Test("byte for byte what stands in rules/")
    func bytesAgree() throws {
        for path in pathsOnDisk() {
            let onDisk = [UInt8](try Data(contentsOf: Self.folder.appending(path: path)))
            #expect(!onDisk.isEmpty)
            #expect(ShippedRules.bytes(path) == onDisk, "\(path)")
            #expect(ShippedRules.bytes(at: "shipped:rules/" + path) == onDisk, "\(path)")
        }
    }

    @Test("folders list what stands in them, and nothing else is there")
    func folders() {
        #expect(ShippedRules.names(in: ShippedRules.folder)?.contains("payouts") == true)
        #expect(ShippedRules.names(in: ShippedRules.folder)?.contains("near-duplicates.yaml") == true)
        #expect(ShippedRules.names(in: "shipped:rules/payouts") == ["default.yaml", "naive.yaml"])
        for path in ["shipped:rules/payouts/default.yaml", "shipped:", "shipped:rulesets", "", "rules"] {
            #expect(ShippedRules.names(in: path) == nil, "\(path)")
        }
        for path in [
            "shipped:rules", "shipped:rules/", "shipped:rules/payouts", "shipped:rules/../rules/payouts/default.yaml", "payouts/default.yaml",
        ] {
            #expect(ShippedRules.bytes(at: path) == nil, "\(path)")
        }
    }
}
