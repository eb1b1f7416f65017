/// A table with a caption, scoped headers and numbers to the right; scrolls by itself where the page is narrow.
struct HTMLTable {
    struct Column {
        let title: String
        var isNumber = false
        /// Holds sentences, so it is never squeezed to a word a line.
        var isWide = false
    }

    let caption: String
    let columns: [Column]
    var rows: [[HTML]] = []
    /// Cells hold long values that must wrap, such as digests.
    var hasLongValues = false
    /// A row of totals, set apart.
    var total: [HTML]?

    init(_ caption: String, _ columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    var html: HTML {
        let head = columns.map { column -> HTML in
            column.isNumber ? "<th scope=\"col\" class=\"n\">\(column.title)</th>" : "<th scope=\"col\">\(column.title)</th>"
        }
        let body = rows.map { "<tr>\(cells($0))</tr>\n" as HTML }
        let foot: HTML = total.map { "<tfoot><tr>\(cells($0))</tr></tfoot>" } ?? .empty
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)">\(opening)<caption>\(caption)</caption>
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody>\(foot)</table></div>

            """
    }

    private var opening: HTML { hasLongValues ? "<table class=\"values\">" : "<table>" }

    private func cells(_ row: [HTML]) -> [HTML] {
        zip(columns, row).enumerated().map { index, pair -> HTML in
            let (column, cell) = pair
            if index == 0 { return column.isNumber ? "<th scope=\"row\" class=\"n\">\(cell)</th>" : "<th scope=\"row\">\(cell)</th>" }
            return column.isNumber ? "<td class=\"n\">\(cell)</td>" : column.isWide ? "<td class=\"w\">\(cell)</td>" : "<td>\(cell)</td>"
        }
    }
}

extension HTMLTable.Column {
    static func text(_ title: String) -> Self { Self(title: title) }
    static func wide(_ title: String) -> Self { Self(title: title, isWide: true) }
    static func number(_ title: String) -> Self { Self(title: title, isNumber: true) }
}
