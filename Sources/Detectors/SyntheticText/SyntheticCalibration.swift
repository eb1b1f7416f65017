internal import Numerics

/// What the scorer knows: for each language the statistics of honest text, a model of machine style, and what honest texts and writers score.
///
/// Learned from labelled documents, kept as JSON, and free of any text: words enter as short hashes.
public struct SyntheticCalibration: Hashable, Sendable {
    struct Language: Hashable, Sendable {
        var reference: ReferenceLanguage
        var model: StyleModel
        var honest: HonestScores
    }

    /// By language tag.
    var languages: [String: Language]

    /// The tag of texts whose language nobody stated.
    static let unstated = "und"

    /// Languages that can be judged, sorted.
    public var languageTags: [String] { languages.keys.sorted() }

    /// Judges nothing: every question is answered by abstaining.
    public static let empty = SyntheticCalibration(languages: [:])

    /// Honest documents and honest contributors that scores are compared with, over all languages.
    public var honestDocuments: Int { languages.values.reduce(0) { $0 + $1.honest.documents.reduce(0) { $0 + $1.scores.count } } }
    public var honestContributors: Int { languages.values.reduce(0) { $0 + $1.honest.contributors.scores.count } }

    /// The calibration for a text, or why there is none.
    ///
    /// A stated language is believed only where the text has the grammar words of that language; an unstated one is the best match.
    func language(stated: String?, text: ScoringText) -> Result<(tag: String, language: Language), Reason> {
        guard !languages.isEmpty else { return .failure(.emptyCalibration) }
        let tag = stated.map { Self.primaryTag($0) }
        let candidates: [String]
        if let tag {
            candidates = languages[tag] != nil ? [tag] : languages[Self.unstated] != nil ? [Self.unstated] : []
            guard !candidates.isEmpty else { return .failure(.languageOutside(tag)) }
        } else {
            candidates = languageTags
        }
        var best: (tag: String, language: Language, share: Double)?
        for tag in candidates {
            guard let language = languages[tag] else { continue }
            let share = language.reference.functionShare(text)
            if share >= language.reference.minimumFunctionShare, share > best?.share ?? -1 { best = (tag, language, share) }
        }
        guard let best else { return .failure(tag.map { .languageMismatch($0) } ?? .languageUnknown) }
        return .success((best.tag, best.language))
    }

    /// `en` of `en-GB` or `EN_gb`.
    static func primaryTag(_ tag: String) -> String {
        String(tag.lowercased().prefix { $0 != "-" && $0 != "_" })
    }

    /// Why nothing is said.
    enum Reason: Error, Hashable, Sendable {
        case emptyCalibration
        case languageOutside(String)
        case languageMismatch(String)
        case languageUnknown
        case tooShort(words: Int, minimum: Int)
        case calibrationTooSmall(honest: Int, falsePositiveRate: Double)
        case tooFewDocuments(Int, minimum: Int)

        var text: String {
            switch self {
            case .emptyCalibration: "the calibration is empty"
            case .languageOutside(let tag): "language \(tag) is outside the calibration"
            case .languageMismatch(let tag): "the text does not read as \(tag == SyntheticCalibration.unstated ? "any calibrated language" : tag)"
            case .languageUnknown: "the text does not read as any calibrated language"
            case .tooShort(let words, let minimum): "too short: \(words) words, \(minimum) needed"
            case .calibrationTooSmall(let honest, let rate):
                "calibration too small: \(honest) honest units cannot bound a false-positive rate of \(rate)"
            case .tooFewDocuments(let count, let minimum): "too few documents: \(count) scored, \(minimum) needed"
            }
        }
    }
}
