import Foundation
import Testing

@Suite("Bodies of the ledger are read in one place") struct LedgerBodyTests {
    /// Files outside the Ledger room that read JSON documents by their members: each of a document that is its own, none of the ledger.
    private static let ownDocuments: Set = [
        "Sources/Decisions/Rules/RuleSet+JSON.swift", "Sources/Decisions/Rules/RuleUpkeep.swift", "Sources/Decisions/Rules/AppealAddress.swift",
        "Sources/Decisions/Rules/Aggregates/Aggregate.swift", "Sources/Decisions/Rewards/Policy/PayoutPolicy.swift",
        "Sources/Measurement/Evaluation/WorldLabels.swift", "Sources/Measurement/Evaluation/TuningSplit.swift",
        "Sources/Programs/assay/Jobs/ExpressionJobs.swift", "Sources/Programs/assay/Jobs/RulesBenchJob.swift",
        "Sources/Detectors/SyntheticText/SyntheticCalibration+JSON.swift", "Sources/Detectors/DetectorStorage/IndexManifest.swift",
    ]

    @Test("no room above Ledger looks a member of a body up by a string")
    func noStringKeys() throws {
        // A member that is read: a subscript with a literal whose value is asked for its type.
        let pattern = /\["[a-z_]+"\](?:\?\.|\.flatMap|\.map|\?\[)(?:stringValue|integerValue|arrayValue|objectValue|doubleValue|boolValue)/
        var found: [String] = []
        var files = 0
        for file in Project.swiftFiles(under: "Sources") where !Self.ownDocuments.contains(file) {
            let room = String(file.split(separator: "/")[2])
            guard !["Ledger", "CanonicalJSON", "Contributions", "Corpora"].contains(room) else { continue }
            files += 1
            for (index, line) in try Project.text(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where line.contains(pattern) { found.append("\(file):\(index + 1)") }
        }
        #expect(files > 100)
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test("bodies are parsed by nobody above Ledger, but to show them whole")
    func noParsing() throws {
        let pattern = /JSONParser\.parse\([a-z.]*entry\.body\)/
        let found = try Project.swiftFiles(under: "Sources").filter { !$0.hasPrefix("Sources/Ledger/") }.filter {
            try Project.text($0).contains(pattern)
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test("a planted look-up is found")
    func planted() throws {
        let pattern = /\["[a-z_]+"\](?:\?\.|\.flatMap|\.map|\?\[)(?:stringValue|integerValue|arrayValue|objectValue|doubleValue|boolValue)/
        #expect(#"guard let id = body["event"]?.stringValue else { return }"#.contains(pattern))
        #expect(!#"row["event"] = .string(name)"#.contains(pattern))
    }
}
