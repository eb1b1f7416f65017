internal import Contributions
internal import Ledger

/// What is kept of one submission. No padding: records are kept as they lie.
struct SubmissionRecord: BitwiseCopyable, Sendable {
    let position: Int64
    private let logOdds: Double
    private let pValue: Double
    private let level: Double
    /// Number of the contributor.
    let contributor: UInt32
    let words: UInt32
    /// Invisible, look-alike and compatibility characters.
    let disguised: UInt32
    /// The contributor's template that it fills; -1 for none.
    let template: Int32
    private let outcome: UInt32
    /// Number of the language's tag, where the outcome speaks of a language.
    private let tag: UInt32
    private let bin: UInt32
    private let declaration: UInt32

    /// What scoring came to.
    private enum Outcome: UInt32 {
        case scored, emptyCalibration, languageOutside, languageMismatch, languageUnknown, tooShort
    }

    var isDeclared: Bool { declaration == 1 }

    /// - Parameter tag: numbers a language's tag.
    init(
        position: LedgerPosition, contributor: Int, text: ReadText, template: Int, isDeclared: Bool, tag: (String) -> Int
    ) {
        self.position = Int64(position)
        self.contributor = UInt32(contributor)
        words = UInt32(clamping: text.words)
        disguised = UInt32(clamping: text.disguised)
        self.template = Int32(template)
        declaration = isDeclared ? 1 : 0
        var (outcome, language): (Outcome, String?)
        switch text.scored {
        case .success(let scored):
            (outcome, language) = (.scored, scored.language)
            (logOdds, pValue, level, bin) = (scored.logOdds, scored.pValue, scored.level, UInt32(scored.bin))
        case .failure(let reason):
            (logOdds, pValue, level, bin) = (0, 0, 0, 0)
            switch reason {
            case .languageOutside(let tag): (outcome, language) = (.languageOutside, tag)
            case .languageMismatch(let tag): (outcome, language) = (.languageMismatch, tag)
            case .languageUnknown: (outcome, language) = (.languageUnknown, nil)
            case .tooShort: (outcome, language) = (.tooShort, nil)
            // A single text is neither a batch of documents nor held against a rate.
            case .emptyCalibration, .calibrationTooSmall, .tooFewDocuments: (outcome, language) = (.emptyCalibration, nil)
            }
        }
        self.outcome = outcome.rawValue
        self.tag = language.map { UInt32(tag($0)) } ?? 0
    }

    /// What scoring came to, in the words of the scorer.
    func scored(_ tags: [String]) -> Result<SyntheticScorer.Scored, SyntheticCalibration.Reason> {
        switch Outcome(rawValue: outcome) ?? .emptyCalibration {
        case .scored: .success(SyntheticScorer.Scored(logOdds: logOdds, language: tags[Int(tag)], bin: Int(bin), pValue: pValue, level: level))
        case .emptyCalibration: .failure(.emptyCalibration)
        case .languageOutside: .failure(.languageOutside(tags[Int(tag)]))
        case .languageMismatch: .failure(.languageMismatch(tags[Int(tag)]))
        case .languageUnknown: .failure(.languageUnknown)
        case .tooShort: .failure(.tooShort(words: Int(words), minimum: HonestScores.binFloors[0]))
        }
    }

    /// Whether everything that it names is there.
    func isSound(after: Int64, contributorCount: Int, tagCount: Int) -> Bool {
        guard position > after, contributor < contributorCount, bin < HonestScores.binFloors.count, declaration <= 1,
            let outcome = Outcome(rawValue: outcome), [logOdds, pValue, level].allSatisfy(\.isFinite)
        else { return false }
        switch outcome {
        case .scored, .languageOutside, .languageMismatch: return tag < tagCount
        case .emptyCalibration, .languageUnknown, .tooShort: return true
        }
    }
}

/// What one text shows without any other.
struct ReadText: Sendable {
    let scored: Result<SyntheticScorer.Scored, SyntheticCalibration.Reason>
    let words: Int
    let disguised: Int
    /// Nil where the contributor declared it, so that it is not compared.
    let template: TemplateText?

    /// O(words).
    init(_ text: ScoringText, language: String?, isDeclared: Bool, _ scorer: SyntheticScorer) {
        scored = scorer.score(text, language: language)
        words = text.wordCount
        disguised = text.disguised
        template = isDeclared ? nil : TemplateText(text)
    }
}
