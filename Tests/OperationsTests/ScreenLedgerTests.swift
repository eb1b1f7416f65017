import CanonicalJSON
import Contributions
import Detection
import DetectorStorage
import Foundation
import Ledger
import Rules
import Screening
import Testing

@testable import Operations

@Suite("Screening with a memory") struct ScreenLedgerTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kept-" + UUID().uuidString)
    private var path: String { folder.appendingPathComponent("L.db.state").path }
    private static let window = ChallengeWindow(days: 60)
    private static let rules = RuleSet([
        Rule(
            id: "copy", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
            condition: try! Condition(parsing: "near_duplicate.jaccard >= 0.8"), unknown: .skip, reason: "copied", owner: "test"),
        Rule(
            id: "driven", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.interaction.v1", "assay.retrieval.v1"],
            condition: try! Condition(parsing: "swarm.event_driven >= 1.0"), unknown: .skip, reason: "in step", owner: "test"),
    ])

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private static func events() throws -> [ContributionEvent] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("corpora/demo/events.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").prefix(1500).map { try ContributionEvent(decoding: try JSONParser.parse(String($0))) }
    }

    private func screening(kept: Bool) -> ScreenLedger {
        ScreenLedger(
            rules: Self.rules, detectors: { DetectorBench.detectors(seed: DetectorBench.publicSeed) }, window: Self.window,
            kept: kept ? KeptState(path: path) : nil)
    }

    /// A ledger of five parts, each screened; `between` may spoil what is kept.
    private func ledger(kept: Bool, between: (Int) throws -> Void = { _ in }) throws -> (store: InMemoryLedgerStore, refused: [KeptState.Refusal?]) {
        let store = InMemoryLedgerStore()
        var refused: [KeptState.Refusal?] = []
        for (part, start) in stride(from: 0, to: 1500, by: 300).enumerated() {
            try store.append(try Self.events()[start..<start + 300].map { EntryDraft($0) })
            refused.append(try screening(kept: kept).run(store).refolded)
            try between(part)
        }
        return (store, refused)
    }

    @Test("what was kept gives the same ledger, byte for byte, as walking through all of it each time")
    func same() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (warm, refused) = try ledger(kept: true)
        #expect(refused == [nil, nil, nil, nil, nil])
        let (cold, _) = try ledger(kept: false)
        #expect(try warm.contentDigest() == cold.contentDigest())
        #expect(try ScreenedLedger(reading: warm).screenings.last?.again == 1200)
    }

    @Test("what is damaged, cut short, of another ledger or of another version is refolded, said once, and never believed")
    func spoiled() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let url = URL(fileURLWithPath: path)
        let (spoiled, refused) = try ledger(kept: true) { part in
            var bytes = [UInt8](try Data(contentsOf: url))
            switch part {
            case 0: bytes[bytes.count / 2] ^= 4
            case 1: bytes.removeLast(bytes.count / 3)
            case 2: bytes[7] = 99
            default:
                // The state of a ledger with another history.
                let other = InMemoryLedgerStore()
                try other.append(try Self.events().dropFirst(7).prefix(300).map { EntryDraft($0) })
                _ = try screening(kept: false).run(other)
                try other.append(try Self.events().dropFirst(400).prefix(1000).map { EntryDraft($0) })
                let elsewhere = KeptState(path: path)
                _ = ScreenLedger(
                    rules: Self.rules, detectors: { DetectorBench.detectors(seed: DetectorBench.publicSeed) }, window: Self.window, kept: elsewhere)
                bytes = []
                _ = try ScreenLedger(
                    rules: Self.rules, detectors: { DetectorBench.detectors(seed: DetectorBench.publicSeed) }, window: Self.window, kept: elsewhere
                ).run(other)
                bytes = [UInt8](try Data(contentsOf: url))
            }
            try Data(bytes).write(to: url)
        }
        #expect(refused == [nil, .damaged, .damaged, .otherVersion, .otherLedger])
        #expect(try spoiled.contentDigest() == ledger(kept: false).store.contentDigest())
    }

    @Test("rules that read an event's fields decide the same with a memory beside the ledger: what was open is not held for want of its fields")
    func readsFields() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let reading = RuleSet(
            Self.rules.rules + [
                Rule(
                    id: "licence", version: 1, status: .live, outcome: .hold, eventTypes: ["assay.submission.v1"],
                    condition: try Condition(parsing: "has(event.data.license) && event.data.license == 'none of ours'"), reason: "licence",
                    owner: "test")
            ])
        func ledger(kept: Bool) throws -> InMemoryLedgerStore {
            let store = InMemoryLedgerStore()
            for start in [0, 300] {
                try store.append(try Self.events()[start..<start + 300].map { EntryDraft($0) })
                _ = try ScreenLedger(
                    rules: reading, detectors: { DetectorBench.detectors(seed: DetectorBench.publicSeed) }, window: Self.window,
                    kept: kept ? KeptState(path: path) : nil
                ).run(store)
            }
            return store
        }
        let warm = try ledger(kept: true)
        #expect(try warm.contentDigest() == ledger(kept: false).contentDigest())
        let undecided = try ScreenedLedger(reading: warm).firedVerdicts.values.count { $0.firings.contains { $0.rule == "licence" && $0.undecided } }
        #expect(undecided == 0)
        // The same beside a state that rules without fields left.
        let mixed = InMemoryLedgerStore()
        try mixed.append(try Self.events().prefix(300).map { EntryDraft($0) })
        _ = try screening(kept: true).run(mixed)
        try mixed.append(try Self.events()[300..<600].map { EntryDraft($0) })
        _ = try ScreenLedger(
            rules: reading, detectors: { DetectorBench.detectors(seed: DetectorBench.publicSeed) }, window: Self.window, kept: KeptState(path: path)
        ).run(mixed)
        #expect(try ScreenedLedger(reading: mixed).firedVerdicts.values.allSatisfy { !$0.firings.contains { $0.rule == "licence" } })
    }

    @Test("a state under another seed is of other detectors, and is not used")
    func otherSeed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = InMemoryLedgerStore()
        try store.append(try Self.events().prefix(300).map { EntryDraft($0) })
        _ = try screening(kept: true).run(store)
        try store.append(try Self.events()[300..<600].map { EntryDraft($0) })
        let other = ScreenLedger(
            rules: Self.rules, detectors: { DetectorBench.detectors(seed: 7) }, window: Self.window, kept: KeptState(path: path))
        #expect(try other.run(store).refolded == .otherVersion)
    }
}
