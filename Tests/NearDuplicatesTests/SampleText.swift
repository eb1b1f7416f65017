import NearDuplicates

/// Seeded text of our own making: words drawn from a made-up vocabulary of 4,000.
enum SampleText {
    struct Randomness {
        private var state: UInt64

        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

        mutating func below(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
    }

    static let syllables = ["ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va"]

    static func word(_ number: Int) -> String { syllables[number & 15] + syllables[number >> 4 & 15] + syllables[number >> 8 & 15] }

    static func words(count: Int, seed: UInt64) -> [String] {
        var randomness = Randomness(seed: seed)
        return (0..<count).map { _ in word(randomness.below(4_000)) }
    }

    static func prose(words count: Int, seed: UInt64) -> String {
        words(count: count, seed: seed).enumerated().map { $0 % 11 == 10 ? $1 + "." : $1 }.joined(separator: " ")
    }

    /// Families of an original and three edits: words replaced here and there, the end cut off, sentences swapped.
    static func corpus(families: Int, seed: UInt64) -> [NearDuplicateDocument] {
        (0..<families).flatMap { family -> [NearDuplicateDocument] in
            var randomness = Randomness(seed: seed &* 1_000 &+ UInt64(family))
            let original = words(count: 80 + randomness.below(200), seed: seed &* 77 &+ UInt64(family))
            var edited = original
            for _ in 0..<1 + randomness.below(4) { edited[randomness.below(edited.count)] = word(randomness.below(4_000)) }
            let cut = original.prefix(original.count * (60 + randomness.below(38)) / 100)
            let middle = randomness.below(original.count)
            let swapped = original[middle...] + original[..<middle]
            return [original[...], edited[...], cut, swapped].enumerated().map { index, words in
                NearDuplicateDocument(id: "f\(family)-\(index)", text: words.joined(separator: " "))
            }
        }
    }

    static func shingles(_ text: String, width: Int) -> Set<[Substring]> {
        let words = text.split(separator: " ")
        return words.count < width ? [words] : Set((0...words.count - width).map { Array(words[$0..<$0 + width]) })
    }
}
