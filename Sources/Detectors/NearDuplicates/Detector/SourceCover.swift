internal import CanonicalJSON
internal import Detection
internal import Ledger
internal import Sketches

/// Which earlier submissions of others together cover a text: greedy set cover, the largest contribution first.
struct SourceCover {
    /// Share of the text that two or more sources cover together; 0 where one alone explains what all do.
    let share: Double
    /// Share that all chosen sources cover.
    let unionShare: Double
    private let sources: [(document: Int, share: Double)]

    private static let sourceLimit = 8

    init(_ text: MeasuredText, _ number: Int, _ detector: NearDuplicateDetector) {
        let weights = text.groups.weights
        let count = text.ownCount
        let thresholds = detector.thresholds
        let least = max(thresholds.followUpShingles, Int((Double(count) * thresholds.mosaicSourceShare).rounded(.up)))
        var open = Self.holders(text, number, detector).filter { $0.value.reduce(0) { $0 + weights[$1] } >= least }
        let single = open.values.reduce(0) { max($0, $1.reduce(0) { $0 + weights[$1] }) }
        var covered = [Bool](repeating: false, count: weights.count)
        var chosen: [(document: Int, share: Double)] = []
        var total = 0
        while chosen.count < Self.sourceLimit {
            let gains = open.map { (document: $0.key, gain: $0.value.reduce(0) { $0 + (covered[$1] ? 0 : weights[$1]) }) }
            guard let best = gains.max(by: { ($0.gain, $1.document) < ($1.gain, $0.document) }), best.gain >= least else { break }
            for group in open[best.document] ?? [] { covered[group] = true }
            open[best.document] = nil
            total += best.gain
            chosen.append((best.document, Double(best.gain) / Double(count)))
        }
        let union = count == 0 ? 0 : Double(total) / Double(count)
        unionShare = union
        share = chosen.count >= 2 && Double(single) < thresholds.mosaicSingleShare * Double(total) ? union : 0
        sources = chosen
    }

    /// By earlier submission of another owner, the groups of the text's own shingles that it holds.
    private static func holders(_ text: MeasuredText, _ number: Int, _ detector: NearDuplicateDetector) -> [Int: [Int]] {
        let owner = detector.submissions[number].owner
        let declared = detector.declared[number]
        var byDocument: [Int: [Int]] = [:]
        for (group, list) in text.groups.lists.enumerated() where text.isOwn(group: group) {
            for holder in detector.postings.holders(of: list) {
                let document = holder.document
                // What came later is no source, nor is anybody for what the owner had submitted before.
                guard document < number, detector.ownerOf[document] != owner else { break }
                if !declared.contains(UInt32(document)) { byDocument[document, default: []].append(group) }
            }
        }
        return byDocument
    }

    func evidence(_ detector: NearDuplicateDetector) -> Evidence {
        let list = sources.map { source -> JSONValue in
            [
                "submission": .string(detector.id(source.document)), "owner": .string(detector.owner(source.document)),
                "share": .measurement(source.share),
            ]
        }
        return .expectation(
            "share of the text covered by \(sources.count) earlier submissions of others together", observed: share, expected: 0, unit: "share",
            details: JSONObject([("sources", .array(list))]))
    }
}
