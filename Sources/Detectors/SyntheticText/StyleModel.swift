internal import Numerics

/// A linear model over passage features; its log odds rise with machine-likeness.
struct StyleModel: Hashable, Sendable {
    var intercept: Double
    /// Means and deviations of the dense features over the training passages.
    var means: [Double]
    var deviations: [Double]
    var dense: [Double]
    /// Weights in units of the scale; a bucket that few subjects share has weight 0.
    var shapes: [Int8]
    var shapeScale: Double
    var words: [Int8]
    var wordScale: Double

    /// A deviation beyond which a dense feature says no more, so that one odd statistic cannot decide alone.
    static let clip = 3.0

    /// Words of a passage; longer texts are scored by passages and averaged.
    static let passageWords = 250
    /// Passages taken from one text, spread evenly.
    static let maximumPassages = 8

    static func standardised(_ dense: [Double], means: [Double], deviations: [Double]) -> [Double] {
        let scale = 2 / Double(max(1, dense.count)).squareRoot()
        return dense.indices.map { min(clip, max(-clip, (dense[$0] - means[$0]) / deviations[$0])) * scale }
    }

    func logOdds(_ features: PassageFeatures) -> Double {
        var sum = intercept
        for (value, weight) in zip(Self.standardised(features.dense, means: means, deviations: deviations), dense) { sum += value * weight }
        var total = 0
        for bucket in features.shapes { total += Int(shapes[Int(bucket)]) }
        sum += Double(total) * shapeScale / Double(max(1, features.shapes.count)).squareRoot()
        total = 0
        for bucket in features.words { total += Int(words[Int(bucket)]) }
        return sum + Double(total) * wordScale / Double(max(1, features.words.count)).squareRoot()
    }

    /// The mean over the text's passages.
    func logOdds(_ text: ScoringText, _ reference: ReferenceLanguage) -> Double {
        let passages = Self.passages(text)
        let sum = passages.reduce(0) { $0 + logOdds(PassageFeatures(text.tokens[$1], reference)) }
        return passages.isEmpty ? intercept : sum / Double(passages.count)
    }

    /// Token ranges of about equal length, none much longer than `passageWords`.
    static func passages(_ text: ScoringText) -> [Range<Int>] {
        guard !text.tokens.isEmpty else { return [] }
        let count = max(1, (text.wordCount + passageWords / 2) / passageWords)
        let width = (text.tokens.count + count - 1) / count
        let all = stride(from: 0, to: text.tokens.count, by: width).map { $0..<min(text.tokens.count, $0 + width) }
        guard all.count > maximumPassages else { return all }
        return (0..<maximumPassages).map { all[$0 * all.count / maximumPassages] }
    }
}
