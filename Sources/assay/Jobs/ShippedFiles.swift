import Corpora
import Detection
import Diagnostics
import Rules
import Settlement

/// Finds the rules and policies that come with the program, or those that the user names.
enum ShippedFiles {
    /// The rule directory: beside an installed program in `share/assay/rules`, else `rules` above a built one.
    static func rulesDirectory() throws(Diagnostic) -> String {
        var tried: [String] = []
        if var directory = FileSystem.programDirectory {
            let installed = directory + "/../share/assay/rules"
            if FileSystem.exists(installed + "/payouts/default.yaml") { return installed }
            tried.append(installed)
            for _ in 0..<6 {
                let candidate = directory + "/rules"
                if FileSystem.exists(candidate + "/payouts/default.yaml") { return candidate }
                guard let slash = directory.lastIndex(of: "/") else { break }
                directory = String(directory[..<slash])
            }
        }
        throw Diagnostic(
            code: "rules/not-found", cause: "the shipped rules are not where the program expects them (\(tried.joined(separator: ", ")))",
            hint: "name them: --rules DIR and --policy FILE")
    }

    /// Reads a rule set from a file or from the `.yaml` files of a directory; says everything that is wrong.
    static func ruleSet(_ path: String?) throws -> RuleSet {
        let (reader, directory) = try readRules([path ?? rulesDirectory()])
        guard let rules = reader.ruleSet() else { throw BadInput(reader.diagnostics) }
        guard !rules.rules.isEmpty else {
            throw Diagnostic(code: "rules/none", cause: "\(directory) holds no rules", hint: "a rule set without rules would clear everything")
        }
        return rules
    }

    static func readRules(_ paths: [String]) throws -> (RuleSetReader, String) {
        var reader = RuleSetReader(declared: DetectorBench.declaredSignals)
        for path in paths {
            if FileSystem.isDirectory(path) {
                for name in try FileSystem.list(path) where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                    reader.read(try FileSystem.read(path + "/" + name), file: path + "/" + name)
                }
            } else {
                reader.read(try FileSystem.read(path), file: path)
            }
        }
        return (reader, paths.joined(separator: ", "))
    }

    static func policy(_ path: String?) throws -> PayoutPolicy {
        let file = try path ?? rulesDirectory() + "/payouts/default.yaml"
        return try PayoutPolicy(yaml: try FileSystem.read(file), file: file)
    }
}

extension BadInput {
    init(_ diagnostics: [Diagnostic]) {
        self.init()
        for diagnostic in diagnostics { add(diagnostic) }
    }
}
