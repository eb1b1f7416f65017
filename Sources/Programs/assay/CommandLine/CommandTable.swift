/// All verbs of the program: the one table from which parsing, help, completions and the man page are rendered.
struct CommandTable: Sendable {
    let version: String
    let commands: [Command]
    /// What the first word of two-word verbs stands for, e.g. `detect`.
    let groups: [(name: String, abstract: String)]

    /// What a command line asks for.
    enum Request: Sendable {
        case run(Command, CommonOptions, Command.Body)
        /// Help for a verb, for a group, or (empty) for the program.
        case help([String])
        case version
    }

    func command(_ path: [String]) -> Command? { commands.first { $0.path == path } }

    func isGroup(_ word: String) -> Bool { groups.contains { $0.name == word } }

    /// The words that may stand after `prefix`, in table order.
    func words(after prefix: [String]) -> [String] {
        var seen: [String] = []
        for command in commands where command.path.count > prefix.count && Array(command.path.prefix(prefix.count)) == prefix {
            let word = command.path[prefix.count]
            if !seen.contains(word) { seen.append(word) }
        }
        return seen
    }

    /// - Parameter words: the arguments without the program's name.
    func parse(_ words: [String]) throws(UsageFault) -> Request {
        guard let first = words.first else {
            throw UsageFault("usage/missing-verb", "no verb was given", hint: "`assay --help` lists them; `make demo` shows the main job")
        }
        if first == "--help" || first == "-h" { return .help([]) }
        if first == "--version" { return .version }
        guard !first.hasPrefix("-") else {
            throw UsageFault(
                "usage/missing-verb", "\"\(first)\" stands where a verb is due", hint: "write `assay VERB \(first) …`; `assay --help` lists the verbs"
            )
        }
        guard let command = longestMatch(words) else { return try partialRequest(words) }
        return try CommandLineParser(command: command).parse(Array(words.dropFirst(command.path.count)))
    }

    private func longestMatch(_ words: [String]) -> Command? {
        for count in [2, 1] where words.count >= count {
            if let command = command(Array(words.prefix(count))) { return command }
        }
        return nil
    }

    /// No whole verb was recognised: a group's help, or a fault that says how near it was.
    private func partialRequest(_ words: [String]) throws(UsageFault) -> Request {
        let first = words[0]
        guard isGroup(first) else { throw unknown(first, prefix: []) }
        let rest = words.dropFirst()
        if rest.contains("--help") || rest.contains("-h") { return .help([first]) }
        guard let second = rest.first, !second.hasPrefix("-") else {
            let verbs = self.words(after: [first]).map { "`assay \(first) \($0)`" }.joined(separator: ", ")
            throw UsageFault("usage/missing-verb", "`assay \(first)` needs one more word", hint: "one of \(verbs)")
        }
        throw unknown(second, prefix: [first])
    }

    private func unknown(_ word: String, prefix: [String]) -> UsageFault {
        let whole = (["assay"] + prefix).joined(separator: " ")
        let known = words(after: prefix)
        let near = DidYouMean.suggestion(for: word, among: known)
        let elsewhere = near == nil ? commands.first { $0.path.last == word } : nil
        let meant = near.map { "\(whole) \($0)" } ?? elsewhere.map { "assay \($0.name)" }
        return UsageFault(
            "usage/unknown-verb", "there is no verb `\(whole) \(word)`",
            hint: meant.map { "did you mean `\($0)`?" } ?? "one of " + known.joined(separator: ", "))
    }

    /// Parses a path given to `assay help`.
    func helpRequest(_ path: [String]) throws(UsageFault) -> [String] {
        if path.isEmpty || command(path) != nil || (path.count == 1 && isGroup(path[0])) { return path }
        if path.count == 2, isGroup(path[0]) { throw unknown(path[1], prefix: [path[0]]) }
        throw unknown(path[0], prefix: [])
    }
}
