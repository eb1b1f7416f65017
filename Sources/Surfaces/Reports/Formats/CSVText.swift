/// Comma-separated values after RFC 4180, safe to open in a spreadsheet.
enum CSVText {
    enum Cell {
        /// Text of people; may hold anything.
        case text(String)
        case integer(Int64)
        /// A finite measurement in its shortest round-trip form; empty where it is missing.
        case number(Double?)
    }

    /// Lines end with LF, as tools on Unix expect; quoting is that of the RFC.
    static func line(_ cells: [Cell]) -> String { cells.map(field).joined(separator: ",") + "\n" }

    private static func field(_ cell: Cell) -> String {
        switch cell {
        case .integer(let value): String(value)
        case .number(let value): value.flatMap { $0.isFinite ? $0.description : nil } ?? ""
        case .text(let text): quoted(inert(text))
        }
    }

    /// A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"; full-width forms count too).
    static func inert(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        switch first {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return "'" + text
        default: return text
        }
    }

    private static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
