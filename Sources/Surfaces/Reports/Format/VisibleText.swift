/// Makes characters visible that a page or a terminal would obey instead of showing: controls, direction marks, invisible letters.
///
/// Contributor text is shown to the person who decides about it, so it must not be able to reorder, hide or colour that view.
/// Direction characters: Unicode TR 9, section 2; the attack by them: Boucher and Anderson, "Trojan Source", 2021.
enum VisibleText {
    /// The scalar must never reach a page or terminal as it is. White space that separates words may.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20..<0x7F: false
        case 0x00..<0x20, 0x7F...0x9F: true
        case 0x2028, 0x2029: true
        case 0xFFF9...0xFFFB: true
        default: isDirectionControl(scalar) || isInvisible(scalar)
        }
    }

    /// Embeddings, overrides, isolates and marks that change the order in which text is shown.
    static func isDirectionControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Takes no place on the page: zero-width, soft hyphen, fillers, tags. Variation selectors and joiners have honest uses too.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x80 && scalar.properties.isDefaultIgnorableCodePoint }

    /// Joiners in scripts and emoji that need them, and variation selectors after a base that takes them, are honest.
    static func isHonestJoiner(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
        guard let previous else { return false }
        switch scalar.value {
        case 0x200C, 0x200D: return previous.value >= 0x0600 && !isHidden(previous) || previous.value == 0xFE0F
        case 0xFE0E, 0xFE0F: return previous.properties.isEmoji
        default: return false
        }
    }

    /// The text with every hidden scalar replaced by its code point, e.g. `⟨U+202E⟩`.
    static func revealed(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
        var out = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if isHidden(scalar), !isHonestJoiner(scalar, after: previous) {
                out.append(contentsOf: ("\u{27E8}" + codePoint(scalar) + "\u{27E9}").unicodeScalars)
            } else {
                out.append(scalar)
            }
            previous = scalar
        }
        return String(out)
    }

    /// One line for a terminal or a heading: hidden scalars revealed, line breaks and tabs as spaces.
    static func revealedLine(_ text: String) -> String {
        let line = revealed(text)
        guard line.utf8.contains(where: { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else { return line }
        return String(String.UnicodeScalarView(line.unicodeScalars.map { [0x09, 0x0A, 0x0D].contains($0.value) ? " " : $0 }))
    }

    /// `U+202E`
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// `U+202E RIGHT-TO-LEFT OVERRIDE`
    static func name(_ scalar: Unicode.Scalar) -> String {
        guard let name = scalar.properties.name ?? scalar.properties.nameAlias else { return codePoint(scalar) }
        return codePoint(scalar) + " " + name
    }
}
