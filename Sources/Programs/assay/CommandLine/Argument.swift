/// The options of a verb: a plain value whose initial state holds the defaults.
protocol CommandOptions: Sendable {
    init()
}

/// What help, completions and the man page know of an argument.
struct ArgumentDescription: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case flag, option, positional }

    let kind: Kind
    /// `--threshold`, or the placeholder of a positional argument.
    let name: String
    /// A second spelling, e.g. `-h`.
    var alias: String?
    /// Empty for flags.
    var placeholder = ""
    let help: String
    var allowed = ""
    var defaultText: String?
    var completion = ValueCompletion.none
    var isRequired = false
    var isRepeated = false
    var group = "Options"

    /// How the argument is written in a synopsis.
    var usage: String {
        let dots = isRepeated ? "…" : ""
        let core = kind == .positional ? name + dots : kind == .flag ? name : "\(name) \(placeholder)" + dots
        return isRequired ? core : "[\(core)]"
    }

    /// The names under which a flag or option may be given.
    var spellings: [String] { kind == .positional ? [] : [name] + (alias.map { [$0] } ?? []) }
}

/// One argument of a verb: its description, and how a text given for it changes the options.
struct Argument<Options: CommandOptions>: Sendable {
    typealias Path<Value> = WritableKeyPath<Options, Value> & Sendable

    var description: ArgumentDescription
    /// False where the text is not of the allowed kind.
    let apply: @Sendable (inout Options, String) -> Bool

    static func flag(_ name: String, alias: String? = nil, _ path: any Path<Bool>, group: String = "Options", _ help: String) -> Argument {
        Argument(description: ArgumentDescription(kind: .flag, name: name, alias: alias, help: help, group: group)) { options, _ in
            options[keyPath: path] = true
            return true
        }
    }

    static func option<Value>(
        _ name: String, alias: String? = nil, _ path: any Path<Value>, _ type: ValueType<Value>, required: Bool = false, group: String = "Options",
        _ help: String
    ) -> Argument {
        var description = describe(.option, name, type, group, help)
        description.alias = alias
        description.isRequired = required
        if !required { description.defaultText = type.show(Options()[keyPath: path]) }
        return Argument(description: description) { options, text in
            guard let value = type.parse(text) else { return false }
            options[keyPath: path] = value
            return true
        }
    }

    static func option<Value>(
        _ name: String, alias: String? = nil, _ path: any Path<Value?>, _ type: ValueType<Value>, group: String = "Options", _ help: String
    ) -> Argument {
        var description = describe(.option, name, type, group, help)
        description.alias = alias
        return Argument(description: description) { options, text in
            guard let value = type.parse(text) else { return false }
            options[keyPath: path] = value
            return true
        }
    }

    /// One positional argument.
    static func positional<Value>(_ path: any Path<Value>, _ type: ValueType<Value>, _ help: String) -> Argument {
        var description = describe(.positional, type.placeholder, type, "Arguments", help)
        description.isRequired = true
        return Argument(description: description) { options, text in
            guard let value = type.parse(text) else { return false }
            options[keyPath: path] = value
            return true
        }
    }

    /// All remaining positional arguments.
    static func positionals<Value>(_ path: any Path<[Value]>, _ type: ValueType<Value>, required: Bool = true, _ help: String) -> Argument {
        var description = describe(.positional, type.placeholder, type, "Arguments", help)
        description.isRequired = required
        description.isRepeated = true
        return Argument(description: description) { options, text in
            guard let value = type.parse(text) else { return false }
            options[keyPath: path].append(value)
            return true
        }
    }

    private static func describe<Value>(
        _ kind: ArgumentDescription.Kind, _ name: String, _ type: ValueType<Value>, _ group: String, _ help: String
    ) -> ArgumentDescription {
        ArgumentDescription(
            kind: kind, name: name, placeholder: type.placeholder, help: help, allowed: type.allowed, completion: type.completion, group: group)
    }
}
