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
}
