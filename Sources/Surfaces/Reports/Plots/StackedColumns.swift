/// Columns of stacked counts over time; the rarest series stands at the bottom so that it can be compared along the axis.
struct StackedColumns {
    struct Column {
        let label: String
        /// Same order as `tones`, from the bottom up.
        let values: [Int]
    }

    let columns: [Column]
    let tones: [Tone]
    let xTitle: String
    let yTitle: String

    static let height = 300.0
    private static let left = 62.0
    private static let bottom = 246.0
    private static let top = 12.0
    private static let wantedLabels = 10

    var drawing: HTML {
        let largest = columns.map { $0.values.reduce(0, +) }.max() ?? 0
        let axis = LinearAxis(largest: Double(largest), pixels: 0..<Self.bottom - Self.top, wholeNumbers: true)
        let slot = (Figure.width - Self.left - 12) / Double(max(columns.count, 1))
        var out = grid(axis)
        let labelEvery = max(1, (columns.count + Self.wantedLabels - 1) / Self.wantedLabels)
        for (index, column) in columns.enumerated() {
            let x = Self.left + Double(index) * slot
            let width = min(max(slot - 2, slot * 0.8), 60)
            out += bars(column, x: x + (slot - width) / 2, width: width, axis: axis)
            guard index % labelEvery == 0 else { continue }
            out +=
                "<text class=\"tick\" x=\"\(at: x + slot / 2)\" y=\"\(at: Self.bottom + 18)\" text-anchor=\"middle\">\(column.label)</text>\n"
        }
        return out + titles
    }

    private func bars(_ column: Column, x: Double, width: Double, axis: LinearAxis) -> HTML {
        var out = HTML.empty
        var below = 0
        for (value, tone) in zip(column.values, tones) where value > 0 {
            let base = Self.bottom - axis.position(Double(below))
            let top = Self.bottom - axis.position(Double(below + value))
            out += """
                <rect class="t-\(tone.rawValue)" x="\(at: x)" y="\(at: top)" width="\(at: width)" height="\(at: max(base - top, 0.8))"/>

                """
            below += value
        }
        return out
    }

    private func grid(_ axis: LinearAxis) -> HTML {
        let lines = axis.ticks.map { tick -> HTML in
            let y = Self.bottom - axis.position(tick)
            return """
                <line class="grid" x1="\(at: Self.left)" y1="\(at: y)" x2="\(at: Figure.width - 12)" y2="\(at: y)"/>\
                <text class="tick" x="\(at: Self.left - 8)" y="\(at: y + 4)" text-anchor="end">\(axis.label(tick))</text>

                """
        }
        return lines.joined() + "<line class=\"axis\" x1=\"\(at: Self.left)\" y1=\"\(at: Self.bottom)\" x2=\"708\" y2=\"\(at: Self.bottom)\"/>\n"
    }

    private var titles: HTML {
        let middle = (Self.top + Self.bottom) / 2
        return """
            <text class="axis-title" x="\(at: (Self.left + Figure.width) / 2)" y="290" text-anchor="middle">\(xTitle)</text>
            <text class="axis-title" x="16" y="\(at: middle)" text-anchor="middle" transform="rotate(-90 16 \(at: middle))">\(yTitle)</text>

            """
    }
}
