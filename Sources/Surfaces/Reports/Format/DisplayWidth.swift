/// How many terminal columns a text takes: two for wide East Asian characters and emoji, none for combining marks.
///
/// After Unicode TR 11 (East Asian Width), by whole grapheme clusters; the ranges cover what terminals agree on.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiPresentation }) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control, .format: return 0
        default: return isWide(first) ? 2 : 1
        }
    }

    /// The longest prefix that fits, ended by `…` where something was cut off.
    static func truncated(_ text: String, to columns: Int) -> String {
        guard of(text) > columns else { return text }
        var width = 0
        var out = ""
        for character in text {
            let next = of(character)
            guard width + next <= columns - 1 else { break }
            out.append(character)
            width += next
        }
        return columns > 0 ? out + "…" : ""
    }

    /// Breaks a text at spaces into lines of at most `columns`; a word longer than a line is cut into lines.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = String(word)
            if !line.isEmpty {
                if of(line) + 1 + of(word) <= columns {
                    line += " " + word
                    continue
                }
                lines.append(line)
                line = ""
            }
            while of(word) > columns {
                var head = ""
                while let character = word.first, of(head) + of(character) <= columns || head.isEmpty {
                    head.append(character)
                    word.removeFirst()
                }
                lines.append(head)
            }
            line = word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97C,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
