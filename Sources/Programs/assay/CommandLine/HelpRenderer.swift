/// Renders help pages out of the table, never wider than 80 columns.
struct HelpRenderer {
    static let width = 80
    /// Where the explanations begin.
    private static let column = 26

    let table: CommandTable

    /// Help for a verb, a group of verbs, or (empty path) the program.
    func text(_ path: [String]) -> String {
        if let command = table.command(path) { return page(command) }
        if let group = table.groups.first(where: { [$0.name] == path }) { return page(group: group.name, group.abstract) }
        return programPage()
    }

    private func programPage() -> String {
        var out = "assay \(table.version): decides who may be paid for what a model learned or\nretrieved, and refuses to pay for gaming it\n\n"
        out += "usage: assay VERB [argument…]\n"
        for section in Command.Section.allCases {
            let commands = table.commands.filter { $0.section == section }
            guard !commands.isEmpty else { continue }
            out += "\n\(section.rawValue):\n"
            for command in commands { out += entry(command.name, command.abstract) }
        }
        out +=
            "\n"
            + Self.wrap(
                "`assay help VERB` or `assay VERB --help` says more. Inputs may be .jsonl, .jsonl.gz or .jsonl.zst; - is standard input. "
                    + "Exit: 0 clean, 1 findings, 2 could not run.", indent: 0)
        return out
    }

    private func page(group: String, _ abstract: String) -> String {
        var out = Self.wrap("assay \(group): \(abstract)", indent: 0) + "\nusage: assay \(group) VERB [argument…]\n\nVerbs:\n"
        for command in table.commands where command.path.first == group {
            out += entry(command.path.dropFirst().joined(separator: " "), command.abstract)
        }
        return out + "\n" + Self.wrap("`assay \(group) VERB --help` says more.", indent: 0)
    }

    private func page(_ command: Command) -> String {
        var out = Self.wrap("assay \(command.name): \(command.abstract)", indent: 0) + "\n" + synopsis(command)
        for paragraph in command.discussion { out += "\n" + Self.wrap(paragraph, indent: 0) }
        for (group, arguments) in Self.grouped(command) {
            out += "\n\(group):\n"
            for argument in arguments { out += entry(Self.heading(argument), Self.explanation(argument)) }
        }
        if !command.examples.isEmpty { out += "\nExamples:\n" }
        for example in command.examples {
            out += Self.wrap("# " + example.meaning, indent: 2, continuation: "  # ") + Self.wrapCommand(example.command)
        }
        return out
    }

    private func synopsis(_ command: Command) -> String {
        let words =
            command.arguments.filter { $0.kind == .positional }.map(\.usage) + command.arguments.filter { $0.kind != .positional }.map(\.usage)
        let head = "usage: assay \(command.name)"
        var lines = [head]
        for word in words + ["[common option…]"] {
            if lines[lines.count - 1].count + 1 + word.count > Self.width { lines.append(String(repeating: " ", count: 11)) }
            lines[lines.count - 1] += " " + word
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The arguments of a verb by group: positional first, then the verb's own groups in table order, the common ones last but for those that it has
    /// in a form of its own.
    static func grouped(_ command: Command) -> [(group: String, arguments: [ArgumentDescription])] {
        let all = command.arguments.filter { $0.kind == .positional } + command.arguments.filter { $0.kind != .positional }
        var groups: [(group: String, arguments: [ArgumentDescription])] = []
        let own = Set(all.map(\.name))
        for argument in all + CommonOptions.arguments.map(\.description).filter({ !own.contains($0.name) }) {
            if let index = groups.firstIndex(where: { $0.group == argument.group }) {
                groups[index].arguments.append(argument)
            } else {
                groups.append((argument.group, [argument]))
            }
        }
        return groups
    }

    /// `-q, --quiet`, `--out DIR`, `FILE…`
    static func heading(_ argument: ArgumentDescription) -> String {
        switch argument.kind {
        case .positional: argument.name + (argument.isRepeated ? "…" : "")
        case .flag: (argument.alias.map { $0.hasPrefix("--") ? "" : $0 + ", " } ?? "") + argument.name
        case .option: argument.name + " " + argument.placeholder
        }
    }

    /// The help text with what the type adds: choices, range, default.
    static func explanation(_ argument: ArgumentDescription) -> String {
        var notes: [String] = []
        switch argument.completion {
        case .choices(let names): notes.append(names.joined(separator: ", "))
        case .none where argument.kind == .option && (argument.allowed.contains(" from ") || argument.allowed.contains("RFC")):
            notes.append(argument.allowed)
        default: break
        }
        if let text = argument.defaultText, !text.isEmpty { notes.append("default \(text)") }
        if argument.isRequired && argument.kind == .option { notes.append("required") }
        return notes.isEmpty ? argument.help : "\(argument.help) [\(notes.joined(separator: "; "))]"
    }

    private func entry(_ heading: String, _ explanation: String) -> String {
        let pad = String(repeating: " ", count: Self.column)
        let body = Self.wrap(explanation, indent: Self.column)
        let head = "  " + heading
        guard head.count < Self.column - 1 else { return head + "\n" + body }
        return head + String(pad.dropFirst(head.count)) + body.dropFirst(Self.column)
    }

    /// Lines of at most 80 places, each behind `indent` spaces (or `continuation` from the second on), ended by a line break.
    static func wrap(_ text: String, indent: Int, continuation: String? = nil) -> String {
        let pad = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = pad
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = continuation ?? pad
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }

    /// A command over several lines, as a shell would take it.
    private static func wrapCommand(_ text: String) -> String {
        var lines: [String] = []
        var line = " "
        for word in text.split(separator: " ") {
            if line.count + 1 + word.count > width - 2 {
                lines.append(line + " \\")
                line = "     "
            }
            line += " " + word
        }
        return (lines + [line]).joined(separator: "\n") + "\n"
    }
}
