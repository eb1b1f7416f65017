internal import CanonicalJSON
internal import Detection
internal import Ledger

/// Which earlier submissions of others together cover a text: greedy set cover, the largest contribution first.
struct SourceCover {
    /// Share of the text that two or more sources cover together; 0 where one alone explains what all do.
    let share: Double
    /// Share that all chosen sources cover.
    let unionShare: Double
    private let sources: [(document: Int, share: Double)]

    private static let sourceLimit = 8

    init(_ text: MeasuredText, _ number: Int, _ detector: NearDuplicateDetector) {
        let submission = detector.submissions[number]
        let counted = text.ownSet
        var holders: [Int: [Int]] = [:]
        detector.postings.forEachDocument(withEach: counted.values) { index, document, _ in
            // What came later is no source, nor is anybody for what the owner had submitted before.
            guard document < number, detector.ownerOf[document] != submission.owner else { return false }
            if !submission.declared.contains(UInt32(document)) {
                holders[document, default: []].append(index)
            }
            return true
        }
        let thresholds = detector.thresholds
        let least = max(thresholds.followUpShingles, Int((Double(counted.count) * thresholds.mosaicSourceShare).rounded(.up)))
        var open = holders.filter { $0.value.count >= least }
        var covered = [Bool](repeating: false, count: counted.count)
        var chosen: [(document: Int, share: Double)] = []
        let single = open.values.reduce(0) { max($0, $1.count) }
        var total = 0
        while chosen.count < Self.sourceLimit {
            let gains = open.map { (document: $0.key, gain: $0.value.count { !covered[$0] }) }
            guard let best = gains.max(by: { ($0.gain, $1.document) < ($1.gain, $0.document) }), best.gain >= least else { break }
            for index in open[best.document] ?? [] { covered[index] = true }
            open[best.document] = nil
            total += best.gain
            chosen.append((best.document, Double(best.gain) / Double(counted.count)))
        }
        let union = counted.isEmpty ? 0 : Double(total) / Double(counted.count)
        unionShare = union
        share = chosen.count >= 2 && Double(single) < thresholds.mosaicSingleShare * Double(total) ? union : 0
        sources = chosen
    }

    func evidence(_ detector: NearDuplicateDetector) -> Evidence {
        let list = sources.map { source -> JSONValue in
            let submission = detector.submissions[source.document]
            return [
                "submission": .string(submission.id), "owner": .string(detector.owners[Int(submission.owner)]), "share": .measurement(source.share),
            ]
        }
        return .expectation(
            "share of the text covered by \(sources.count) earlier submissions of others together", observed: share, expected: 0, unit: "share",
            details: JSONObject([("sources", .array(list))]))
    }
}
