import Foundation
import Testing

@Suite("Imports go down only")
struct ImportTests {
    let table: RoomTable
    let check: ImportCheck
    let manifest: Manifest

    init() throws {
        table = RoomTable(markdown: try Project.text("docs/architecture.md"))
        check = ImportCheck(table: table)
        manifest = Manifest(try Project.text("Package.swift"))
    }

    @Test("the architecture page holds the rooms, the C targets and the system modules")
    func tableIsRead() {
        #expect(table.rooms.count >= 25)
        #expect(table.order.first == "CanonicalJSON")
        #expect(table.owners["CSQLite"] == "LedgerStorage")
        #expect(table.systemModules.contains("Glibc"))
        #expect(!table.systemModules.contains("Foundation"))
    }

    @Test("every import that the page allows goes down, and C targets stay with their owners")
    func tableIsConsistent() {
        #expect(check.tableFaults() == [])
    }

    @Test("the manifest and the page agree on every room, its wing and the order")
    func manifestAgrees() {
        #expect(manifest.order == table.order)
        for (name, room) in manifest.rooms.sorted(by: { $0.key < $1.key }) {
            let differing = room.dependencies.symmetricDifference(table.rooms[name]?.mayImport ?? [])
            #expect(differing.isEmpty, "\(name): Package.swift and docs/architecture.md differ on \(differing.sorted())")
            #expect(room.wing == table.rooms[name]?.wing, "\(name): Package.swift and docs/architecture.md differ on its wing")
        }
    }

    @Test("each wing is one folder and each room one in it")
    func foldersAgree() throws {
        let sources = Project.root.appendingPathComponent("Sources")
        var found: Set<String> = []
        for wing in try FileManager.default.contentsOfDirectory(atPath: sources.path) where wing != "C" {
            let folder = sources.appendingPathComponent(wing)
            for room in try FileManager.default.contentsOfDirectory(atPath: folder.path) { found.insert("\(wing)/\(room)") }
        }
        #expect(found == Set(table.rooms.filter { $0.value.wing != "Tests" }.map { "\($0.value.wing)/\($0.key)" }))
    }

    @Test("no detector sees another or any storage")
    func detectorsAreBlind() {
        let detectors: Set = ["NearDuplicates", "SyntheticText", "RetrievalSpam", "AgentSwarms"]
        for name in detectors {
            let seen = table.rooms[name]?.mayImport ?? ["nothing of that name"]
            #expect(seen.isDisjoint(with: detectors.union(["LedgerStorage", "DetectorStorage", "nothing of that name"])), "\(name)")
        }
    }

    @Test("no source imports upward or what it does not declare")
    func sourcesComply() throws {
        var files = 0
        for file in Project.swiftFiles(under: "Sources") {
            files += 1
            let room = String(file.split(separator: "/")[2])
            for violation in check.violations(file: file, text: try Project.text(file), room: room) {
                Issue.record("\(violation)")
            }
        }
        #expect(files > 40)
    }

    @Test(
        "a planted violation is caught with its line",
        arguments: [
            ("Contributions", "import Ledger", "imports upward"),
            ("Rewards", "internal import Reports", "imports upward"),
            ("NearDuplicates", "@preconcurrency public import AgentSwarms", "imports upward"),
            ("AgentSwarms", "import struct Corpora.Record", "does not declare"),
            ("Rules", "@testable import Sketches", "does not declare"),
            ("Screening", "private import Foundation", "does not declare"),
            ("Reports", "import CSQLite", "does not declare"),
            ("Ledger", "import XCTest", "does not declare"),
        ])
    func plantedViolation(room: String, line: String, cause: String) throws {
        let found = check.violations(file: "Sources/\(room)/Planted.swift", text: "// why\n\n\(line)\nstruct A {}\n", room: room)
        #expect(found.count == 1)
        #expect(found.first?.line == 3)
        #expect(found.first?.cause.contains(cause) == true, "\(found)")
    }

    @Test("words that only look like imports are left alone")
    func lookAlikes() {
        #expect(ImportCheck.imports("// import Ledger\nlet important = 1\n/// import Reports\n").isEmpty)
    }

    @Test("a table that lets a room import upward is caught")
    func faultyTable() {
        let page = "| wing | room | purpose | may import |\n|---|---|---|---|\n| Ground | `A` | x | `B`, `CThing` |\n| Ground | `B` | y | – |\n"
        let faults = ImportCheck(table: RoomTable(markdown: page)).tableFaults()
        #expect(faults.count == 2)
    }
}
