public import Diagnostics
internal import Numerics

extension SyntheticCalibration {
    /// Words of honest text below which a reference language is borrowed instead of learned.
    static let minimumReferenceWords = 300_000
    /// Fewest human and machine documents (each) per language.
    public static let minimumDocumentsPerLabel = 30
    private static let folds = 5

    /// Learns a calibration; `borrowing` lends its reference statistics of a language where the documents are too few to learn them.
    ///
    /// Honest documents are compared with scores from models that have not seen their domain (or, where there is only one, their fifth of
    /// the contributors), so that the p-values hold for sources that the model does not know. Deterministic; O(words × folds).
    public static func learn(
        from documents: [LabelledDocument], borrowing lender: SyntheticCalibration = .empty
    ) throws(Diagnostic) -> SyntheticCalibration {
        var byLanguage: [String: [LabelledDocument]] = [:]
        for document in documents {
            let tag =
                document.language.map { primaryTag($0) } ?? (try? lender.language(stated: nil, text: ScoringText(document.text)).get().tag)
                ?? unstated
            byLanguage[tag, default: []].append(document)
        }
        var languages: [String: Language] = [:]
        for (tag, members) in byLanguage.sorted(by: { $0.key < $1.key }) {
            let humans = members.filter { !$0.isMachine }.count
            guard humans >= minimumDocumentsPerLabel, members.count - humans >= minimumDocumentsPerLabel else { continue }
            languages[tag] = Learner(members, lent: lender.languages[tag]?.reference).learn()
        }
        guard !languages.isEmpty else {
            throw Diagnostic(
                code: "synthetic/too-few-documents",
                cause: "no language has \(minimumDocumentsPerLabel) human and \(minimumDocumentsPerLabel) machine documents",
                hint: "collect more labelled documents of one language; \(documents.count) were given")
        }
        return SyntheticCalibration(languages: languages)
    }

    private struct Learner {
        struct Item {
            let text: ScoringText
            let isMachine: Bool
            let domain: String
            let contributor: String?
            let fold: Int
        }

        let reference: ReferenceLanguage
        let items: [Item]
        let mixedDomains: Set<String>

        init(_ documents: [LabelledDocument], lent: ReferenceLanguage?) {
            let human = Set(documents.filter { !$0.isMachine }.map { $0.domain ?? "" })
            let mixed = Set(documents.filter(\.isMachine).map { $0.domain ?? "" }).intersection(human)
            mixedDomains = mixed
            let foldOf = Dictionary(uniqueKeysWithValues: mixed.sorted().enumerated().map { ($1, $0 % SyntheticCalibration.folds) })
            let all = documents.map { document in
                let unit = SyntheticCalibration.stableHash(document.contributor ?? document.id)
                let domain = document.domain ?? ""
                return Item(
                    text: ScoringText(document.text), isMachine: document.isMachine, domain: domain, contributor: document.contributor,
                    fold: mixed.count > 1 ? foldOf[domain] ?? -1 : Int(unit % UInt64(SyntheticCalibration.folds)))
            }
            // A third of the honest writers of unmixed domains are only read, never scored, so that those scored are new to the reference.
            var read: [(String, ScoringText)] = []
            var rest: [Item] = []
            for (document, item) in zip(documents, all) {
                let unit = SyntheticCalibration.stableHash("reference:" + (document.contributor ?? document.id))
                if !item.isMachine, !mixed.contains(item.domain), unit % 3 == 0 { read.append((item.domain, item.text)) } else { rest.append(item) }
            }
            if read.reduce(0, { $0 + $1.1.wordCount }) >= SyntheticCalibration.minimumReferenceWords {
                reference = ReferenceLanguage(learning: read)
                items = rest
            } else {
                reference = lent ?? ReferenceLanguage(learning: all.filter { !$0.isMachine }.map { ($0.domain, $0.text) })
                items = all
            }
        }

        func learn() -> Language? {
            let passages = items.map { item in
                item.text.wordCount < HonestScores.binFloors[0]
                    ? []
                    : StyleModel.passages(item.text).map {
                        TrainingPassage(features: PassageFeatures(item.text.tokens[$0], reference), isMachine: item.isMachine, domain: item.domain)
                    }
            }
            guard let model = StyleModel.train(passages.flatMap { $0 }) else { return nil }
            var outside: [Int: StyleModel] = [:]
            for fold in Set(items.filter { mixedDomains.contains($0.domain) }.map(\.fold)).sorted() {
                let training = zip(items, passages).filter { $0.0.fold != fold }.flatMap(\.1)
                outside[fold] = StyleModel.train(training) ?? model
            }
            var bins = [[Double]](repeating: [], count: HonestScores.binFloors.count)
            var writers: [String: [Double]] = [:]
            for item in items where !item.isMachine {
                guard let own = HonestScores.bin(words: item.text.wordCount) else { continue }
                let scorer = mixedDomains.contains(item.domain) ? outside[item.fold] ?? model : model
                let score = scorer.logOdds(item.text, reference)
                bins[own].append(score)
                if let contributor = item.contributor { writers[contributor, default: []].append(score) }
                // Its beginning stands for shorter texts of the same kind.
                for bin in 0..<own {
                    let words = HonestScores.binFloors[bin] * 3 / 2
                    bins[bin].append(scorer.logOdds(ScoringText(prefixOf: item.text, words: words), reference))
                }
            }
            let documents = bins.map { Conformal(scores: SyntheticCalibration.rounded($0)) }
            let honest = HonestScores.contributors(writers.sorted { $0.key < $1.key }.map(\.value), documents: documents)
            return Language(reference: reference, model: model, honest: honest)
        }
    }

    /// Scores kept per length bin; more are thinned evenly, which moves a p-value by less than one part in this many.
    static let maximumScores = 2000

    static func rounded(_ scores: [Double]) -> [Double] {
        let sorted = scores.sorted()
        let kept =
            sorted.count <= maximumScores
            ? sorted : (0..<maximumScores).map { sorted[(sorted.count - 1) * $0 / (maximumScores - 1)] }
        return kept.map { ($0 * 1000).rounded() / 1000 }
    }

    /// FNV-1a, mixed.
    static func stableHash(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return SplitMix64.mix(hash)
    }
}
