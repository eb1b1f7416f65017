import Diagnostics
import ShippedRules

/// Writes out the rules, their tests and the policies that are inside the program.
enum RulesCopyJob {
    static func run(_ options: RulesCopyOptions, _ terminal: Terminal) throws -> ExitCode {
        let files = ShippedRules.paths.map { (inside: $0, written: options.directory + "/" + $0) }
        // All or nothing: a folder with some old and some new rules would decide by neither.
        if let there = files.first(where: { FileSystem.exists($0.written) }) {
            throw Diagnostic(
                code: "output/exists", cause: "\(there.written) is there already, and nothing was written",
                hint: "name a directory without rules, or move these away")
        }
        try FileSystem.makeDirectory(options.directory)
        for file in files {
            if let slash = file.written.lastIndex(of: "/") { try FileSystem.makeDirectory(String(file.written[..<slash])) }
            try FileSystem.write(ShippedRules.bytes(file.inside) ?? [], to: file.written)
        }
        terminal.note("\(files.count) files in \(options.directory): rules, their tests in tests, policies in payouts")
        return .clean
    }
}
