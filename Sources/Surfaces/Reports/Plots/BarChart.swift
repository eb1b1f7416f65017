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

    private static let right = 110.0
    private static let barHeight = 16.0
    private static let groupGap = 12.0
    /// Labels are broken into lines of at most this many characters, and cut after the last line.
    private static let labelColumns = 36
    private static let labelLines = 3
    private static let lineHeight = 14.0

    var height: Double { plotHeight + 46 }

    private var plotHeight: Double { groups.reduce(Self.groupGap) { $0 + groupHeight($1) + Self.groupGap } }

    private func groupHeight(_ group: Group) -> Double {
        max(Double(group.bars.count) * Self.barHeight, Double(lines(group).count) * Self.lineHeight)
    }

    private func lines(_ group: Group) -> [String] {
        let all = DisplayWidth.wrapped(VisibleText.revealedLine(group.label), to: Self.labelColumns)
        guard all.count > Self.labelLines else { return all }
        let rest = all[(Self.labelLines - 1)...].joined(separator: " ")
        return all.prefix(Self.labelLines - 1) + [DisplayWidth.truncated(rest, to: Self.labelColumns)]
    }

    /// Where the bars begin: as far right as the longest label needs, at about 6.9 units a character.
    private var left: Double {
        let widest = groups.flatMap(lines).map(DisplayWidth.of).max() ?? 0
        return min(max(Double(widest) * 6.9 + 16, 90), 265)
    }

    var drawing: HTML {
        let axis = LinearAxis(largest: groups.flatMap(\.bars).map(\.value).max() ?? 0, pixels: left..<Figure.width - Self.right)
        var out = grid(axis)
        var y = Self.groupGap
        for group in groups {
            let height = groupHeight(group)
            out += label(group, middle: y + height / 2)
            let top = y + (height - Double(group.bars.count) * Self.barHeight) / 2
            for (index, bar) in group.bars.enumerated() { out += drawing(bar, y: top + Double(index) * Self.barHeight, axis: axis) }
            y += height + Self.groupGap
        }
        return out
    }

    private func label(_ group: Group, middle: Double) -> HTML {
        let lines = lines(group)
        let first = middle - Double(lines.count) * Self.lineHeight / 2 + 11
        return lines.enumerated().map { index, line -> HTML in
            let y = first + Double(index) * Self.lineHeight
            return "<text class=\"label\" x=\"\(at: left - 8)\" y=\"\(at: y)\" text-anchor=\"end\">\(line)</text>\n"
        }.joined()
    }

    private func drawing(_ bar: Bar, y: Double, axis: LinearAxis) -> HTML {
        let width = bar.value > 0 ? max(axis.position(bar.value) - left, 1) : 0
        return """
            <rect class="t-\(bar.tone.rawValue)" x="\(at: left)" y="\(at: y + 1)" width="\(at: width)" height="\(at: Self.barHeight - 2)"/>\
            <text class="value" x="\(at: left + width + 5)" y="\(at: y + 12.5)">\(bar.text)</text>

            """
    }

    private func grid(_ axis: LinearAxis) -> HTML {
        let lines = axis.ticks.map { tick -> HTML in
            let x = axis.position(tick)
            return """
                <line class="grid" x1="\(at: x)" y1="4" x2="\(at: x)" y2="\(at: plotHeight)"/>\
                <text class="tick" x="\(at: x)" y="\(at: plotHeight + 16)" text-anchor="middle">\(axis.label(tick))</text>

                """
        }
        let middle = (left + Figure.width - Self.right) / 2
        return """
            \(lines)<line class="axis" x1="\(at: left)" y1="4" x2="\(at: left)" y2="\(at: plotHeight)"/>
            <text class="axis-title" x="\(at: middle)" y="\(at: plotHeight + 38)" text-anchor="middle">\(axisTitle)</text>

            """
    }
}
