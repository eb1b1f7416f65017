import NearDuplicates

/// Two excerpts in columns, as wide as the terminal, the words of one side alone marked: in colour, or between brackets.
struct SideBySide {
    let width: Int
    let colours: Bool

    private static let gap = " | "

    /// A word and whether the other side has it too.
    private struct Word {
        let text: String
        let isShared: Bool
    }

    func lines(_ passages: PairPassages, headings: (String, String)) -> [String] {
        let column = max(20, (width - Self.gap.count) / 2)
        let left = wrapped(words(passages.a), column)
        let right = wrapped(words(passages.b), column)
        var lines = [
            padded(headings.0, headings.0.count, column) + Self.gap + headings.1, String(repeating: "-", count: column * 2 + Self.gap.count),
        ]
        for row in 0..<max(left.count, right.count) {
            let first = row < left.count ? left[row] : ("", 0)
            let second = row < right.count ? right[row] : ("", 0)
            lines.append(padded(first.0, first.1, column) + Self.gap + second.0)
        }
        return lines
    }

    private func padded(_ text: String, _ shown: Int, _ column: Int) -> String { text + String(repeating: " ", count: max(0, column - shown)) }

    private func words(_ excerpt: PairPassages.Excerpt) -> [Word] {
        let bytes = Array(excerpt.text.utf8)
        var words: [Word] = []
        var start = 0
        func isSpace(_ place: Int) -> Bool { bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place]) }
        while start < bytes.count {
            guard !isSpace(start) else {
                start += 1
                continue
            }
            var end = start
            while end < bytes.count, !isSpace(end) { end += 1 }
            let place = start..<end
            words.append(
                Word(
                    text: Self.printable(String(decoding: bytes[place], as: UTF8.self)), isShared: excerpt.matches.contains { $0.overlaps(place) }))
            start = end
        }
        return words
    }

    /// Without what would move the cursor or vanish.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.properties.isDefaultIgnorableCodePoint ? "\u{B7}" : $0 }))
    }

    private func wrapped(_ words: [Word], _ column: Int) -> [(String, Int)] {
        var lines: [(String, Int)] = []
        var line = ""
        var shown = 0
        for word in words {
            var text = word.isShared || colours ? word.text : "[\(word.text)]"
            if text.count > column { text = text.prefix(column - 1) + "…" }
            if shown > 0, shown + 1 + text.count > column {
                lines.append((line, shown))
                (line, shown) = ("", 0)
            }
            if shown > 0 {
                line += " "
                shown += 1
            }
            shown += text.count
            line += word.isShared || !colours ? text : "\u{1B}[1;31m\(text)\u{1B}[0m"
        }
        if shown > 0 { lines.append((line, shown)) }
        return lines
    }
}
