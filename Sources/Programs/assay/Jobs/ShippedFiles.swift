import Corpora
import Detection
import Diagnostics
import Rules
import Rewards
import Operations

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
            code: "rules/not-found",
            cause: "the shipped rules and payout policies are not where the program expects them (\(tried.joined(separator: ", ")))",
            hint: "name them: --rules DIR and --policy FILE")
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
        guard FileSystem.isDirectory(path) else { return [path] }
        return try FileSystem.list(path).filter { isYAML($0) && !isTestFile($0) }.map { path + "/" + $0 }
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
                reader.read(try file.utf8.count > path.utf8.count ? FileSystem.readPlain(file) : FileSystem.read(file), file: file)
            }
        }
        return (reader, paths.joined(separator: ", "))
    }

    /// The test files of these rules: `tests/*.yaml` in a directory and `NAME.tests.yaml` beside the rules; of one file those of its name.
    static func testFiles(_ paths: [String]) throws(Diagnostic) -> [String] {
        var files: [String] = []
        for path in paths.map(withoutTrailingSlash) {
            if FileSystem.isDirectory(path) {
                files += try FileSystem.list(path).filter(isTestFile).map { path + "/" + $0 }
                let tests = path + "/tests"
                if FileSystem.isDirectory(tests) { files += try FileSystem.list(tests).filter(isYAML).map { tests + "/" + $0 } }
            } else {
                let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
                let stem = path[slash...].split(separator: ".").first ?? ""
                files += ["\(path[..<slash])\(stem).tests.yaml", "\(path[..<slash])tests/\(stem).yaml"].filter(FileSystem.exists)
            }
        }
        return files
    }

    /// Reads the tests of these rules; events that a case names stand beside its file.
    static func readTests(_ paths: [String], of rules: RuleSetReader) throws -> RuleTestReader {
        var reader = RuleTestReader(of: rules)
        for file in try testFiles(paths) {
            let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
            reader.read(try FileSystem.readPlain(file), file: file) { (name) throws(Diagnostic) in try FileSystem.readPlain(folder + name) }
        }
        return reader
    }

    private static func withoutTrailingSlash(_ path: String) -> String { path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
    private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
    private static func isTestFile(_ name: String) -> Bool { name.hasSuffix(".tests.yaml") }

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
