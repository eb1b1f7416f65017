/// Options of `assay help`.
struct HelpOptions: CommandOptions {
    var verb: [String] = []
    var man = false
    var completions: Shell?
}

extension Command {
    /// The version of the program.
    static func version(_ version: String) -> Command {
        Command("version", section: .other, abstract: "print the version") { (_: NoOptions, terminal) in
            terminal.stdout.writeLine("assay \(version)")
            return .clean
        }
    }

    /// Help, the manual page and completions, all rendered from the table that `table` returns.
    static func help(_ table: @escaping @Sendable () -> CommandTable) -> Command {
        Command(
            "help", section: .other, abstract: "show help, the manual page or shell completions",
            arguments: [
                .positionals(\.verb, .text("VERB"), required: false, "the verb to explain"),
                .flag("--man", \.man, "print the manual page assay(1) as troff"),
                .option("--completions", \.completions, .choice("SHELL"), "print the completions of a shell"),
            ] as [Argument<HelpOptions>],
            examples: [
                Example("assay help detect swarms", "explain one verb"),
                Example("assay help --man | man -l -", "read the manual"),
                Example("source <(assay help --completions bash)", "complete verbs and flags in this shell"),
            ]
        ) { options, terminal in
            let table = table()
            if options.man {
                terminal.stdout.write(ManPageRenderer(table: table).text())
            } else if let shell = options.completions {
                terminal.stdout.write(CompletionRenderer(table: table).text(shell))
            } else {
                terminal.stdout.write(HelpRenderer(table: table).text(try table.helpRequest(options.verb)))
            }
            return .clean
        }
    }
}
