/// What a copyist does to somebody else's text.
enum Disguise {
    /// Replaces a share of the words by others that fit, and here and there slips one in. O(words).
    static func lightEdit(_ text: String, share: Double, domain: Domain, _ random: inout PathRandom) -> String {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var wanted = max(2, Int(Double(words.count) * share))
        var order = Array(words.indices)
        random.shuffle(&order)
        for at in order where wanted > 0 {
            if let other = substitute(words[at], domain, &random) {
                words[at] = other
                wanted -= 1
            } else if random.chance(0.06), !words[at].isEmpty, !words[at].contains("\n") {
                words[at] += " " + random.pick(["indeed", "perhaps", "in fact", "really", "then"])
                wanted -= 1
            }
        }
        return words.joined(separator: " ")
    }

    private static func substitute(_ word: String, _ domain: Domain, _ random: inout PathRandom) -> String? {
        if let known = synonyms[word] { return known }
        for list in [domain.adjectives, domain.verbs, Calendar.months, Calendar.weekdays, Calendar.small] where list.contains(word) {
            return random.pick(list)
        }
        if word.count > 1, Int(word) != nil { return Calendar.number(&random) }
        return nil
    }

    private static let synonyms: [String: String] = [
        "the": "that", "near": "close to", "had": "once had", "took": "needed", "because": "since", "but": "yet", "until": "till",
        "hours": "long hours",
        "should": "ought to", "only": "just", "while": "whilst", "old": "ancient", "says": "tells", "lost": "wasted", "arrived": "came",
        "nobody": "no one",
        "somebody": "someone", "keeps": "holds", "blamed": "faulted", "although": "though", "once": "as soon as", "need": "require",
        "began": "started",
        "first": "early", "worse": "harder", "answer": "reply", "trick": "secret", "each": "every", "worst": "poorest", "swears": "vouches",
        "big": "large",
    ]

    /// A stretch of the text: its beginning, its end or its middle, cut at sentences.
    static func truncated(_ text: String, share: Double, _ random: inout PathRandom) -> String {
        let sentences = sentences(of: text)
        let kept = max(2, Int(Double(sentences.count) * share))
        let start: Int
        switch random.below(3) {
        case 0: start = 0
        case 1: start = sentences.count - kept
        default: start = (sentences.count - kept) / 2
        }
        return sentences[max(0, start)..<min(sentences.count, max(0, start) + kept)].joined(separator: " ")
    }

    /// Blocks of sentences of two texts in turn.
    static func mosaic(_ left: String, _ right: String, block: Int, _ random: inout PathRandom) -> String {
        let sources = [sentences(of: left), sentences(of: right)]
        var cursors = [0, 0]
        var out: [String] = []
        var turn = random.below(2)
        while cursors[0] < sources[0].count * 3 / 4 || cursors[1] < sources[1].count * 3 / 4 {
            let end = min(sources[turn].count * 3 / 4, cursors[turn] + block)
            if end > cursors[turn] { out += sources[turn][cursors[turn]..<end] }
            cursors[turn] = max(end, cursors[turn])
            turn = 1 - turn
        }
        return out.joined(separator: " ")
    }

    /// Invisible characters inside a share of the gaps between two letters.
    static func zeroWidth(_ text: String, share: Double, _ random: inout PathRandom) -> String {
        var out: [UInt8] = []
        var previousIsLetter = false
        for byte in text.utf8 {
            let isLetter = byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
            if isLetter, previousIsLetter, random.chance(share) { out.append(contentsOf: random.pick(invisible)) }
            out.append(byte)
            previousIsLetter = isLetter
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let invisible = ["\u{200B}", "\u{200C}", "\u{2060}", "\u{FEFF}"].map { Array($0.utf8) }

    /// Cyrillic and Greek letters that look Latin, in place of a share of those that have a double.
    static func homoglyphs(_ text: String, share: Double, _ random: inout PathRandom) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            let double = byte < 0x80 ? doubles[Int(byte)] : []
            if !double.isEmpty, random.chance(share) { out.append(contentsOf: double) } else { out.append(byte) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The double of each ASCII letter that has one, in UTF-8.
    private static let doubles: [[UInt8]] = {
        var table = [[UInt8]](repeating: [], count: 128)
        for (latin, double) in zip(
            "aeopcxyiABEOTMH".utf8, "\u{430}\u{435}\u{43E}\u{440}\u{441}\u{445}\u{443}\u{456}\u{410}\u{412}\u{415}\u{39F}\u{422}\u{39C}\u{41D}")
        {
            table[Int(latin)] = Array(String(double).utf8)
        }
        return table
    }()

    static func sentences(of text: String) -> [String] {
        var out: [String] = []
        var current: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 0x20 || byte == 0x0A,
                previous == UInt8(ascii: ".") || previous == UInt8(ascii: "?") || previous == UInt8(ascii: "!") || byte == 0x0A
            {
                if current.count > 1 { out.append(String(decoding: current, as: UTF8.self)) }
                current.removeAll(keepingCapacity: true)
            } else {
                current.append(byte)
            }
            previous = byte
        }
        if current.count > 1 { out.append(String(decoding: current, as: UTF8.self)) }
        return out
    }
}
