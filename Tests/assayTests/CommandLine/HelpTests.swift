import Foundation
import Testing

@testable import assay

@Suite("Help, completions and the manual page are rendered from the table")
struct HelpTests {
    let table = Assay.table

    @Test("every help page fits 80 columns and names every argument")
    func width() {
        let renderer = HelpRenderer(table: table)
        for path in [[]] + table.groups.map({ [$0.name] }) + table.commands.map(\.path) {
            let text = renderer.text(path)
            for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(path): \(line)") }
            for argument in table.command(path)?.arguments ?? [] { #expect(text.contains(argument.name), "\(path) \(argument.name)") }
        }
    }

    @Test("the page of contracts names every verb, and no other")
    func verbs() throws {
        let page = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../docs/contracts.md"),
            encoding: .utf8)
        let names = table.commands.map(\.name)
        for verb in names { #expect(page.contains("`assay \(verb)"), "\(verb)") }
        let named = page.matches(of: /`assay (?<verb>[a-z-]+(?: [a-z-]+)?)`/).map { String($0.output.verb) }
        for verb in named { #expect(names.contains(verb), "\(verb)") }
        #expect(Set(names).count == names.count)
        for command in table.commands where command.path.count == 2 { #expect(table.isGroup(command.path[0])) }
    }

    @Test("every verb has an abstract on one line, and examples that parse")
    func examples() throws {
        for command in table.commands {
            #expect(!command.abstract.isEmpty && command.abstract.count <= 80)
            #expect(Set(command.arguments.map(\.name)).count == command.arguments.count)
            for example in command.examples {
                let words = try #require(example.command.split(separator: "|").first { $0.contains("assay ") || $0.hasPrefix("assay") })
                let own = words.split(separator: " ").map(String.init).drop { $0 != "assay" && !$0.hasSuffix("(assay") }.dropFirst()
                #expect(throws: Never.self, "\(example.command)") { try table.parse(own.map { $0.filter { $0 != ")" } }) }
            }
        }
    }

    @Test("--help after a verb, a group or nothing; `help` with a verb; all on stdout, exit 0")
    func ways() {
        #expect(CapturedRun("--help").stdout == CapturedRun("help").stdout)
        #expect(CapturedRun("detect", "swarms", "--help").stdout == CapturedRun("help", "detect", "swarms").stdout)
        #expect(CapturedRun("detect", "-h").stdout == CapturedRun("help", "detect").stdout)
        #expect(CapturedRun("run", "--ledger", "x", "--help").code == .clean)
        #expect(CapturedRun("help", "detect", "swams").stderr.contains("did you mean `assay detect swarms`"))
        #expect(CapturedRun("help", "xyz").code == .cannotRun)
        #expect(CapturedRun("--version").stdout == CapturedRun("version").stdout)
    }

    @Test("ranges, choices and defaults stand in the help")
    func explanations() {
        let text = CapturedRun("detect", "near-duplicates", "--help").stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("a number from 0 to 1; default 0.8"))
        #expect(text.contains("table, jsonl, json, csv"))
        #expect(text.contains("a whole number from 16 to 1024; default 128"))
    }

    private static func isInstalled(_ tool: String) -> Bool {
        (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").contains { access("\($0)/\(tool)", X_OK) == 0 }
    }

    /// Runs a tool over a text in a file.
    private func lint(_ words: [String], _ text: String) throws -> (code: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("help-" + UUID().uuidString)
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words + [file.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test("the completions hold every verb and flag", arguments: Shell.allCases)
    func completionsAreWhole(shell: Shell) {
        let text = CompletionRenderer(table: table).text(shell)
        for command in table.commands {
            for word in command.path { #expect(text.contains(word)) }
            for argument in command.arguments where argument.kind != .positional { #expect(text.contains(argument.name.dropFirst(2))) }
        }
    }

    private func parses(_ shell: Shell) throws {
        let result = try lint([shell.rawValue, "-n"], CompletionRenderer(table: table).text(shell))
        #expect(result.code == 0, "\(result.output)")
    }

    @Test("the completions parse in bash") func parseInBash() throws { try parses(.bash) }
    @Test("the completions parse in zsh", .enabled(if: isInstalled("zsh"))) func parseInZsh() throws { try parses(.zsh) }
    @Test("the completions parse in fish", .enabled(if: isInstalled("fish"))) func parseInFish() throws { try parses(.fish) }

    @Test(
        "bash offers verbs, flags, choices",
        arguments: [
            ("assay led", "ledger"), ("assay ledger v", "verify"), ("assay detect near-duplicates --thr", "--threshold"),
            ("assay run x --format js", "jsonl"),
            ("assay help --completions z", "zsh"),
        ])
    func bashOffers(line: String, offer: String) throws {
        let words = line.split(separator: " ").map { "'\($0)'" }
        let script =
            CompletionRenderer(table: table).text(.bash)
            + "\nCOMP_WORDS=(\(words.joined(separator: " "))); COMP_CWORD=\(words.count - 1); _assay; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        let result = try lint(["bash"], script)
        #expect(result.output.split(separator: "\n").contains { $0 == offer }, "\(result.output)")
    }

    @Test("the manual page names every verb, in ASCII")
    func manualPage() throws {
        let page = ManPageRenderer(table: table).text()
        #expect(page.hasPrefix(".TH ASSAY 1"))
        #expect(page.utf8.allSatisfy { $0 < 0x80 })
        for command in table.commands { #expect(page.contains(".SS \"assay " + ManPageRenderer.escape(command.name)), "\(command.name)") }
    }

    @Test("mandoc has no complaint about the manual page", .enabled(if: isInstalled("mandoc")))
    func manualPageInMandoc() throws {
        let result = try lint(["mandoc", "-T", "lint", "-W", "warning"], ManPageRenderer(table: table).text())
        #expect(result.output.isEmpty)
    }

    @Test("groff has no complaint about the manual page", .enabled(if: isInstalled("groff")))
    func manualPageInGroff() throws {
        let result = try lint(["groff", "-man", "-ww", "-Tutf8", "-z"], ManPageRenderer(table: table).text())
        #expect(result.code == 0 && result.output.isEmpty, "\(result.output)")
    }
}
