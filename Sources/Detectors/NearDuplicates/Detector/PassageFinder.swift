internal import Detection
internal import Sketches
internal import Ledger

/// Cuts the passages out of two texts that show a person what they share.
enum PassageFinder {
    /// Bytes of an excerpt, on either side.
    static let excerptBytes = 800
    private static let contextBytes = 120

    /// An excerpt around the longest run of words that also stand in the other text, with every matched range inside it.
    static func excerpt(_ sketched: SketchedText, matching other: ShingleSet) -> (text: String, matches: [Range<Int>]) {
        let ranges = sketched.ranges(of: sketched.matchedWords(in: other))
        let longest = ranges.max { ($0.words.count, $1.words.lowerBound) < ($1.words.count, $0.words.lowerBound) }
        let start = longest?.bytes.lowerBound ?? 0
        let bytes = sketched.text
        let low = boundary(bytes, max(0, start - contextBytes), up: true)
        let high = boundary(bytes, min(bytes.count, low + excerptBytes), up: false)
        let matches = ranges.compactMap { range -> Range<Int>? in
            let cut = range.bytes.clamped(to: low..<high)
            return cut.isEmpty ? nil : cut.lowerBound - low..<cut.upperBound - low
        }
        return (String(decoding: bytes[low..<high], as: UTF8.self), matches)
    }

    /// The nearest place between two characters.
    private static func boundary(_ bytes: [UInt8], _ place: Int, up: Bool) -> Int {
        var place = place
        while place > 0, place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += up ? 1 : -1 }
        return place
    }
}

extension NearDuplicateDetector {
    func id(_ number: Int) -> String { ids.name(Int(submissions[number].id)) }
    func owner(_ number: Int) -> String { owners.name(Int(submissions[number].owner)) }

    /// The excerpt as evidence against a submission.
    func passage(_ sketched: SketchedText, of number: Int, matching other: ShingleSet) -> Evidence.Passage {
        let excerpt = PassageFinder.excerpt(sketched, matching: other)
        return Evidence.Passage(
            submission: id(number), owner: owner(number), time: submissions[number].time, text: excerpt.text, matches: excerpt.matches)
    }
}
