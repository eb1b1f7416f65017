internal import Detection

/// The signals of near-duplicates, each measured on `assay.submission.v1` events.
public enum NearDuplicateSignal: String, CaseIterable, Sendable {
    case jaccard, containment, novelty, alignment, sources, disguise, quotation, boilerplate
    case selfJaccard = "self_jaccard"

    public var name: String { "near_duplicate." + rawValue }

    var meaning: String {
        switch self {
        case .jaccard:
            "largest Jaccard similarity (0 to 1) to an earlier submission of another contributor that derived_from does not name, boilerplate and what the contributor had submitted before it set aside"
        case .containment:
            "largest share (0 to 1) of the text's shingles that stand in one earlier submission of another contributor, boilerplate and what the contributor had submitted before it set aside"
        case .alignment:
            "share (0 to 1) of the words, boilerplate aside, of one earlier submission of another contributor that stand in the text in the same order, where the two share whole passages"
        case .novelty: "share (0 to 1) of the text's shingles that nobody else had submitted before the contributor did"
        case .sources:
            "share (0 to 1) of the text's shingles covered by two or more earlier submissions of others together, 0 where one alone explains them"
        case .disguise: "invisible, look-alike and stand-in characters folded away from a text that matches an earlier one of another contributor"
        case .quotation: "1 where the overlap is a short quotation with attribution or declared in derived_from, 0 where it is not"
        case .boilerplate: "share (0 to 1) of the text's shingles that texts of many owners, otherwise different, have in common"
        case .selfJaccard: "largest Jaccard similarity (0 to 1) to an earlier submission of the same contributor"
        }
    }

    var declaration: SignalDeclaration {
        // All are shares, but for the count of disguised characters.
        SignalDeclaration(name: name, eventTypes: ["assay.submission.v1"], range: 0...(self == .disguise ? Double.infinity : 1), meaning: meaning)
    }
}
