import Corpora
import Diagnostics
import Ledger

/// Runs one command line: parses it, does what it asks, and turns every failure into a diagnostic and an exit code.
struct CommandLineTool {
    let table: CommandTable
    let terminal: Terminal

    /// - Parameter words: the arguments without the program's name.
    func run(_ words: [String]) -> ExitCode {
        let code = perform(words)
        terminal.stdout.flush()
        terminal.stderr.flush()
        guard terminal.stdout.failure == nil else {
            terminal.report(Diagnostic(code: "output/write-failed", cause: "standard output could not be written", hint: "is the disk full?"))
            return .cannotRun
        }
        return code
    }

    private func perform(_ words: [String]) -> ExitCode {
        do throws(UsageFault) {
            switch try table.parse(words) {
            case .help(let path): terminal.stdout.write(HelpRenderer(table: table).text(path))
            case .version: terminal.stdout.writeLine("assay \(table.version)")
            case .run(let command, let options, let body):
                terminal.configure(options, writesState: command.writesState)
                return perform(body)
            }
            return .clean
        } catch {
            terminal.report(error.diagnostic)
            return .cannotRun
        }
    }

    private func perform(_ body: Command.Body) -> ExitCode {
        do {
            return try body(terminal)
        } catch let fault as Diagnostic {
            terminal.report(fault)
        } catch let bad as BadInput {
            for fault in bad.shown { terminal.report(fault) }
        } catch let fault as LedgerError {
            terminal.report(Diagnostic(code: fault.code, cause: fault.cause, hint: fault.hint))
        } catch let fault as UsageFault {
            terminal.report(fault.diagnostic)
        } catch {
            terminal.report(Diagnostic(code: "internal/unexpected", cause: "\(error)", hint: "this is a fault of assay; please report it"))
        }
        return .cannotRun
    }
}
