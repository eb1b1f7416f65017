/// A verb: what help says about it, its arguments, and the work it does.
struct Command: Sendable {
    /// Where the verb stands in the top-level help.
    enum Section: String, CaseIterable, Sendable {
        case job = "The main job"
        case rules = "Rules and payouts"
        case ledger = "The ledger"
        case detectors = "One detector alone, on plain files"
        case other = "Other"
    }

    struct Example: Hashable, Sendable {
        let command: String
        let meaning: String

        init(_ command: String, _ meaning: String) {
            self.command = command
            self.meaning = meaning
        }
    }

    /// An argument as it was given: which one, and its text.
    struct Occurrence: Hashable, Sendable {
        let argument: Int
        let text: String
    }

    typealias Body = @Sendable (Terminal) throws -> ExitCode

    /// `["detect", "near-duplicates"]`
    let path: [String]
    let section: Section
    /// One line.
    let abstract: String
    /// Paragraphs.
    let discussion: [String]
    let arguments: [ArgumentDescription]
    let examples: [Example]
    /// Whether the verb writes more than its output: then a reader who closes the pipe (`| head`) does not stop it.
    let writesState: Bool
    /// Turns what was given into the work to do.
    let bind: @Sendable ([Occurrence]) throws(UsageFault) -> Body

    var name: String { path.joined(separator: " ") }

    /// - Parameter run: the verb's work; it may throw a `Diagnostic`, `BadInput` or `LedgerError`.
    init<Options: CommandOptions>(
        _ path: String..., section: Section, abstract: String, discussion: [String] = [], writesState: Bool = false,
        arguments: [Argument<Options>] = [], examples: [Example] = [], run: @escaping @Sendable (Options, Terminal) throws -> ExitCode
    ) {
        self.path = path
        self.section = section
        self.abstract = abstract
        self.discussion = discussion
        self.arguments = arguments.map(\.description)
        self.examples = examples
        self.writesState = writesState
        let name = path.joined(separator: " ")
        bind = { (occurrences) throws(UsageFault) in
            var options = Options()
            for occurrence in occurrences {
                let argument = arguments[occurrence.argument]
                guard argument.apply(&options, occurrence.text) else { throw Self.badValue(argument.description, occurrence.text, of: name) }
            }
            let bound = options
            return { terminal in try run(bound, terminal) }
        }
    }

    static func badValue(_ argument: ArgumentDescription, _ text: String, of verb: String) -> UsageFault {
        var hint = "`assay \(verb) --help` lists what it takes"
        if case .choices(let names) = argument.completion, let near = DidYouMean.suggestion(for: text, among: names) {
            hint = "did you mean \(near)?"
        }
        return UsageFault("usage/bad-value", "\(argument.name) takes \(argument.allowed), not \"\(text)\"", hint: hint)
    }
}

/// For verbs without arguments of their own.
struct NoOptions: CommandOptions {}
