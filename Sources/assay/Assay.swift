import Diagnostics
import Glibc

@main
struct Assay {
    static func main() {
        let tool = CommandLineTool(table: table, terminal: .ofProcess())
        exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Every verb with its work.
    static var table: CommandTable {
        CommandTable([
            .run(unwired), .ingest(unwired), .screen(unwired), .scan(unwired), .report(unwired),
            .rulesCheck(unwired), .rulesBacktest(unwired), .settle(unwired),
            .ledgerVerify(unwired), .ledgerExport(unwired),
            .nearDuplicates(unwired), .synthetic(unwired), .retrievalSpam(unwired), .swarms(unwired), .calibrateSynthetic(unwired),
            .help { Self.table }, .version(CommandTable.programVersion),
        ])
    }

    @Sendable private static func unwired<Options: CommandOptions>(_ options: Options, _ terminal: Terminal) throws -> ExitCode {
        throw Diagnostic(code: "internal/unwired", cause: "this verb has no work yet")
    }
}
