import Corpora
import Detection
import Diagnostics
import Rules
import Rewards
import Operations
import ShippedRules

/// Finds the rules and policies that come with the program, or those that the user names.
enum ShippedFiles {
    /// The rule directory: beside an installed program in `share/assay/rules`, else `rules` above a built one, else what is inside the program.
    static func rulesDirectory() -> String {
        if var directory = FileSystem.programDirectory {
            let installed = directory + "/../share/assay/rules"
            if FileSystem.exists(installed + "/payouts/default.yaml") { return installed }
            for _ in 0..<6 {
                let candidate = directory + "/rules"
                if FileSystem.exists(candidate + "/payouts/default.yaml") { return candidate }
                guard let slash = directory.lastIndex(of: "/") else { break }
                directory = String(directory[..<slash])
            }
        }
        return ShippedRules.folder
    }

    /// Reads a rule set from a file or from the `.yaml` files of a directory; says everything that is wrong.
    static func ruleSet(_ path: String?) throws -> RuleSet {
        let (reader, directory) = try readRules([path ?? rulesDirectory()])
        guard let rules = reader.ruleSet() else { throw BadInput(reader.diagnostics) }
        guard !rules.rules.isEmpty else {
            throw noRules(directory)
        }
        return rules
    }

    /// The rule files behind a path, in the order in which they are read.
    static func ruleFiles(_ path: String) throws(Diagnostic) -> [String] {
        let path = withoutTrailingSlash(path)
        guard RulePlace.isDirectory(path) else { return [path] }
        return try RulePlace.list(path).filter { isYAML($0) && !isTestFile($0) }.map { path + "/" + $0 }
    }

    static func noRules(_ place: String) -> Diagnostic {
        Diagnostic(
            code: "rules/none", cause: "\(place) holds no rules", hint: "a rule set without rules would clear everything; rules stand in .yaml files")
    }

    static func readRules(_ paths: [String]) throws -> (RuleSetReader, String) {
        var reader = RuleSetReader(declared: DetectorBench.declaredSignals)
        for path in paths {
            for file in try ruleFiles(path) {
                // Only what the user names may be a pipe.
                reader.read(try file.utf8.count > path.utf8.count ? RulePlace.readPlain(file) : RulePlace.read(file), file: file)
            }
        }
        return (reader, paths.joined(separator: ", "))
    }

    /// The test files of these rules: `tests/*.yaml` in a directory and `NAME.tests.yaml` beside the rules; of one file those of its name.
    static func testFiles(_ paths: [String]) throws(Diagnostic) -> [String] {
        var files: [String] = []
        for path in paths.map(withoutTrailingSlash) {
            if RulePlace.isDirectory(path) {
                files += try RulePlace.list(path).filter(isTestFile).map { path + "/" + $0 }
                let tests = path + "/tests"
                if RulePlace.isDirectory(tests) { files += try RulePlace.list(tests).filter(isYAML).map { tests + "/" + $0 } }
            } else {
                let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
                let stem = path[slash...].split(separator: ".").first ?? ""
                files += ["\(path[..<slash])\(stem).tests.yaml", "\(path[..<slash])tests/\(stem).yaml"].filter(RulePlace.exists)
            }
        }
        return files
    }

    /// Reads the tests of these rules; events that a case names stand beside its file.
    static func readTests(_ paths: [String], of rules: RuleSetReader) throws -> RuleTestReader {
        var reader = RuleTestReader(of: rules)
        for file in try testFiles(paths) {
            let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
            reader.read(try RulePlace.readPlain(file), file: file) { (name) throws(Diagnostic) in try RulePlace.readPlain(folder + name) }
        }
        return reader
    }

    private static func withoutTrailingSlash(_ path: String) -> String { path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
    private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
    private static func isTestFile(_ name: String) -> Bool { name.hasSuffix(".tests.yaml") }

    static func policy(_ path: String?) throws -> PayoutPolicy {
        let file = path ?? rulesDirectory() + "/payouts/default.yaml"
        return try PayoutPolicy(yaml: try RulePlace.read(file), file: file)
    }
}

extension BadInput {
    init(_ diagnostics: [Diagnostic]) {
        self.init()
        for diagnostic in diagnostics { add(diagnostic) }
    }
}
