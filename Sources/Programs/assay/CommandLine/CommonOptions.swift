/// What every verb takes.
struct CommonOptions: CommandOptions {
    /// Nil: a table on a terminal, else one JSON object per line.
    var format: OutputFormat?
    var colour = ColourChoice.auto
    var quiet = false

    static let arguments: [Argument<CommonOptions>] = [
        .option("--format", \.format, .choice("FORMAT"), group: "Common options", "how rows are written (table on a terminal, else jsonl)"),
        .option("--colour", alias: "--color", \.colour, .choice("WHEN"), group: "Common options", "colours; NO_COLOR is honoured"),
        .flag("--quiet", alias: "-q", \.quiet, group: "Common options", "no progress and no notes on stderr"),
        Argument(
            description: ArgumentDescription(kind: .flag, name: "--help", alias: "-h", help: "show this help", group: "Common options"),
            apply: { _, _ in true }),
    ]
}

/// When colours are used.
enum ColourChoice: String, CaseIterable, Sendable { case auto, always, never }
