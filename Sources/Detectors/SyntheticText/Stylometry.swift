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
        let words: [ScoringText.Token]
        var innerCapitals = 0
        let count: Double

        init(_ tokens: ArraySlice<ScoringText.Token>, _ reference: ReferenceLanguage) {
            self.tokens = tokens
            self.reference = reference
            words = tokens.filter { $0.mark == 0 }
            count = Double(max(1, words.count))
        }

        func surprisal() -> [Double] {
            let plain = words.map { reference.surprise($0.hash) }
            var surprise = plain
            for index in words.indices.dropFirst() {
                surprise[index] = max(0.05, plain[index] - reference.association(words[index - 1].hash, words[index].hash))
            }
            let steps = zip(surprise.dropFirst(), surprise).map { $0 - $1 }
            let mean = Summary.mean(surprise)
            let deviation = max(1e-6, Summary.standardDeviation(surprise))
            func moment(_ power: Int) -> Double {
                surprise.reduce(0) { sum, value in
                    let z = (value - mean) / deviation
                    return sum + (power == 3 ? z * z * z : z * z * z * z)
                } / count
            }
            let products = zip(surprise.dropFirst(), surprise).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
            let sorted = surprise.sorted()
            return [
                Summary.mean(plain), Summary.standardDeviation(plain), Double(plain.filter { $0 > 11 }.count) / count, mean, deviation,
                moment(3), moment(4), steps.reduce(0) { $0 + abs($1) } / count, Summary.standardDeviation(steps),
                products / (deviation * deviation * count), Summary.quantile(sorted: sorted, 0.9), Summary.quantile(sorted: sorted, 0.25),
            ]
        }

        mutating func rhythm() -> [Double] {
            let lengths = words.map { Double($0.length) }
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
            let equal = zip(sentences.dropFirst(), sentences).filter { abs($0 - $1) <= 3 }.count
            return [
                Summary.mean(lengths), Summary.standardDeviation(lengths), log(mean), Summary.standardDeviation(sentences) / mean,
                sentences.count > 1 ? Double(equal) / Double(sentences.count - 1) : 0,
            ]
        }

        func variety() -> [Double] {
            let hashes = words.map(\.hash)
            let (distinct, once) = Self.distinct(hashes)
            let pairs = Self.distinct(zip(hashes, hashes.dropFirst()).map { TokenHash.pair($0, $1) }).values
            let triples = Self.distinct(hashes.indices.dropFirst(2).map { TokenHash.triple(hashes[$0 - 2], hashes[$0 - 1], hashes[$0]) }).values
            return [
                log(Double(max(1, distinct))) / log(max(2, count)), Double(once) / count, Double(pairs) / max(1, count - 1),
                Double(triples) / max(1, count - 2), Self.windowedVariety(hashes),
            ]
        }

        /// How many different values there are, and how many stand there once. Sorting is several times faster than a hash table here.
        private static func distinct(_ hashes: [UInt64]) -> (values: Int, once: Int) {
            let sorted = hashes.sorted()
            var values = 0
            var once = 0
            var start = 0
            for index in sorted.indices where index + 1 == sorted.count || sorted[index + 1] != sorted[index] {
                values += 1
                if index == start { once += 1 }
                start = index + 1
            }
            return (values, once)
        }

        /// Mean share of distinct words over windows of 50 words.
        private static func windowedVariety(_ hashes: [UInt64]) -> Double {
            let width = 50
            var shares: [Double] = []
            for start in stride(from: 0, through: max(0, hashes.count - width), by: 25) {
                let window = Array(hashes[start..<min(hashes.count, start + width)])
                if !window.isEmpty { shares.append(Double(distinct(window).values) / Double(window.count)) }
            }
            return shares.isEmpty ? 1 : Summary.mean(shares)
        }

        func rates() -> [Double] {
            let grammar = words.filter { reference.isFunctionWord($0.hash) }.count
            let numbers = words.filter(\.startsWithDigit).count
            var marks = [Double](repeating: 0, count: 128)
            for token in tokens where token.mark != 0 { marks[Int(token.mark & 127)] += 1 }
            return [Double(grammar) / count, Double(numbers) / count, Double(innerCapitals) / count]
                + ScoringText.marks.map { (marks[Int($0)] / count).squareRoot() }
        }
    }
}
