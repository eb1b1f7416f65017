internal import Glibc

/// Whether an overlap reads as a quotation: marked as one and attributed, in a text that is mostly its own.
struct QuotationTest {
    /// Share of the matched words that must stand inside quotation marks.
    static let quotedShare = 0.7
    /// Shortest name of a source or owner that counts as naming it.
    static let nameBytes = 3

    private static let cues: [[UInt8]] = [
        "according to", "quot", "source:", "wrote", "writes", "cited", "cites", "citing", "in the words of", "as stated", "credit", "excerpt",
        "https://", "http://", "©", "zitat", "quelle:", "laut ", "selon ", "source :", "según", "fuente:", "цит", "источник",
    ].map { Array($0.utf8) }

    /// `matched` tells for each word whether it stands in the source.
    static func holds(_ quoting: SketchedText, matched: [Bool], sourceID: String, sourceOwner: String) -> Bool {
        let text = LoweredText(quoting.text)
        if names(text, sourceID) { return true }
        // Nothing between quotation marks: no need to look for who is quoted.
        let quoted = quotedRegions(quoting.text)
        guard !quoted.isEmpty, names(text, sourceOwner) || cues.contains(where: text.contains) else { return false }
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

    private static func names(_ text: LoweredText, _ name: String) -> Bool {
        name.utf8.count >= nameBytes && text.contains(Array(name.lowercased().utf8))
    }

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

/// A text in lower case, searched byte by byte.
private struct LoweredText {
    private let bytes: [UInt8]

    init(_ text: [UInt8]) {
        if text.allSatisfy({ $0 < 0x80 }) {
            bytes = text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        } else {
            bytes = Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
        }
    }

    /// O(bytes) for words that do not repeat themselves.
    func contains(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, bytes.count >= wanted.count else { return wanted.isEmpty }
        return bytes.withUnsafeBytes { bytes in
            wanted.withUnsafeBytes { wanted in
                guard var place = bytes.baseAddress, let word = wanted.baseAddress else { return false }
                let end = place + (bytes.count - wanted.count + 1)
                while place < end, let found = memchr(place, Int32(first), end - place) {
                    if memcmp(found, word, wanted.count) == 0 { return true }
                    place = UnsafeRawPointer(found) + 1
                }
                return false
            }
        }
    }
}
