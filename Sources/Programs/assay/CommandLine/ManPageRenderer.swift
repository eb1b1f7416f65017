/// Renders the manual page assay(1) in troff's man macros.
struct ManPageRenderer {
    let table: CommandTable

    func text() -> String {
        var out = ".TH ASSAY 1 \"\" \"assay \(Self.escape(table.version))\" \"User Commands\"\n"
        out += ".SH NAME\nassay \\- fraud layer and rewards ledger for an AI data platform\n"
        out += ".SH SYNOPSIS\n.B assay\n.I VERB\n.RI [ argument ...]\n"
        out +=
            ".SH DESCRIPTION\n"
            + Self.paragraph(
                "Assay decides who may be paid for what a model learned or retrieved, and refuses to pay for gaming it. It keeps contribution "
                    + "events in a tamper-evident ledger, runs detectors and rules over them, and only then makes rewards final.")
        out +=
            ".PP\n"
            + Self.paragraph(
                "Data goes to standard output, everything else to standard error. Input files may be JSON lines, plain or packed with gzip or zstd; "
                    + "- is standard input.")
        for section in Command.Section.allCases {
            let commands = table.commands.filter { $0.section == section }
            guard !commands.isEmpty else { continue }
            out += ".SH \(section.rawValue.uppercased())\n"
            for command in commands { out += verb(command) }
        }
        out += ".SH COMMON OPTIONS\n"
        for argument in CommonOptions.arguments { out += item(argument.description) }
        return out + Self.tail
    }

    private func verb(_ command: Command) -> String {
        let positional = command.arguments.filter { $0.kind == .positional }
        let others = command.arguments.filter { $0.kind != .positional }
        var out = ".SS \"\(Self.escape((["assay \(command.name)"] + positional.map(\.usage)).joined(separator: " ")))\"\n"
        out += Self.paragraph(command.abstract.prefix(1).uppercased() + command.abstract.dropFirst() + ".")
        for paragraph in command.discussion { out += ".PP\n" + Self.paragraph(paragraph) }
        for argument in positional + others { out += item(argument) }
        for example in command.examples {
            out += ".PP\n" + Self.paragraph(example.meaning.prefix(1).uppercased() + example.meaning.dropFirst() + ":")
            out += ".PP\n.RS 4\n.EX\n" + Self.line(example.command) + ".EE\n.RE\n"
        }
        return out
    }

    private func item(_ argument: ArgumentDescription) -> String {
        ".TP\n.B " + Self.escape(HelpRenderer.heading(argument)) + "\n" + Self.paragraph(HelpRenderer.explanation(argument))
    }

    private static let tail = """
        .SH EXIT STATUS
        .TP
        .B 0
        Clean: nothing was flagged and every check passed.
        .TP
        .B 1
        Findings: something was flagged, or a check failed.
        .TP
        .B 2
        The command could not run: bad input or bad usage.
        .SH ENVIRONMENT
        .TP
        .B NO_COLOR
        Where set and not empty, no colours are used unless asked for.

        """

    private static func paragraph(_ text: some StringProtocol) -> String { line(String(text)) }

    /// One line of text, safe from being read as a request.
    private static func line(_ text: String) -> String {
        let escaped = escape(text)
        return (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" : "") + escaped + "\n"
    }

    /// Backslashes, hyphens that must stay hyphens, quotes and the few characters beyond ASCII that the table uses.
    static func escape(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "\\": out += "\\e"
            case "-": out += "\\-"
            case "\"": out += "\\(dq"
            case "`": out += "\\(ga"
            case "…": out += "..."
            case "≥": out += "\\(>="
            case "≤": out += "\\(<="
            case "–": out += "\\(en"
            case let other where other.isASCII: out.append(other)
            case let other: out += other.unicodeScalars.map { "\\[u" + hex($0.value) + "]" }.joined()
            }
        }
    }

    private static func hex(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
