internal import Sketches

/// How much of a text stands in an earlier one word by word and in the same order, whatever was put in between.
///
/// Shingles see a copy in which every eighth word was replaced as half new; its longest common subsequence of words is seven
/// eighths. Computed bit-parallel (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004) in O(words × words / 64).
struct Alignment {
    /// Of the earlier text's words outside boilerplate, the share that stands in the later one in order.
    let share: Double

    /// Words times words beyond which a pair is not aligned: two texts of 16,384 words.
    private static let productLimit = 1 << 28

    /// Nil where the texts share too little for an alignment to mean anything, or are too long for one.
    init?(_ text: MeasuredText, _ match: MatchAssessor.Match, _ thresholds: NearDuplicateThresholds) {
        guard match.rawContainment >= thresholds.alignmentContainment else { return nil }
        // Seen from the earlier text: edits break up what the later one has in common with others, and so leave it little but the edits.
        let own = match.text.ownWords
        let other = text.sketched.wordHashes
        let least = max(thresholds.alignmentWords, Int(thresholds.alignmentOwnShare * Double(match.text.sketched.words.count)))
        guard own.count >= least, own.count * other.count <= Self.productLimit else { return nil }
        share = Double(Self.commonSubsequence(own, other)) / Double(own.count)
    }

    /// The length of the longest common subsequence.
    static func commonSubsequence(_ pattern: [UInt64], _ text: [UInt64]) -> Int {
        let width = (pattern.count + 63) / 64
        var places: [UInt64: Int] = [:]
        var masks: [UInt64] = []
        for (index, word) in pattern.enumerated() {
            let place = places[word] ?? masks.count
            if place == masks.count {
                places[word] = place
                masks.append(contentsOf: repeatElement(0, count: width))
            }
            masks[place + index / 64] |= 1 << UInt64(index % 64)
        }
        // A zero at i says that the common subsequence grows with the i-th word of the pattern.
        var rows = [UInt64](repeating: .max, count: width)
        for word in text {
            guard let place = places[word] else { continue }
            var carry: UInt64 = 0
            for block in 0..<width {
                let row = rows[block]
                let met = row & masks[place + block]
                let (sum, first) = row.addingReportingOverflow(met)
                let (total, second) = sum.addingReportingOverflow(carry)
                carry = first || second ? 1 : 0
                rows[block] = total | (row & ~met)
            }
        }
        let ones = rows.reduce(0) { $0 + $1.nonzeroBitCount }
        return width * 64 - ones
    }
}
