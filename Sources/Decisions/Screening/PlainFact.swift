internal import Contributions
internal import Rules
internal import Ledger

/// Evidence in words that may be told to the contributor whom it is about: no numbers from which a threshold could be read, nobody else's name.
struct PlainFact {
    /// Characters of an excerpt.
    private static let excerptLength = 200

    /// Nil where nothing can be said.
    let sentence: String?

    init(_ evidence: Evidence, isForeign: (String) -> Bool) {
        switch evidence.kind {
        case .passages: sentence = evidence.copy.map { Self.passages($0) }
        case .expectation: sentence = Self.expectation(evidence, isForeign)
        case .terms: sentence = Self.terms(evidence)
        case .timeline: sentence = "Many actions fall into short spans together with those of others, again and again."
        case .note where evidence.countedDefinition != nil:
            sentence = evidence.countedDefinition.flatMap(Aggregate.init(json:)).map(Self.counted)
        case .note: sentence = evidence.text.map { Self.note($0, isForeign) }
        }
    }

    private static func passages(_ own: Evidence.Passage) -> String {
        let bytes = Array(own.text.utf8)
        let shown = own.matches.first.map { String(decoding: bytes[$0], as: UTF8.self) } ?? own.text
        return "This passage of yours also stands in an earlier submission of another contributor: “\(cut(shown))”"
    }

    private static func expectation(_ evidence: Evidence, _ isForeign: (String) -> Bool) -> String? {
        guard let what = evidence.what, let observed = evidence.observed else { return nil }
        let unit = evidence.unit
        let text = withoutCounts(redacted(what, isForeign))
        let amount =
            switch unit {
            case "share": share(observed)
            case _ where observed >= 2 && !unit.hasPrefix("score") && !unit.contains("deviation"): "about \(rounded(observed))"
            default: "unusually high"
            }
        return "\(capitalised(text)): \(amount)."
    }

    /// What an aggregate looks at; not what it came to.
    private static func counted(_ aggregate: Aggregate) -> String {
        let value = "“\(aggregate.value.joined(separator: "."))”"
        let what =
            switch aggregate.kind {
            case .count: "how many"
            case .rate: "how many an hour"
            case .distinct: "how many different \(value)"
            case .sum: "the sum of \(value)"
            case .share: "how many with the same \(value)"
            case .firstSeen: "when the first was"
            }
        let units: [(seconds: Int64, name: String)] = [(86_400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds")]
        let unit = units.first { aggregate.windowSeconds % $0.seconds == 0 } ?? (1, "seconds")
        return "Counted over the events \(aggregate.eventType) with the same “\(aggregate.key.joined(separator: "."))” in the "
            + "\(aggregate.windowSeconds / unit.seconds) \(unit.name) before: \(what)."
    }

    private static func note(_ text: String, _ isForeign: (String) -> Bool) -> String {
        let text = capitalised(withoutCounts(redacted(text, isForeign)))
        return text.last?.isPunctuation == true ? text : text + "."
    }

    /// Counts inside a sentence say as much as measures do.
    private static func withoutCounts(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { $0.first?.isNumber == true ? "several" : String($0) }.joined(
            separator: " ")
    }

    private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func terms(_ evidence: Evidence) -> String {
        let words = evidence.terms.prefix(3).map { "“\($0.term)”" }
        return "Some words stand in the text far more often than in comparable ones: \(words.joined(separator: ", "))."
    }

    private static func share(_ value: Double) -> String {
        switch value {
        case ..<0.1: "little"
        case ..<0.4: "a part"
        case ..<0.6: "about half"
        case ..<0.9: "most"
        default: "nearly all"
        }
    }

    /// To one digit and zeros.
    private static func rounded(_ value: Double) -> Int64 {
        var unit = 1.0
        while value / unit >= 10, unit < 1e15 { unit *= 10 }
        return Int64((min(value, 1e15) / unit).rounded() * unit)
    }

    /// The text with every word that names somebody else, or something of theirs, left out.
    private static func redacted(_ text: String, _ isForeign: (String) -> Bool) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let core = word.drop { $0.isPunctuation && $0 != "_" && $0 != "-" }
            var trimmed = core
            while let last = trimmed.last, last.isPunctuation, !isForeign(String(trimmed)) { trimmed = trimmed.dropLast() }
            return isForeign(String(trimmed)) || isForeign(String(word)) ? "(left out)" : String(word)
        }.joined(separator: " ")
    }

    private static func cut(_ text: String) -> String {
        text.count <= excerptLength ? text : text.prefix(excerptLength) + "…"
    }
}
