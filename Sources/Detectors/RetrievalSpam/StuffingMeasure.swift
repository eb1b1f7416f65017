internal import Collections
internal import Corpora
internal import Glibc
internal import SearchIndex

/// How much of a stretch of text is the repetition of a few content words.
///
/// Honest prose about one thing repeats its name, so the measure is the share of the three commonest content words in the worst
/// window of a few dozen words; a whole-document share would let a stuffed paragraph hide in a long text.
struct StuffingMeasure: Hashable, Sendable {
    /// A content word of the worst window with its count there.
    struct Repeated: Hashable, Sendable {
        let term: Vocabulary.Term
        let count: Int
    }

    /// Words in a window, of two sizes: one for a stuffed page, one for a stuffed sentence. The stride is half of it.
    static let windowWords = [80, 40]
    /// Shorter texts are not measured: four repetitions prove nothing in a short list.
    static let leastWords = 36

    /// Words in the worst window.
    var words = 0
    /// The commonest content words there, commonest first.
    private var first: Repeated?
    private var second: Repeated?
    private var third: Repeated?

    /// The commonest content words there, at most three, commonest first.
    var top: [Repeated] {
        get { [first, second, third].compactMap { $0 } }
        set { (first, second, third) = (newValue.first, newValue.dropFirst().first, newValue.dropFirst(2).first) }
    }

    /// Distinct words by words, in the worst window.
    var distinctShare = 1.0
    /// Repeated three-word runs by three-word runs, in the whole text.
    var repeatedRuns = 0.0
    /// Joints between words of the worst window that no prose has (slashes, bars, underscores, line ends), by joints.
    var structuredJoints = 0.0

    /// Two-word phrases that recur, less six-word runs that recur, in the worst window of few distinct words: a template repeats whole
    /// sentences and prose repeats neither, but a list of key phrases in random order repeats the phrases alone. Needs no word list.
    var shuffledPhrases = 0.0

    /// Share of the commonest content word, `max_t tf / |d|`.
    var saturation: Double { words == 0 ? 0 : Double(first?.count ?? 0) / Double(words) }
    /// Share of the three commonest content words.
    var topShare: Double { words == 0 ? 0 : Double((first?.count ?? 0) + (second?.count ?? 0) + (third?.count ?? 0)) / Double(words) }

    /// The share above which a window of `words` words is out of the ordinary in any collection of prose: chance makes
    /// short windows vary, so the bound falls with the square root of the length. Seen at most 0.2 % above it in four public collections.
    static func floorShare(words: Int) -> Double { 0.30 + 0.9 / Double(max(words, 1)).squareRoot() }

    /// The ninth decile of top shares that prose shows, for collections too small to tell their own.
    static let proseTopShare = 0.17
    /// The most that repetition can reach where it looks like a table, or where one word alone is not frequent.
    static let unclearStrength = 0.3
    /// What the weaker of two signs that both exceed `unclearStrength` adds, of itself.
    static let agreement = 0.25

    /// Texts shorter than this say nothing about the order of phrases.
    static let leastShuffledWords = 60
    /// Seen in no prose of four public collections (at most 0.34 in windows of so few distinct words; nine tenths below 0.16).
    static let shuffledBar = 0.4
    static let usualShuffle = 0.18
    static let shuffledDistinctShare = 0.36
    /// Joints without prose from which on a window is a table or a list of paths.
    static let tableJoints = 0.25

    /// 0 to 1, one half at `shuffledBar`.
    var shuffledStrength: Double { min(1, max(0, 0.5 * (shuffledPhrases - Self.usualShuffle) / (Self.shuffledBar - Self.usualShuffle))) }

    /// 0 to 1: 0 at what is usual, one half where the window is as far from prose as a flag needs. `usualShare` is the ninth decile of the
    /// collection's top shares, which lifts the bar in collections of tables and lists.
    func strength(usualShare: Double) -> Double {
        guard words >= Self.leastWords else { return 0 }
        let bar = min(max(Self.floorShare(words: words), 1.7 * usualShare), 0.6)
        let value = min(1, max(0, 0.5 * (topShare - usualShare) / (bar - min(usualShare, bar - 0.05))))
        let isRepetitive = saturation >= 0.12 && distinctShare <= 0.62
        // Tables and path lists repeat by nature; there only the near absence of any other word tells.
        let isTable = structuredJoints >= Self.tableJoints && distinctShare > 0.15
        let repetition = isRepetitive && !isTable ? value : min(value, Self.unclearStrength)
        let (weak, strong) = (min(repetition, shuffledStrength), max(repetition, shuffledStrength))
        // Two signs that each fall just short of the bar say more than one: prose that nears it by one is far from it by the other.
        return weak > Self.unclearStrength ? min(1, strong + Self.agreement * weak) : strong
    }
}

