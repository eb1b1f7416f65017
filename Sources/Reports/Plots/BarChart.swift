/// Horizontal bars from zero, one group of bars per label, with a value axis beneath.
struct BarChart {
    struct Bar {
        let value: Double
        let text: String
        let tone: Tone
    }

    struct Group {
        let label: String
        let bars: [Bar]
    }

    let groups: [Group]
    let axisTitle: String

    private static let left = 190.0
    private static let right = 110.0
    private static let barHeight = 16.0
    private static let groupGap = 12.0
    private static let labelColumns = 26

    var height: Double { plotHeight + 46 }

    private var plotHeight: Double {
        groups.reduce(Self.groupGap) { $0 + Double($1.bars.count) * Self.barHeight + Self.groupGap }
    }

    var drawing: HTML {
        let axis = LinearAxis(largest: groups.flatMap(\.bars).map(\.value).max() ?? 0, pixels: Self.left..<Figure.width - Self.right)
        var out = grid(axis)
        var y = Self.groupGap
        for group in groups {
            let middle = y + Double(group.bars.count) * Self.barHeight / 2 + 4.5
            let label = DisplayWidth.truncated(VisibleText.revealedLine(group.label), to: Self.labelColumns)
            out += "<text class=\"label\" x=\"\(at: Self.left - 8)\" y=\"\(at: middle)\" text-anchor=\"end\">\(label)</text>\n"
            for bar in group.bars {
                let end = axis.position(bar.value)
                let width = bar.value > 0 ? max(end - Self.left, 1) : 0
                out += """
                    <rect class="t-\(bar.tone.rawValue)" x="\(at: Self.left)" y="\(at: y + 1)" width="\(at: width)" height="\(at: Self.barHeight - 2)"/>\
                    <text class="value" x="\(at: Self.left + width + 5)" y="\(at: y + 12.5)">\(bar.text)</text>

                    """
                y += Self.barHeight
            }
            y += Self.groupGap
        }
        return out
    }

    private func grid(_ axis: LinearAxis) -> HTML {
        let lines = axis.ticks.map { tick -> HTML in
            let x = axis.position(tick)
            return """
                <line class="grid" x1="\(at: x)" y1="4" x2="\(at: x)" y2="\(at: plotHeight)"/>\
                <text class="tick" x="\(at: x)" y="\(at: plotHeight + 16)" text-anchor="middle">\(axis.label(tick))</text>

                """
        }
        let middle = (Self.left + Figure.width - Self.right) / 2
        return """
            \(lines)<line class="axis" x1="\(at: Self.left)" y1="4" x2="\(at: Self.left)" y2="\(at: plotHeight)"/>
            <text class="axis-title" x="\(at: middle)" y="\(at: plotHeight + 38)" text-anchor="middle">\(axisTitle)</text>

            """
    }
}
