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

        private(set) var reference: ReferenceLanguage
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
            // A text of either kind must read as the language that it was given as.
            let shares = all.filter { $0.text.wordCount >= HonestScores.binFloors[0] }.map { reference.functionShare($0.text) }.sorted()
            if !shares.isEmpty {
                reference.minimumFunctionShare = min(reference.minimumFunctionShare, 0.6 * Summary.quantile(sorted: shares, 0.005))
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
            var bins = HonestScores.binFloors.map { _ in [String: [Double]]() }
            var writers: [String: (domain: String, scores: [(logOdds: Double, bin: Int)])] = [:]
            var unnamed: [String: Int] = [:]
            for item in items where !item.isMachine {
                guard let own = HonestScores.bin(words: item.text.wordCount) else { continue }
                let scorer = mixedDomains.contains(item.domain) ? outside[item.fold] ?? model : model
                let score = scorer.logOdds(item.text, reference)
                bins[own][item.domain, default: []].append(score)
                let batch = unnamed[item.domain, default: 0] / HonestScores.unnamedBatch
                if item.contributor == nil { unnamed[item.domain, default: 0] += 1 }
                writers[item.contributor.map { "named:" + $0 } ?? "unnamed:\(item.domain):\(batch)", default: (item.domain, [])].scores.append(
                    (score, own))
                // Its beginning stands for shorter texts of the same kind.
                for bin in 0..<own {
                    let words = HonestScores.binFloors[bin] * 3 / 2
                    bins[bin][item.domain, default: []].append(scorer.logOdds(ScoringText(prefixOf: item.text, words: words), reference))
                }
            }
            let documents = bins.map { Conformal(scores: SyntheticCalibration.rounded(Self.balanced($0, floor: 150))) }
            var groups: [String: [[(logOdds: Double, bin: Int)]]] = [:]
            for (_, writer) in writers.sorted(by: { $0.key < $1.key }) where writer.scores.count >= HonestScores.minimumContributorDocuments {
                groups[writer.domain, default: []].append(writer.scores)
            }
            let honest = HonestScores.contributors(Self.balanced(groups, floor: 40), documents: documents)
            return Language(reference: reference, model: model, honest: honest)
        }

        /// At most an equal share of each domain (or `floor`), taken evenly, so that no large and easy domain decides what honest looks like.
        private static func balanced<T>(_ domains: [String: [T]], floor: Int) -> [T] {
            let total = domains.values.reduce(0) { $0 + $1.count }
            let limit = max(floor, total / max(1, domains.count))
            return domains.sorted { $0.key < $1.key }.flatMap { _, items in
                items.count <= limit ? items : (0..<limit).map { items[$0 * items.count / limit] }
            }
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
