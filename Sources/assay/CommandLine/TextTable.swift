/// Aligned columns for people.
struct TextTable {
    let header: [String]
    let rows: [[String]]
    let rightAligned: [Bool]

    private static let gap = "  "
    /// No column is cut below this many places.
    private static let narrowestColumn = 8

    /// - Parameter width: places per line, to which the widest columns are cut; nil cuts nothing.
    func text(width: Int?) -> String {
        let shown = rows.map { $0.map(Self.onOneLine) }
        var widths = header.indices.map { column in ([header] + shown).map { Self.places($0[column]) }.max() ?? 0 }
        if let width { Self.fit(&widths, to: width) }
        return ([header] + shown).map { line($0, widths) + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = cells.enumerated().map { column, cell in
            let text = Self.cut(cell, to: widths[column])
            let space = String(repeating: " ", count: widths[column] - Self.places(text))
            return rightAligned[column] ? space + text : text + space
        }
        let joined = padded.joined(separator: Self.gap)
        return String(joined.reversed().drop { $0 == " " }.reversed())
    }

    private static func fit(_ widths: inout [Int], to width: Int) {
        let gaps = gap.count * max(0, widths.count - 1)
        while widths.reduce(gaps, +) > width, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > narrowestColumn {
            widths[widest] -= 1
        }
    }

    private static func cut(_ text: String, to width: Int) -> String {
        guard places(text) > width else { return text }
        var out = ""
        var used = 0
        for character in text {
            let next = places(String(character))
            if used + next > width - 1 { break }
            out.append(character)
            used += next
        }
        return out + "…"
    }

    /// Line breaks and other control characters would tear the table or speak to the terminal.
    private static func onOneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// Places that a text takes on a terminal: wide East Asian characters take two, combining marks none.
    static func places(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            if scalar.value < 0x7F { return sum + 1 }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return sum
            default: return sum + (isWide(scalar.value) ? 2 : 1)
            }
        }
    }

    /// The main wide ranges of UAX 11.
    private static func isWide(_ code: UInt32) -> Bool {
        switch code {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
