/// How one person writes: which phrases come easily, how long the sentences run, which marks and slips recur.
struct AuthorStyle {
    let openers: [Pattern]
    let clauses: [Pattern]
    let joins: [Pattern]
    let tails: [Pattern]
    let habits: [String]
    let openingShare: Double
    let joinShare: Double
    let tailShare: Double
    let habitShare: Double
    let questionShare: Double
    let typoShare: Double
    let sentencesInParagraph: ClosedRange<Int>
    let words: ClosedRange<Int>
    let form: Form
    /// Fixes the author's choice among words that mean the same.
    let wordChoice: UInt64
    let exclaims: Bool
    let lowersStarts: Bool

    enum Form: CaseIterable { case essay, letter, log, steps, notes, argument }

    init(seed: UInt64) {
        var random = PathRandom(seed, 0x57)
        func some(_ all: [Pattern], _ share: Double) -> [Pattern] {
            var kept = all.filter { _ in random.chance(share) }
            if kept.isEmpty { kept = [all[0]] }
            return kept
        }
        openers = some(Phrasebook.openers, 0.5)
        clauses = some(Phrasebook.clauses, 0.62)
        joins = some(Phrasebook.joins, 0.4)
        tails = some(Phrasebook.tails, 0.45)
        habits = (0..<3).map { _ in random.pick(Phrasebook.habits) }
        openingShare = 0.1 + 0.4 * random.unit()
        joinShare = 0.15 + 0.6 * random.unit()
        tailShare = 0.05 + 0.3 * random.unit()
        habitShare = 0.16 * random.unit()
        questionShare = random.chance(0.4) ? 0.06 : 0.01
        typoShare = random.chance(0.45) ? 0.012 * random.unit() : 0
        let paragraph = random.within(2...6)
        sentencesInParagraph = paragraph...(paragraph + random.within(1...5))
        let least = random.within(100...160)
        words = least...(least + random.within(40...130))
        form = random.pick(Form.allCases)
        wordChoice = random.next()
        exclaims = random.chance(0.15)
        lowersStarts = random.chance(0.08)
    }

    /// The author's own word where several mean the same.
    func word(for slot: Pattern.Slot) -> String {
        let words = Self.synonyms(slot)
        return words[Int(PathRandom.mix(wordChoice &+ UInt64(slot.rawValue.utf8.first ?? 0)) % UInt64(words.count))]
    }

    private static func synonyms(_ slot: Pattern.Slot) -> [String] {
        switch slot {
        case .about: about
        case .because: because
        case .often: often
        case .very: very
        case .but: but
        case .also: also
        case .people: people
        case .need: need
        case .show: show
        default: think
        }
    }

    private static let about = ["about", "roughly", "some", "close to", "nearly", "around"]
    private static let because = ["because", "since", "as", "for"]
    private static let often = ["often", "usually", "sometimes", "mostly", "rarely", "now and then"]
    private static let very = ["very", "quite", "rather", "awfully", "truly", "fairly"]
    private static let but = ["but", "but", "yet"]
    private static let also = ["also", "too", "as well"]
    private static let people = ["people", "folk", "visitors", "beginners", "colleagues", "members"]
    private static let need = ["need", "want", "take", "call for"]
    private static let show = ["show", "prove", "suggest", "tell us of"]
    private static let think = ["think", "believe", "suspect", "find", "hold that", "guess"]
}
