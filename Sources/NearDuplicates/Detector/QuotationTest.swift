/// Whether an overlap reads as a quotation: marked as one and attributed, in a text that is mostly its own.
struct QuotationTest {
    /// Share of the matched words that must stand inside quotation marks.
    static let quotedShare = 0.7
    /// Shortest name of a source or owner that counts as naming it.
    static let nameBytes = 3

    private static let cues = [
        "according to", "quot", "source:", "wrote", "writes", "cited", "cites", "citing", "in the words of", "as stated", "credit", "excerpt",
        "https://", "http://", "©", "zitat", "quelle:", "laut ", "selon ", "source :", "según", "fuente:", "цит", "источник",
    ]

    /// `matched` tells for each word whether it stands in the source.
    static func holds(_ quoting: SketchedText, matched: [Bool], sourceID: String, sourceOwner: String) -> Bool {
        let text = String(decoding: quoting.text, as: UTF8.self).lowercased()
        if names(text, sourceID) { return true }
        guard names(text, sourceOwner) || cues.contains(where: text.contains) else { return false }
        let quoted = quotedRegions(quoting.text)
        var inside = 0
        var total = 0
        var region = 0
        for (word, range) in quoting.words.enumerated() where matched[word] {
            total += 1
            while region < quoted.count, quoted[region].upperBound <= range.lowerBound { region += 1 }
            if region < quoted.count, quoted[region].contains(range.lowerBound) { inside += 1 }
        }
        return total > 0 && Double(inside) >= Self.quotedShare * Double(total)
    }

    private static func names(_ text: String, _ name: String) -> Bool { name.utf8.count >= nameBytes && text.contains(name.lowercased()) }

    /// Byte ranges between quotation marks, and of lines that start with `>`. Sorted, disjoint.
    static func quotedRegions(_ text: [UInt8]) -> [Range<Int>] {
        var regions: [Range<Int>] = []
        var closing: Unicode.Scalar?
        var start = 0
        var offset = 0
        var isLineStart = true
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if let end = closing {
                if scalar == end || (end == "”" && scalar == "“" && offset > start + 3) {
                    regions.append(start..<offset)
                    closing = nil
                }
            } else if isLineStart, scalar == ">" {
                closing = "\n"
                start = offset
            } else if let end = pairs[scalar] {
                closing = end
                start = offset
            }
            if scalar == "\n" { isLineStart = true } else if scalar != " " { isLineStart = false }
            offset += UTF8.width(scalar)
        }
        // A block quotation may end with the text; a quotation mark that nothing closes quotes nothing.
        if closing == "\n" { regions.append(start..<offset) }
        return regions
    }

    private static let pairs: [Unicode.Scalar: Unicode.Scalar] = [
        "\"": "\"", "“": "”", "„": "“", "«": "»", "»": "«", "「": "」", "『": "』", "‟": "”",
    ]
}
