import CanonicalJSON
import Contributions
import Diagnostics
import Glibc
import Rules

/// Checks and tests rule files.
enum RulesJobs {
    /// A number with what it counts, in the singular for one.
    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// Says everything that is wrong or doubtful about rule files and their tests: as text on stderr, or as rows or SARIF on stdout.
    static func check(_ options: RulesCheckOptions, _ terminal: Terminal) throws -> ExitCode {
        let paths = options.paths.isEmpty ? [ShippedFiles.rulesDirectory()] : options.paths
        let (reader, place) = try ShippedFiles.readRules(paths)
        let tests = try ShippedFiles.readTests(paths, of: reader)
        let now = options.now ?? Timestamp(seconds: Int64(time(nil)))
        // A rule that cannot be read makes its tests look wrong; so those are said of a whole set only.
        let testFaults = reader.diagnostics.isEmpty ? tests.diagnostics : []
        var found = reader.diagnostics + reader.findings(tested: tests.tested, now: now) + testFaults
        if reader.diagnostics.isEmpty, reader.rules.isEmpty { found.append(ShippedFiles.noRules(place)) }
        write(found, options.format, terminal)
        let errors = found.count { $0.severity == .error }
        if errors == 0, let rules = reader.ruleSet() {
            terminal.note(
                "\(counted(rules.rules.count, "rule")) in \(place), none wrong, \(counted(found.count, "warning")), \(counted(tests.tests.count, "test")); rule set \(rules.digest.short)"
            )
        } else {
            terminal.note("\(counted(errors, "error")), \(counted(found.count - errors, "warning")) in \(place)")
        }
        return errors > 0 || options.strict && !found.isEmpty ? .findings : .clean
    }

    private static func write(_ found: [Diagnostic], _ format: CheckFormat?, _ terminal: Terminal) {
        switch format {
        case nil, .text: for diagnostic in found { terminal.report(diagnostic) }
        case .sarif:
            let lines = Dictionary(grouping: found.compactMap(\.span), by: \.file).mapValues { spans in
                (try? RulePlace.readPlain(spans[0].file))?.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) ?? []
            }
            let log = found.sarif(tool: "assay", version: CommandTable.programVersion) { span in
                lines[span.file].flatMap { $0.indices.contains(span.line - 1) ? $0[span.line - 1] : nil }
            }
            terminal.stdout.writeLine(JSONWriter.text(log))
        case .table, .jsonl, .json, .csv:
            let rows = terminal.rows(["severity", "code", "file", "line", "column", "cause", "hint"], format: format)
            for diagnostic in found { if let row = diagnostic.json.objectValue { rows.write(row) } }
            rows.finish()
        }
    }
}
