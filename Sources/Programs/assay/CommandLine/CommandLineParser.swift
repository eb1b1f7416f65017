/// Reads the words after a verb. Pure: words in, a request or a fault out.
struct CommandLineParser {
    let command: Command

    private static let common = CommonOptions.arguments

    private enum Target {
        case own(Int)
        case common(Int)
    }

    func parse(_ words: [String]) throws(UsageFault) -> CommandTable.Request {
        var occurrences: [Command.Occurrence] = []
        var options = CommonOptions()
        var positionals: [String] = []
        var given: Set<String> = []
        var onlyPositionals = false
        var position = 0
        while position < words.count {
            let word = words[position]
            position += 1
            if onlyPositionals || word == "-" || !word.hasPrefix("-") {
                positionals.append(word)
                continue
            }
            if word == "--" {
                onlyPositionals = true
                continue
            }
            if word == "--help" || word == "-h" { return .help(command.path) }
            let (name, inline) = Self.split(word)
            let (target, argument) = try find(name)
            let text = try value(for: argument, inline: inline, words: words, position: &position)
            if !argument.isRepeated, !given.insert(argument.name).inserted {
                throw UsageFault("usage/repeated-flag", "\(argument.name) is given twice", hint: "keep one of the two")
            }
            switch target {
            case .own(let index): occurrences.append(.init(argument: index, text: text))
            case .common(let index):
                guard Self.common[index].apply(&options, text) else { throw Command.badValue(argument, text, of: command.name) }
            }
        }
        occurrences += try assign(positionals)
        try checkRequired(given: given, positionals: positionals)
        return .run(command, options, try command.bind(occurrences))
    }

    /// `--flag=value` is a name and a value.
    private static func split(_ word: String) -> (name: String, inline: String?) {
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    private func find(_ name: String) throws(UsageFault) -> (Target, ArgumentDescription) {
        if let index = command.arguments.firstIndex(where: { $0.spellings.contains(name) }) { return (.own(index), command.arguments[index]) }
        if let index = Self.common.firstIndex(where: { $0.description.spellings.contains(name) }) {
            return (.common(index), Self.common[index].description)
        }
        let known = (command.arguments + Self.common.map(\.description)).flatMap(\.spellings)
        let near = DidYouMean.suggestion(for: name, among: known)
        throw UsageFault(
            "usage/unknown-flag", "`assay \(command.name)` has no flag \(name)",
            hint: near.map { "did you mean \($0)?" } ?? "`assay \(command.name) --help` lists its flags; behind -- nothing is a flag")
    }

    private func value(
        for argument: ArgumentDescription, inline: String?, words: [String], position: inout Int
    ) throws(UsageFault) -> String {
        guard argument.kind == .option else {
            if let inline { throw UsageFault("usage/unexpected-value", "\(argument.name) takes no value, \"\(inline)\" was given") }
            return ""
        }
        if let inline { return inline }
        guard position < words.count, words[position] == "-" || !words[position].hasPrefix("-") || Double(words[position]) != nil else {
            throw UsageFault(
                "usage/missing-value", "\(argument.name) needs a value: \(argument.allowed)",
                hint: "write \(argument.name) \(argument.placeholder), or \(argument.name)=\(argument.placeholder) for a value that starts with -")
        }
        defer { position += 1 }
        return words[position]
    }

    /// Hands the positional words to the positional arguments in order; a repeated one takes all that remain.
    private func assign(_ words: [String]) throws(UsageFault) -> [Command.Occurrence] {
        var out: [Command.Occurrence] = []
        var rest = words[...]
        for (index, argument) in command.arguments.enumerated() where argument.kind == .positional {
            if argument.isRepeated {
                out += rest.map { .init(argument: index, text: $0) }
                rest = []
            } else if let word = rest.popFirst() {
                out.append(.init(argument: index, text: word))
            }
        }
        if let extra = rest.first {
            throw UsageFault(
                "usage/unexpected-argument", "`assay \(command.name)` does not take \"\(extra)\"",
                hint: "`assay \(command.name) --help` lists what it takes")
        }
        return out
    }

    private func checkRequired(given: Set<String>, positionals: [String]) throws(UsageFault) {
        let places = command.arguments.filter { $0.kind == .positional && $0.isRequired }
        if positionals.count < places.count {
            let missing = places[positionals.count]
            throw UsageFault("usage/missing-argument", "`assay \(command.name)` needs \(missing.name): \(missing.help)", hint: exampleHint)
        }
        for argument in command.arguments where argument.kind == .option && argument.isRequired && !given.contains(argument.name) {
            throw UsageFault(
                "usage/missing-argument", "`assay \(command.name)` needs \(argument.name) \(argument.placeholder): \(argument.help)",
                hint: exampleHint)
        }
    }

    private var exampleHint: String {
        command.examples.first.map { "for example `\($0.command)`" } ?? "`assay \(command.name) --help` says more"
    }
}
