import Foundation

@testable import assay

/// Runs a command line in this process and keeps what it wrote.
final class CapturedRun {
    private(set) var code = ExitCode.clean
    private var out: [UInt8] = []
    private var err: [UInt8] = []

    var stdout: String { String(decoding: out, as: UTF8.self) }
    var stderr: String { String(decoding: err, as: UTF8.self) }

    convenience init(_ words: String..., table: CommandTable = Assay.table) { self.init(words: words, table: table) }

    init(words: [String], table: CommandTable = Assay.table) {
        let terminal = terminal()
        code = CommandLineTool(table: table, terminal: terminal).run(words)
    }

    /// A terminal that writes into this value.
    func terminal(isTerminal: Bool = false, width: Int = 80, environment: [String: String] = [:]) -> Terminal {
        Terminal(
            stdout: OutputStream { [self] in
                out += $0
                return $0.count
            },
            stderr: OutputStream { [self] in
                err += $0
                return $0.count
            }, width: width, stdoutIsTerminal: isTerminal, stderrIsTerminal: isTerminal, environment: { environment[$0] })
    }
}

/// A verb with every kind of argument.
struct ProbeOptions: CommandOptions, Equatable {
    enum Mode: String, CaseIterable, Sendable { case fast, careful }

    var files: [String] = []
    var count = 3
    var share = 0.5
    var mode = Mode.fast
    var windows = [1, 2]
    var out: String?
    var loud = false
    var key = ""
}

enum Probe {
    /// Parses words for a verb with every kind of argument; its options, or the fault.
    static func parse(_ words: String...) throws -> ProbeOptions {
        final class Box: @unchecked Sendable { var options = ProbeOptions() }
        let box = Box()
        let command = Command(
            "probe", section: .other, abstract: "a probe",
            arguments: [
                .positionals(\.files, .file(), required: false, "files"),
                .option("--count", alias: "-c", \.count, .int(1...10), "how many"),
                .option("--share", \.share, .number(0...1), "which part"),
                .option("--mode", \.mode, .choice("MODE"), "how"),
                .option("--windows", \.windows, .intList(1...100), "windows"),
                .option("--out", \.out, .file(), "where to"),
                .flag("--loud", \.loud, "say more"),
                .option("--key", \.key, .text("KEY"), "the key"),
            ] as [Argument<ProbeOptions>]
        ) { options, _ in
            box.options = options
            return .clean
        }
        let table = CommandTable(version: "1", commands: [command], groups: [])
        guard case .run(_, _, let body) = try table.parse(["probe"] + words) else { throw UsageFault("test/not-a-run", "") }
        let sink = CapturedRun("--version", table: table)
        _ = try body(sink.terminal())
        return box.options
    }
}
