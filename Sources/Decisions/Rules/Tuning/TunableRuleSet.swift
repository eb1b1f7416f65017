internal import Contributions
public import Detection
public import Diagnostics

/// Rule files whose numbers can be moved: what the rules are with other numbers, whether those pass the checks, and the patch that says so.
///
/// Numbers stand in conditions, in exceptions and in macros; one in a macro moves every rule that uses it. Numbers for which no direction can
/// be told, and those that are compared with no signal, are left alone, each with a reason.
public struct TunableRuleSet: Sendable {
    public let ruleSet: RuleSet
    /// File by file in the order of the files.
    public let numbers: [RuleNumber]
    public let leftAlone: [NumberLeftAlone]

    private let files: [TunableFile]
    /// The first number of each file.
    private let starts: [Int]
    private let declared: [SignalDeclaration]
    /// What the checks say of the rules as they are.
    private let known: [String: Int]

    /// - Parameter files: without a fault, as `RuleSetReader` reads them.
    public init(_ files: [(name: String, bytes: [UInt8])], declared: [SignalDeclaration]) throws(Diagnostic) {
        self.declared = declared
        let reader = Self.read(files.map { ($0.name, $0.bytes) }, declared)
        guard let ruleSet = reader.ruleSet() else { throw reader.diagnostics[0] }
        self.ruleSet = ruleSet
        var tunable: [TunableFile] = []
        for file in files { tunable.append(try TunableFile(file.bytes, name: file.name, signals: declared.map(\.name), ruleSet: ruleSet)) }
        self.files = tunable
        var (starts, next) = ([Int](), 0)
        for file in tunable {
            starts.append(next)
            next += file.numbers.count
        }
        self.starts = starts
        numbers = tunable.flatMap(\.numbers)
        leftAlone = tunable.flatMap(\.leftAlone)
        known = Self.count(Self.faults(reader))
    }

    /// The numbers as they stand.
    public var texts: [String] { numbers.map(\.text) }

    /// The live rules that a number serves, with these numbers; nil where one of them is no condition then.
    public func rules(servedBy number: Int, texts: [String]) -> [Rule]? {
        guard let file = starts.lastIndex(where: { $0 <= number }) else { return nil }
        return files[file].rules(numbers[number].rules, texts: slice(file, texts))
    }

    /// What the checks say of the rules with these numbers and not of them as they are: conditions that can never be true, rules that repeat one
    /// another, comparisons that a signal's range decides.
    public func newFaults(texts: [String]) -> [Diagnostic] {
        var spare = known
        return Self.faults(Self.read(files.indices.map { (files[$0].name, moved($0, texts).changed) }, declared)).filter { fault in
            let name = Self.name(fault)
            guard let count = spare[name], count > 0 else { return true }
            spare[name] = count - 1
            return false
        }
    }

    /// The numbers with what goes with them, each rule whose condition changes with a higher version and its measured figures taken back, as a
    /// unified diff. Empty where nothing changes.
    ///
    /// - Parameter name: what the diff calls a file.
    public func patch(texts: [String], name: (String) -> String) throws(Diagnostic) -> String {
        var text = ""
        for patch in try patches(texts) { text += patch.patch.unifiedDiff(as: name(patch.file)) }
        return text
    }

    /// The files as the patch leaves them.
    public func patched(texts: [String]) throws(Diagnostic) -> [(name: String, bytes: [UInt8])] {
        try patches(texts).map { ($0.file, $0.patch.changed) }
    }

    private func patches(_ texts: [String]) throws(Diagnostic) -> [(file: String, patch: RulePatch)] {
        var patches = files.indices.map { (file: files[$0].name, patch: moved($0, texts)) }
        let asked = Self.read(patches.map { ($0.file, $0.patch.changed) }, declared)
        for rule in asked.rules {
            guard let old = ruleSet.rules.first(where: { $0.id == rule.id }), old.condition != rule.condition,
                let file = asked.places[rule.id]?.rule.file, let index = files.firstIndex(where: { $0.name == file })
            else { continue }
            try patches[index].patch.supersede(rule.id)
        }
        // The diff is only handed out where the files that it makes say what was asked for.
        let read = Self.read(patches.map { ($0.file, $0.patch.changed) }, declared)
        let isMeant = zip(read.rules, asked.rules).allSatisfy { new, rule in
            let isChanged = ruleSet.rules.first { $0.id == rule.id }?.condition != rule.condition
            return new.condition == rule.condition && new.version == rule.version + (isChanged ? 1 : 0)
                && (!isChanged || (new.upkeep.measured ?? .init()) == .init())
        }
        guard isMeant, read.rules.count == ruleSet.rules.count else {
            throw Diagnostic(
                code: "rules/no-patch", cause: "the rule files cannot be changed line by line",
                hint: "give each rule and each of its keys a line of its own; see docs/rules.md")
        }
        return patches
    }

    private func moved(_ file: Int, _ texts: [String]) -> RulePatch {
        var patch = RulePatch(files[file].bytes, file: files[file].name)
        for (number, text) in zip(files[file].numbers, slice(file, texts)) { patch.replace(number, with: text) }
        return patch
    }

    private func slice(_ file: Int, _ texts: [String]) -> [String] { Array(texts[starts[file]..<starts[file] + files[file].numbers.count]) }

    private static func read(_ files: [(String, [UInt8])], _ declared: [SignalDeclaration]) -> RuleSetReader {
        var reader = RuleSetReader(declared: declared)
        for (name, bytes) in files { reader.read(bytes, file: name) }
        return reader
    }

    private static func faults(_ reader: RuleSetReader) -> [Diagnostic] {
        reader.diagnostics + reader.findings(tested: Set(reader.rules.map(\.id)), now: Timestamp(seconds: 0))
    }

    /// Not the place: it moves with the length of a number.
    private static func name(_ fault: Diagnostic) -> String { fault.code + " " + fault.cause.prefix { $0 != ":" } }

    private static func count(_ faults: [Diagnostic]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for fault in faults { counts[name(fault), default: 0] += 1 }
        return counts
    }
}
