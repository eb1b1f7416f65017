/// A table for terminals: aligned columns, wide characters counted as two, hidden ones shown by their code point.
public struct TextTable: Sendable {
    /// A column's heading and the side on which its cells stand.
    public struct Column: Sendable {
        public enum Alignment: Sendable { case left, right }

        public let title: String
        public let alignment: Alignment

        public init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    public let columns: [Column]
    /// Cells in column order; missing ones are empty, surplus ones are dropped.
    public private(set) var rows: [[String]]

    public init(_ columns: [Column], rows: [[String]] = []) {
        self.columns = columns
        self.rows = []
        for row in rows { append(row) }
    }

    public mutating func append(_ row: [String]) {
        let cells = row.prefix(columns.count).map(VisibleText.revealedLine)
        rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
    }

    /// The space between columns.
    static let gap = "  "
    /// No column is cut below this many characters.
    static let smallestWidth = 6

    /// Lines ended by LF: heading, rule unless left out, rows. No spaces at line ends.
    /// - Parameters:
    ///   - maximumWidth: the widest text columns are cut, with `…`, until a line fits; nil cuts nothing.
    ///   - colour: bold headings by ANSI sequences.
    ///   - rule: a line of dashes under the headings.
    /// - Complexity: O(cells).
    public func text(maximumWidth: Int? = nil, colour: Bool = false, rule: Bool = true) -> String {
        let widths = columnWidths(fitting: maximumWidth)
        let heading = line(columns.map(\.title), widths)
        var out = (colour ? "\u{1B}[1m\(heading)\u{1B}[0m" : heading) + "\n"
        if rule { out += widths.map { String(repeating: "-", count: $0) }.joined(separator: Self.gap) + "\n" }
        for row in rows { out += line(row, widths) + "\n" }
        return out
    }

    private func columnWidths(fitting maximum: Int?) -> [Int] {
        var widths = columns.map { DisplayWidth.of($0.title) }
        for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.of(cell)) } }
        guard let maximum else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * max(0, columns.count - 1) - maximum
        // Numbers are never cut: only the widest left-aligned columns give way.
        while excess > 0 {
            let candidates = widths.indices.filter { columns[$0].alignment == .left && widths[$0] > Self.smallestWidth }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).enumerated().map { index, pair -> String in
            let cell = DisplayWidth.truncated(pair.0, to: pair.1)
            let space = String(repeating: " ", count: max(0, pair.1 - DisplayWidth.of(cell)))
            return columns[index].alignment == .right ? space + cell : cell + space
        }
        var line = padded.joined(separator: Self.gap)
        while line.last == " " { line.removeLast() }
        return line
    }
}
