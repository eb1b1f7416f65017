/// Finds characters of a text that look like nothing or like another letter, so that a disguise can be shown to a person.
///
/// This is for display only; detectors judge by the full confusable tables of Unicode TR 39. The table holds the letters of other scripts
/// that readers of Latin text take for Latin ones, and letters count as look-alikes only in Latin words or texts.
struct DisguiseMarks {
    enum Mark: Hashable {
        case invisible
        /// Changes the direction in which the text is shown.
        case direction
        /// A letter of another script in the place of the given Latin one.
        case lookAlike(Character)
    }

    /// Indices into the text's scalars, sorted, with what is to be shown there.
    let marks: [Int: Mark]

    var invisibleCount: Int { marks.values.count { $0 == .invisible } }
    var directionCount: Int { marks.values.count { $0 == .direction } }
    var lookAlikeCount: Int { marks.count - invisibleCount - directionCount }

    /// O(scalars).
    init(_ scalars: [Unicode.Scalar]) {
        var marks: [Int: Mark] = [:]
        var previous: Unicode.Scalar?
        for (index, scalar) in scalars.enumerated() {
            if VisibleText.isHidden(scalar), !VisibleText.isHonestJoiner(scalar, after: previous) {
                marks[index] = VisibleText.isDirectionControl(scalar) ? .direction : .invisible
            }
            previous = scalar
        }
        let letters = scalars.filter(\.properties.isAlphabetic)
        let isLatinText = letters.count { $0.value < 0x250 } * 10 >= letters.count * 7
        for word in Self.words(scalars) {
            let wordLetters = word.filter { scalars[$0].properties.isAlphabetic }
            let disguised = wordLetters.filter { Self.latinTwin(scalars[$0]) != nil }
            guard !disguised.isEmpty else { continue }
            let mixed = wordLetters.contains { scalars[$0].value < 0x250 }
            guard mixed || isLatinText && wordLetters.count > 1 && disguised.count == wordLetters.count else { continue }
            for index in disguised { marks[index] = Self.latinTwin(scalars[index]).map { .lookAlike($0) } }
        }
        self.marks = marks
    }

    /// The Latin letter that readers take the scalar for; nil for Latin letters themselves and for everything unlike them.
    static func latinTwin(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar.value {
        case 0xFF21...0xFF3A, 0xFF41...0xFF5A: Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init)
        case 0x1D400...0x1D6A3: mathematicalTwin(scalar)
        default: twins[scalar]
        }
    }

    /// Mathematical alphabets stand in blocks of 52: capitals, then small letters.
    private static func mathematicalTwin(_ scalar: Unicode.Scalar) -> Character? {
        let place = (scalar.value - 0x1D400) % 52
        return Unicode.Scalar(place < 26 ? 0x41 + place : 0x61 + place - 26).map(Character.init)
    }

    private static let twins: [Unicode.Scalar: Character] = {
        let foreign = "асеһіјорѕԁԛԝхуүАВЕЅІЈКМНОРСТХҮᴀαɡɩκνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսհց"
        let latin = "acehijopsdqwxyyABESIJKMHOPCTXYaagikvoptuxABEZHIKMNOPTYXonuhg"
        return Dictionary(zip(foreign.unicodeScalars, latin), uniquingKeysWith: { first, _ in first })
    }()

    /// Runs of letters, marks and digits; hidden characters inside a run do not end it.
    private static func words(_ scalars: [Unicode.Scalar]) -> [[Int]] {
        var out: [[Int]] = []
        var run: [Int] = []
        for (index, scalar) in scalars.enumerated() {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.canonicalCombiningClass.rawValue > 0 {
                run.append(index)
            } else if !VisibleText.isHidden(scalar), !run.isEmpty {
                out.append(run)
                run = []
            }
        }
        return run.isEmpty ? out : out + [run]
    }
}
