internal import Corpora
internal import Glibc
internal import Retrieval

/// How much of a stretch of text is the repetition of a few content words.
///
/// Honest prose about one thing repeats its name, so the measure is the share of the three commonest content words in the worst
/// window of `windowWords` words; a whole-document share would let a stuffed paragraph hide in a long text.
struct StuffingMeasure: Hashable, Sendable {
    /// A content word of the worst window with its count there.
    struct Repeated: Hashable, Sendable {
        let term: Vocabulary.Term
        let count: Int
    }

    /// Words in a window; the stride is half of it.
    static let windowWords = 80
    /// Shorter texts are not measured: four repetitions prove nothing in twenty words.
    static let leastWords = 30

    /// Words in the worst window.
    var words = 0
    /// The commonest content words there, at most three, commonest first.
    var top: [Repeated] = []
    /// Distinct words by words, in the worst window.
    var distinctShare = 1.0
    /// Repeated three-word runs by three-word runs, in the whole text.
    var repeatedRuns = 0.0
    /// Joints between words of the worst window that no prose has (slashes, bars, underscores, line ends), by joints.
    var structuredJoints = 0.0

    /// Share of the commonest content word, `max_t tf / |d|`.
    var saturation: Double { words == 0 ? 0 : Double(top.first?.count ?? 0) / Double(words) }
    /// Share of the three commonest content words.
    var topShare: Double { words == 0 ? 0 : Double(top.reduce(0) { $0 + $1.count }) / Double(words) }

    /// The share above which a window of `words` words is out of the ordinary in any collection of prose: chance makes
    /// short windows vary, so the bound falls with the square root of the length. Seen at most 0.2 % above it in four public collections.
    static func floorShare(words: Int) -> Double { 0.30 + 0.9 / Double(max(words, 1)).squareRoot() }

    /// 0 to 1, one half where the window is as far from prose as a flag needs; `usualShare` is the ninth decile of the collection's
    /// top shares, which lifts the bar in collections of tables and lists.
    func strength(usualShare: Double) -> Double {
        guard words >= Self.leastWords else { return 0 }
        let bar = min(max(Self.floorShare(words: words), 2 * usualShare), 0.6)
        let value = min(1, 0.5 * topShare / bar)
        let isRepetitive = saturation >= 0.12 && distinctShare <= 0.62
        // Tables and path lists repeat by nature; there only the near absence of any other word tells.
        let isTable = structuredJoints >= 0.25 && distinctShare > 0.15
        return isRepetitive && !isTable ? value : min(value, 0.45)
    }
}

extension StuffingMeasure {
    /// Measures a folded text; O(words · log windowWords).
    /// - Parameters:
    ///   - terms: the words of the text, numbered.
    ///   - isContent: whether a numbered word can be a keyword: no function word, no number, three letters or more.
    init(terms: [Vocabulary.Term], text: FoldedText, original: [UInt8], isContent: (Vocabulary.Term) -> Bool) {
        guard terms.count >= Self.leastWords else { return }
        let stride = Self.windowWords / 2
        var start = 0
        var worst = -1.0
        repeat {
            let end = min(start + Self.windowWords, terms.count)
            // The last window keeps its full length by reaching back.
            let low = max(0, end - Self.windowWords)
            let window = Self.window(terms[low..<end], isContent: isContent)
            let share = Double(window.top.reduce(0) { $0 + $1.count }) / Double(end - low)
            if share > worst {
                worst = share
                words = end - low
                top = window.top
                distinctShare = Double(window.distinct) / Double(end - low)
                structuredJoints = Self.structuredJoints(text.words[low..<min(end, text.words.count)], original: original)
            }
            start += stride
        } while start + stride < terms.count
        repeatedRuns = Self.repeatedRuns(terms)
    }

    private static func window(_ terms: ArraySlice<Vocabulary.Term>, isContent: (Vocabulary.Term) -> Bool) -> (top: [Repeated], distinct: Int) {
        let sorted = terms.sorted()
        var top: [Repeated] = []
        var distinct = 0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            distinct += 1
            if isContent(sorted[start]) {
                let item = Repeated(term: sorted[start], count: end - start)
                let place = top.firstIndex { $0.count < item.count } ?? top.count
                if place < 3 {
                    top.insert(item, at: place)
                    if top.count > 3 { top.removeLast() }
                }
            }
            start = end
        }
        return (top, distinct)
    }

    private static func structuredJoints(_ words: ArraySlice<FoldedText.Word>, original: [UInt8]) -> Double {
        guard words.count > 1 else { return 0 }
        let structural = Set("/|_\\\t\n=<>{}[];#".utf8)
        var structured = 0
        for (left, right) in zip(words, words.dropFirst()) {
            let (low, high) = (left.original.upperBound, right.original.lowerBound)
            guard low < high, high <= original.count else { continue }
            if original[low..<high].contains(where: structural.contains) { structured += 1 }
        }
        return Double(structured) / Double(words.count - 1)
    }

    private static func repeatedRuns(_ terms: [Vocabulary.Term]) -> Double {
        guard terms.count > 2 else { return 0 }
        var seen: Set<[Vocabulary.Term]> = []
        let runs = terms.count - 2
        for start in 0..<runs { seen.insert(Array(terms[start..<start + 3])) }
        return 1 - Double(seen.count) / Double(runs)
    }
}
