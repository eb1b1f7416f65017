internal import Ledger

/// One side of a matched pair as markup: what also stands in the other text, what differs, and every disguised character.
struct MarkedPassage {
    private let scalars: [Unicode.Scalar]
    private let disguise: DisguiseMarks
    /// By scalar: does it stand in a matching range? Nil where no ranges are recorded.
    private let isMatched: [Bool]?

    init(_ passage: Evidence.Passage) {
        scalars = Array(passage.text.unicodeScalars)
        disguise = DisguiseMarks(scalars)
        isMatched = passage.matches.isEmpty ? nil : Self.matched(scalars, passage.matches)
    }

    /// `same` for matched text, `diff` for words of this side alone.
    var html: HTML {
        guard let isMatched else { return markup(scalars.indices) }
        var out = HTML.empty
        var start = 0
        while start < scalars.count {
            var end = start
            while end < scalars.count, isMatched[end] == isMatched[start] { end += 1 }
            out += segment(start..<end, isMatched: isMatched[start])
            start = end
        }
        return out
    }

    /// `2 invisible characters, 1 look-alike letter`; nil where nothing is disguised.
    var disguiseSummary: String? {
        let parts = [
            (disguise.invisibleCount, "invisible character"), (disguise.directionCount, "direction control"),
            (disguise.lookAlikeCount, "look-alike letter"),
        ]
        .filter { $0.0 > 0 }.map { FixedNotation.count($0.0, $0.1) }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func matched(_ scalars: [Unicode.Scalar], _ ranges: [Range<Int>]) -> [Bool] {
        var flags = [Bool](repeating: false, count: scalars.count)
        var offset = 0
        var next = 0
        for (index, scalar) in scalars.enumerated() {
            while next < ranges.count, ranges[next].upperBound <= offset { next += 1 }
            flags[index] = next < ranges.count && ranges[next].contains(offset)
            offset += UTF8.width(scalar)
        }
        bridgeSpaces(scalars, &flags)
        return flags
    }

    /// Spaces and punctuation between two matches belong to the match: only words differ.
    private static func bridgeSpaces(_ scalars: [Unicode.Scalar], _ flags: inout [Bool]) {
        var index = 0
        while index < flags.count {
            var end = index
            while end < flags.count, !flags[end] { end += 1 }
            let isInside = index > 0 && end < flags.count
            if isInside, end > index, !scalars[index..<end].contains(where: isWordPart) { for gap in index..<end { flags[gap] = true } }
            index = end + 1
        }
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar.properties.numericType != nil }

    private func segment(_ range: Range<Int>, isMatched: Bool) -> HTML {
        if isMatched { return "<mark>\(markup(range))</mark>" }
        guard scalars[range].contains(where: Self.isWordPart) else { return markup(range) }
        // Spaces at the ends stay outside the underline.
        let first = scalars[range].firstIndex { !$0.properties.isWhitespace } ?? range.lowerBound
        let last = scalars[range].lastIndex { !$0.properties.isWhitespace } ?? range.upperBound - 1
        return "\(markup(range.lowerBound..<first))<span class=\"diff\">\(markup(first..<last + 1))</span>\(markup(last + 1..<range.upperBound))"
    }

    private func markup(_ range: Range<Int>) -> HTML {
        var out = HTML.empty
        var plain = String.UnicodeScalarView()
        var index = range.lowerBound
        while index < range.upperBound {
            guard let mark = disguise.marks[index] else {
                plain.append(scalars[index])
                index += 1
                continue
            }
            out += "\(String(plain))"
            plain = String.UnicodeScalarView()
            var end = index + 1
            while end < range.upperBound, scalars[end] == scalars[index], disguise.marks[end] == mark { end += 1 }
            out += Self.badge(scalars[index], mark, repeats: end - index)
            index = end
        }
        return out + "\(String(plain))"
    }

    private static func badge(_ scalar: Unicode.Scalar, _ mark: DisguiseMarks.Mark, repeats: Int) -> HTML {
        let times: HTML = repeats > 1 ? "×\(repeats)" : .empty
        switch mark {
        case .invisible: return "<span class=\"hidden\" title=\"\(VisibleText.name(scalar))\">∅\(times)</span>"
        case .direction: return "<span class=\"hidden\" title=\"\(VisibleText.name(scalar))\">⇄\(times)</span>"
        case .lookAlike(let twin):
            let letters = String(repeating: Character(scalar), count: repeats)
            return "<span class=\"lookalike\" title=\"\(VisibleText.name(scalar)), looks like \(String(twin))\">\(letters)</span>"
        }
    }
}
