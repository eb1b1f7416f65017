/// A plot on the page: an SVG picture with title and description for those who can't see it, and a table of its numbers beneath.
struct Figure {
    /// Width of every plot in user units; the page scrolls a plot sideways rather than shrink its letters.
    static let width = 720.0

    /// Unique on the page.
    let id: String
    let title: String
    /// What the picture shows, in words.
    let description: String
    let height: Double
    let drawing: HTML
    var legend: [LegendItem] = []
    var table: HTMLTable?
    /// Tables longer than this are folded away until asked for.
    static let openTableRows = 12

    struct LegendItem {
        let mark: HTML
        let label: String
    }

    var html: HTML {
        """
        <figure id="\(id)"><div class="scroll plot" tabindex="0" role="region" aria-label="\(title)"><svg viewBox="0 0 \(at: Self.width) \(at: height)" width="\(at: Self.width)" \
        height="\(at: height)" role="img" aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>
        \(drawing)</svg></div>
        <figcaption><strong>\(title).</strong> \(description)\(legendHTML)</figcaption>
        \(tableHTML)</figure>

        """
    }

    private var legendHTML: HTML {
        guard !legend.isEmpty else { return .empty }
        let items = legend.map { item -> HTML in
            "<li><svg viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" aria-hidden=\"true\">\(item.mark)</svg> \(item.label)</li>"
        }
        return "<ul class=\"legend\">\(items)</ul>"
    }

    private var tableHTML: HTML {
        guard let table else { return .empty }
        if table.rows.count <= Self.openTableRows { return table.html }
        return "<details><summary>Table: \(table.caption) (\(table.rows.count) rows)</summary>\(table.html)</details>\n"
    }
}

/// The meaning of a colour; the stylesheet gives it a shade for light and for dark.
enum Tone: String, CaseIterable {
    case clear, hold, reject, neutral, observed, expected

    /// A filled square for legends.
    var swatch: HTML { "<rect class=\"t-\(rawValue)\" x=\"1\" y=\"1\" width=\"12\" height=\"12\"/>" }
}
