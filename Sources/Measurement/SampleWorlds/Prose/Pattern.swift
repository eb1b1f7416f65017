/// A phrase with gaps, parsed once: `"the {adj} {tool}"` becomes literal text and slots.
struct Pattern: Sendable {
    enum Piece: Sendable {
        case text(String)
        case slot(Slot)
    }

    /// What a gap is filled with.
    enum Slot: String, Sendable, CaseIterable {
        case person, other, role, role2, place, town, tool, tool2, stuff, stuff2, adj, adj2, verbed, verbed2, unit, unit2, term, term2, problem,
            problem2
        case action, action2, num, num2, small, date, month, year, weekday, clock, season, domain, topic
        // Words that an author always chooses the same way.
        case about, because, often, very, but, also, people, need, show, think
    }

    let pieces: [Piece]

    init(_ source: String) {
        var pieces: [Piece] = []
        var rest = source[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            let name = String(rest[rest.index(after: open)..<close])
            guard let slot = Slot(rawValue: name) else { preconditionFailure("unknown slot {\(name)} in \(source)") }
            pieces.append(.slot(slot))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
    }

    /// One pattern for each line that is not empty.
    static func lines(_ text: String) -> [Pattern] { text.split(separator: "\n").map { Pattern(String($0)) } }
}