extension StuffingMeasure {
    /// O(measures).
    static func write(_ measures: [StuffingMeasure], to state: inout ColumnWriter) {
        state.write(measures.map(\.words))
        for word in [\StuffingMeasure.first, \.second, \.third] {
            state.write(measures.map { $0[keyPath: word]?.term ?? -1 })
            state.write(measures.map { $0[keyPath: word]?.count ?? 0 })
        }
        for number in [\StuffingMeasure.distinctShare, \.repeatedRuns, \.structuredJoints, \.shuffledPhrases] {
            state.write(measures.map { $0[keyPath: number] })
        }
    }

    /// Reads what `write(_:to:)` wrote, of words below `wordCount`. O(measures).
    static func list(from state: inout ColumnReader, wordCount: Int) throws(ColumnError) -> [StuffingMeasure] {
        let words: [Int] = try state.list()
        guard words.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else { throw .malformed }
        var measures = words.map { words in
            var measure = StuffingMeasure()
            measure.words = words
            return measure
        }
        for word in [\StuffingMeasure.first, \.second, \.third] {
            let terms: [Vocabulary.Term] = try state.list()
            let counts: [Int] = try state.list()
            guard terms.count == words.count, counts.count == words.count else { throw .malformed }
            for index in words.indices where terms[index] >= 0 {
                guard Int(terms[index]) < wordCount, (0...words[index]).contains(counts[index]) else { throw .malformed }
                measures[index][keyPath: word] = Repeated(term: terms[index], count: counts[index])
            }
        }
        for number in [\StuffingMeasure.distinctShare, \.repeatedRuns, \.structuredJoints, \.shuffledPhrases] {
            let values: [Double] = try state.list()
            guard values.count == words.count, values.allSatisfy(\.isFinite) else { throw .malformed }
            for index in words.indices { measures[index][keyPath: number] = values[index] }
        }
        return measures
    }
}

extension StuffingMeasure {
    /// Measures a folded text; O(words · log window).
    /// - Parameters:
    ///   - terms: the words of the text, numbered.
    ///   - isContent: whether a numbered word can be a keyword: no function word, no number, three letters or more.
    init(terms: [Vocabulary.Term], text: FoldedText, original: [UInt8], isContent: (Vocabulary.Term) -> Bool) {
        guard terms.count >= Self.leastWords else { return }
        var tally = WindowTally(terms, isContent: isContent)
        var worst = -1.0
        for size in Self.windowWords {
            for range in Self.windows(size, of: terms.count) {
                let window = tally.count(range)
                let share = Double(window.topCount) / Double(range.count)
                guard share / Self.floorShare(words: range.count) > worst else { continue }
                worst = share / Self.floorShare(words: range.count)
                words = range.count
                top = window.top.map { Repeated(term: tally.distinctTerms[$0.word], count: $0.count) }
                distinctShare = Double(window.distinct) / Double(range.count)
                structuredJoints = Self.structuredJoints(text.words[range.clamped(to: text.words.indices)], original: original)
            }
        }
        measureShuffle(&tally, text: text, original: original)
        repeatedRuns = tally.repeatedShare(0..<terms.count, length: 3)
    }

    /// Finds the window in which phrases recur most without their sentences. Few windows have so few distinct words that they are looked into.
    private mutating func measureShuffle(_ tally: inout WindowTally, text: FoldedText, original: [UInt8]) {
        guard tally.words.count >= Self.leastShuffledWords else { return }
        for range in Self.windows(Self.windowWords[0], of: tally.words.count) {
            guard Double(tally.distinct(range)) / Double(range.count) <= Self.shuffledDistinctShare else { continue }
            let share = tally.repeatedShare(range, length: 2) - tally.repeatedShare(range, length: 6)
            guard share > shuffledPhrases else { continue }
            let joints = Self.structuredJoints(text.words[range.clamped(to: text.words.indices)], original: original)
            if joints < Self.tableJoints { shuffledPhrases = share }
        }
    }

    /// Half-overlapping windows; the last one keeps its full length by reaching back.
    private static func windows(_ size: Int, of count: Int) -> [Range<Int>] {
        let starts = stride(from: 0, to: max(1, count - size / 2), by: size / 2)
        return starts.map { start in
            let end = min(start + size, count)
            return max(0, end - size)..<end
        }
    }

    private static func structuredJoints(_ words: ArraySlice<FoldedText.Word>, original: [UInt8]) -> Double {
        guard words.count > 1 else { return 0 }
        func isStructural(_ byte: UInt8) -> Bool {
            switch Unicode.Scalar(byte) {
            case "/", "|", "_", "\\", "\t", "\n", "=", "<", ">", "{", "}", "[", "]", ";", "#": true
            default: false
            }
        }
        var structured = 0
        for (left, right) in zip(words, words.dropFirst()) {
            let (low, high) = (left.original.upperBound, right.original.lowerBound)
            guard low < high, high <= original.count else { continue }
            if original[low..<high].contains(where: isStructural) { structured += 1 }
        }
        return Double(structured) / Double(words.count - 1)
    }
}
