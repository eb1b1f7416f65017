internal import Glibc
internal import Numerics

/// Dense features of one passage: how predictable, how varied and how punctuated it is.
///
/// Surprisal moments and differences follow DivEye (2025) with the n-gram model in place of a large one; sentence rhythm, lexical variety,
/// grammar-word and punctuation rates are the classic stylometric ones. All are independent of the subject as far as a cheap feature can be. O(tokens).
enum Stylometry {
    static let names =
        [
            "unigram surprise mean", "unigram surprise deviation", "rare word share", "surprise mean", "surprise deviation", "surprise skewness",
            "surprise kurtosis", "surprise step mean", "surprise step deviation", "surprise autocorrelation", "surprise upper decile",
            "surprise lower quartile", "word length mean", "word length deviation", "sentence length log mean", "sentence length variation",
            "equal neighbour sentences", "vocabulary exponent", "single-use share", "distinct pairs", "distinct triples", "windowed variety",
            "grammar word share", "number share", "inner capital share",
        ] + ScoringText.marks.map { "rate of " + String(Unicode.Scalar($0)) }

    /// As many values as `names`.
    static func features(_ tokens: ArraySlice<ScoringText.Token>, _ reference: ReferenceLanguage) -> [Double] {
        var passage = Passage(tokens, reference)
        return passage.surprisal() + passage.rhythm() + passage.variety() + passage.rates()
    }

    private struct Passage {
        let tokens: ArraySlice<ScoringText.Token>
        let reference: ReferenceLanguage
        /// Of the words, without punctuation.
        private(set) var hashes: [UInt64] = []
        private(set) var lengths: [Double] = []
        private var grammarWords = 0
        private var numbers = 0
        var innerCapitals = 0
        let count: Double

        init(_ tokens: ArraySlice<ScoringText.Token>, _ reference: ReferenceLanguage) {
            self.tokens = tokens
            self.reference = reference
            hashes.reserveCapacity(tokens.count)
            lengths.reserveCapacity(tokens.count)
            for token in tokens where token.mark == 0 {
                hashes.append(token.hash)
                lengths.append(Double(token.length))
                if reference.isFunctionWord(token.hash) { grammarWords += 1 }
                if token.startsWithDigit { numbers += 1 }
            }
            count = Double(max(1, hashes.count))
        }

        func surprisal() -> [Double] {
            let plain = hashes.map { reference.surprise($0) }
            var surprise = plain
            for index in hashes.indices.dropFirst() {
                surprise[index] = max(0.05, plain[index] - reference.association(hashes[index - 1], hashes[index]))
            }
            var steps: [Double] = []
            steps.reserveCapacity(surprise.count)
            for index in surprise.indices.dropFirst() { steps.append(surprise[index] - surprise[index - 1]) }
            let mean = Summary.mean(surprise)
            let deviation = max(1e-6, Summary.standardDeviation(surprise))
            var (third, fourth, products, travelled, rare) = (0.0, 0.0, 0.0, 0.0, 0)
            for index in surprise.indices {
                let z = (surprise[index] - mean) / deviation
                third += z * z * z
                fourth += z * z * z * z
                if plain[index] > 11 { rare += 1 }
                guard index > 0 else { continue }
                products += (surprise[index] - mean) * (surprise[index - 1] - mean)
                travelled += abs(steps[index - 1])
            }
            let decile = Summary.quantile(selecting: 0.9, from: &surprise)
            let quartile = Summary.quantile(selecting: 0.25, from: &surprise)
            return [
                Summary.mean(plain), Summary.standardDeviation(plain), Double(rare) / count, mean, deviation, third / count, fourth / count,
                travelled / count, Summary.standardDeviation(steps), products / (deviation * deviation * count), decile, quartile,
            ]
        }

        mutating func rhythm() -> [Double] {
            var sentences: [Double] = []
            var current = 0.0
            for token in tokens {
                if token.mark == 0 {
                    if token.startsWithCapital, current > 0 { innerCapitals += 1 }
                    current += 1
                } else if current > 0, token.mark == UInt8(ascii: ".") || token.mark == UInt8(ascii: "!") || token.mark == UInt8(ascii: "?") {
                    sentences.append(current)
                    current = 0
                }
            }
            if current > 0 { sentences.append(current) }
            let mean = sentences.isEmpty ? 1 : Summary.mean(sentences)
            var equal = 0
            for index in sentences.indices.dropFirst() where abs(sentences[index] - sentences[index - 1]) <= 3 { equal += 1 }
            return [
                Summary.mean(lengths), Summary.standardDeviation(lengths), log(mean), Summary.standardDeviation(sentences) / mean,
                sentences.count > 1 ? Double(equal) / Double(sentences.count - 1) : 0,
            ]
        }

        func variety() -> [Double] {
            let previous = Distinct.previous(hashes)
            let distinct = previous.count { $0 < 0 }
            // The second coming of a word takes it from those that stand there once.
            let repeated = previous.count { $0 >= 0 && previous[Int($0)] < 0 }
            let pairs = Distinct.count(hashes.indices.dropFirst().lazy.map { TokenHash.pair(hashes[$0 - 1], hashes[$0]) })
            let triples = Distinct.count(
                hashes.indices.dropFirst(2).lazy.map { TokenHash.triple(hashes[$0 - 2], hashes[$0 - 1], hashes[$0]) })
            return [
                log(Double(max(1, distinct))) / log(max(2, count)), Double(distinct - repeated) / count, Double(pairs) / max(1, count - 1),
                Double(triples) / max(1, count - 2), Stylometry.windowedVariety(previous),
            ]
        }

        func rates() -> [Double] {
            var marks = [Double](repeating: 0, count: 128)
            for token in tokens where token.mark != 0 { marks[Int(token.mark & 127)] += 1 }
            return [Double(grammarWords) / count, Double(numbers) / count, Double(innerCapitals) / count]
                + ScoringText.marks.map { (marks[Int($0)] / count).squareRoot() }
        }
    }

    private static let windowWords = 50

    /// Mean share of distinct words over windows of 50 words, from where each word stood before. O(words).
    static func windowedVariety(_ previous: [Int32]) -> Double {
        var shares: [Double] = []
        for start in stride(from: 0, through: max(0, previous.count - windowWords), by: windowWords / 2) {
            let end = min(previous.count, start + windowWords)
            guard start < end else { continue }
            var distinct = 0
            for place in start..<end where previous[place] < start { distinct += 1 }
            shares.append(Double(distinct) / Double(end - start))
        }
        return shares.isEmpty ? 1 : Summary.mean(shares)
    }

    /// The plain statement of `windowedVariety`, from the words themselves.
    static func referenceVariety(_ hashes: [UInt64]) -> Double {
        let starts = stride(from: 0, through: max(0, hashes.count - windowWords), by: windowWords / 2)
        let windows = starts.map { hashes[$0..<min(hashes.count, $0 + windowWords)] }.filter { !$0.isEmpty }
        return windows.isEmpty ? 1 : Summary.mean(windows.map { Double(Set($0).count) / Double($0.count) })
    }
}
