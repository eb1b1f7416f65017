import CanonicalJSON
import Diagnostics
import Rules

/// Checks rule files.
enum RulesJobs {
    static func check(_ options: RulesCheckOptions, _ terminal: Terminal) throws -> ExitCode {
        let (reader, place) = try ShippedFiles.readRules(options.paths.isEmpty ? [ShippedFiles.rulesDirectory()] : options.paths)
        for diagnostic in reader.diagnostics { terminal.report(diagnostic) }
        guard let rules = reader.ruleSet() else { return .findings }
        terminal.note("\(rules.rules.count) rules in \(place), none wrong; rule set \(rules.digest.short)")
        let rows = terminal.rows(["id", "version", "status", "outcome", "on", "reason"])
        for rule in rules.rules { if let object = rule.json.objectValue { rows.write(object) } }
        rows.finish()
        return .clean
    }
}
