import Foundation
import Testing

/// Compiles small programs against the modules of this very build.
@Suite("The compiler refuses to pay what was not cleared")
struct CompilerRefusalTests {
    /// Type-checks a program as if it stood in Settlement.
    private func check(_ program: String) throws -> (code: Int32, output: String) {
        try Project.withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("Settlement.swift")
            try program.write(to: file, atomically: true, encoding: .utf8)
            let words =
                ["swiftc", "-typecheck", "-swift-version", "6", "-module-name", "SettlementProbe", "-module-cache-path", folder.path]
                + (try moduleFlags()) + [file.path]
            return try Project.run(words, environment: ["HOME": folder.path, "SWIFT_BACKTRACE": "enable=no"])
        }
    }

    /// Where the build that runs this test left its modules: beside the test program.
    private func moduleFlags() throws -> [String] {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var build = URL(fileURLWithPath: program).deletingLastPathComponent()
        while build.path != "/", !FileManager.default.fileExists(atPath: build.appendingPathComponent("Modules/Screening.swiftmodule").path) {
            build.deleteLastPathComponent()
        }
        if build.path == "/" { build = Project.root.appendingPathComponent(".build/debug") }
        let modules = build.appendingPathComponent("Modules")
        try #require(FileManager.default.fileExists(atPath: modules.appendingPathComponent("Screening.swiftmodule").path))
        return ["-I", modules.path] + moduleMaps(build).flatMap { ["-Xcc", "-fmodule-map-file=" + $0] }
    }

    /// The C modules behind the rooms: the system libraries' maps stand in Sources, those of our own C targets in the build.
    private func moduleMaps(_ build: URL) -> [String] {
        let candidates = [Project.root.appendingPathComponent("Sources/C"), build].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.filter { Manifest.isCTarget($0.replacing(".build", with: "")) }.sorted().map { folder.appendingPathComponent($0) }
        }
        return candidates.map { $0.appendingPathComponent("module.modulemap").path }.filter { FileManager.default.fileExists(atPath: $0) }
    }

    private static let preamble = """
        import Contributions
        import Ledger
        import Screening

        """

    @Test("honest settlement code compiles: it takes cleared events and reads them")
    func positiveControl() throws {
        let result = try check(Self.preamble + "func pay(_ events: [ClearedEvent]) -> [EventKey] { events.map(\\.record.event.key) }\n")
        #expect(result.code == 0, "\(result.output)")
    }

    @Test("settlement cannot make a cleared event of its own")
    func cheat() throws {
        let result = try check(Self.preamble + "func launder(_ record: RecordedEvent) -> ClearedEvent { ClearedEvent(record: record) }\n")
        #expect(result.code != 0)
        #expect(result.output.contains("initializer is inaccessible due to 'internal' protection level"), "\(result.output)")
    }

    @Test(
        "nor by the side doors: copying a held event, decoding one, changing the record of one",
        arguments: [
            "func launder(_ held: HeldEvent) -> ClearedEvent { ClearedEvent(record: held.record) }",
            "func launder(_ held: HeldEvent) -> ClearedEvent { held as ClearedEvent }",
            "func launder(_ event: ClearedEvent, _ other: RecordedEvent) -> ClearedEvent { var copy = event; copy.record = other; return copy }",
            "func launder(_ record: RecordedEvent) -> ScreenedEvent { ScreenedEvent(record, .clear) }",
            "func launder() -> any Decodable.Type { ClearedEvent.self }",
        ])
    func sideDoors(line: String) throws {
        let result = try check(Self.preamble + line + "\n")
        #expect(result.code != 0)
        // Refused for what it does, not because something else in the program is wrong.
        let reasons = [
            "inaccessible due to 'internal'", "cannot convert", "is not convertible", "is a 'let' constant", "cannot be used as",
            "requires the types",
        ]
        #expect(reasons.contains { result.output.contains($0) }, "\(result.output)")
        #expect(!result.output.contains("no such module"))
    }

    /// A program that opens a ledger without any verdict, settles by a standing of its own making, finalises and pays out.
    private static let thief = """
        import Contributions
        import Ledger
        import LedgerStorage

        func steal(from path: String, _ event: ContributionEvent) throws {
            let store = try SQLiteLedgerStore(path: path, mode: .readWrite)
            let claim = RewardClaim(
                participant: "mallory", role: "contributor", source: "s", amount: MicroCredits(1), because: 0, verdict: 0)
            let id = RewardID(event: 0, line: 0)
            let fee = try Transfer(debit: .fees, credit: .pool, amount: MicroCredits(1), code: "fee", cause: 0)
            let award = try Transfer(debit: .pool, credit: .held("mallory"), amount: MicroCredits(1), code: "award", cause: 0)
            let hold = RewardMove(id, .hold(claim, until: event.time, cleared: true))
            _ = try Posting(reason: "settlement", transfers: [fee, award], moves: [hold])
        }

        func append(_ posting: Posting, to store: SQLiteLedgerStore, _ event: ContributionEvent) throws {
            try store.append([posting.draft(at: event.time)])
            try store.append([EntryDraft(kind: .posting, time: event.time, body: posting.body)])
            try store.append([EntryDraft(.posting(posting), at: event.time)])
        }
        """

    @Test("a program that writes rewards into a ledger without any verdict does not compile")
    func thief() throws {
        let result = try check(Self.thief + "\n")
        #expect(result.code != 0)
        // Every step of it is refused for what it is, not for a mistake in the program.
        for step in ["RewardClaim(", "Transfer(", "RewardMove(", "Posting(", "posting.draft", "EntryDraft(kind:", "EntryDraft(.posting"] {
            let line = try #require(Self.thief.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(step) }) + 1
            #expect(result.output.contains("Settlement.swift:\(line):"), "\(step) on line \(line)\n\(result.output)")
        }
        #expect(result.output.contains("is inaccessible due to 'package' protection level"), "\(result.output)")
        #expect(!result.output.contains("no such module"))
    }

    @Test("nor does one that imports all but Screening: a claim is cleared by a ClearedEvent alone")
    func withoutScreening() throws {
        let program = """
            import Contributions
            import Ledger
            import Rewards

            func settle(_ claim: RewardClaim, _ book: RewardBook, _ terms: SettlementTerms, at time: Timestamp) throws -> [Posting] {
                let event = EventSettlement(
                    event: 0, fee: MicroCredits(1), claims: [(claim: claim, standing: .clear)], remainder: .zero, reason: "mine")
                return try book.plan(.settle(terms, [event], until: time), at: time)
            }
            """
        let result = try check(program + "\n")
        #expect(result.code != 0)
        #expect(result.output.contains("ClearedEvent") || result.output.contains("inaccessible due to 'internal'"), "\(result.output)")
        #expect(!result.output.contains("no such module"))
    }
}
