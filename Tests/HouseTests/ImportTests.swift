import Foundation
import Testing

@Suite("Imports go down the floors only")
struct ImportTests {
    let table: FloorTable
    let check: ImportCheck

    init() throws {
        table = FloorTable(markdown: try Project.text("docs/architecture.md"))
        check = ImportCheck(table: table)
    }

    @Test("the architecture page holds the floors, the C targets and the system modules")
    func tableIsRead() {
        #expect(table.rooms.count >= 20)
        #expect(table.rooms["CanonicalJSON"]?.floor == -1)
        #expect(table.owners["CSQLite"] == "LedgerStorage")
        #expect(table.systemModules["Foundation"] == 7)
    }

    @Test("every import that the page allows goes down, and C targets stay with their owners")
    func tableIsConsistent() {
        #expect(check.tableFaults() == [])
    }

    @Test("the manifest and the page agree on every room")
    func manifestAgrees() throws {
        let manifest = Manifest.rooms(try Project.text("Package.swift"))
        #expect(Set(manifest.keys) == Set(table.rooms.keys))
        for (name, dependencies) in manifest.sorted(by: { $0.key < $1.key }) {
            let differing = dependencies.symmetricDifference(table.rooms[name]?.mayImport ?? [])
            #expect(differing.isEmpty, "\(name): Package.swift and docs/architecture.md differ on \(differing.sorted())")
        }
    }

    @Test("no source imports upward, sideways or what it does not declare")
    func sourcesComply() throws {
        var files = 0
        for folder in ["Sources", "corpora/generator"] {
            for file in Project.swiftFiles(under: folder) {
                files += 1
                let room = String(file.dropFirst(folder.count + 1).prefix { $0 != "/" })
                for violation in check.violations(file: file, text: try Project.text(file), room: room) {
                    Issue.record("\(violation)")
                }
            }
        }
        #expect(files > 40)
    }

    @Test(
        "a planted violation is caught with its line",
        arguments: [
            ("Contributions", "import Ledger", "imports upward"),
            ("Settlement", "internal import Reports", "imports upward"),
            ("NearDuplicates", "@preconcurrency public import AgentSwarms", "on its own floor 3"),
            ("AgentSwarms", "import struct Corpora.Record", "does not declare"),
            ("Rules", "@testable import Sketches", "does not declare"),
            ("Screening", "private import Foundation", "open from floor 7"),
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
        let page = "| floor | room | purpose | may import |\n|---|---|---|---|\n| 1 | `A` | x | `B`, `CThing` |\n| 2 | `B` | y | – |\n"
        let faults = ImportCheck(table: FloorTable(markdown: page)).tableFaults()
        #expect(faults.count == 2)
    }
}
