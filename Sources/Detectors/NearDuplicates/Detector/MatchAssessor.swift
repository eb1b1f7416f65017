internal import CanonicalJSON
internal import Contributions
internal import Corpora
internal import Detection
internal import Sketches
internal import Ledger

/// Measures one submission against the earlier ones that share text with it, exactly and with boilerplate set aside.
struct MatchAssessor: ~Copyable {
    private let detector: NearDuplicateDetector
    private var sketcher: TextSketcher
    private var measured: [Int: MeasuredText] = [:]

    /// Texts kept for the next that match them, as the popular sources are matched again and again.
    private static let measuredLimit = 2048
    /// Part of a match's share that an earlier one needs to be named as where the text comes from.
    private static let originShare = 0.5

    init(_ detector: NearDuplicateDetector) {
        self.detector = detector
        sketcher = TextSketcher(hasher: detector.hasher)
    }

    mutating func assess(_ number: Int) -> MatchAssessment {
        let submission = detector.submissions[number]
        var assessment = MatchAssessment()
        assessment.add(.novelty, submission.novelty, noveltyEvidence(submission))
        guard !(submission.candidates.isEmpty && submission.own.isEmpty && submission.declared.isEmpty) else { return assessment }
        let text = measured(number)
        let claims = OwnClaims(text, number, detector)
        let matches = submission.candidates.map { match(text, with: Int($0), claims) }
        let sources = SourceCover(text, number, detector)
        if let best = MatchAssessment.strongest(matches, detector.thresholds) {
            report(matches, of: submission, text, isMosaic: sources.share > 0, into: &assessment)
            let isQuotation = quotes(submission, text, best, covered: max(sources.unionShare, best.containment))
            assessment.add(
                .quotation, isQuotation ? 1 : 0,
                .note(
                    isQuotation
                        ? "the shared text is attributed to its source and short beside the rest"
                        : "the shared text is not marked as somebody else's, or is most of the text"))
            if !isQuotation { assessment.strongest = best }
        } else if let declared = submission.declared.map({ match(text, with: Int($0), claims) }).max(by: { $0.containment < $1.containment }) {
            let isDerived = declared.containment <= 1 - detector.thresholds.boilerplateOwnShare
            assessment.add(
                .quotation, isDerived ? 1 : 0,
                .note("derived_from names \(detector.submissions[declared.other].id), which holds \(percent(declared.containment)) of this text"))
        }
        if let own = submission.own.first.map({ match(text, with: Int($0), OwnClaims.none) }) {
            assessment.add(.selfJaccard, own.rawJaccard, passages(submission, text, own, among: []))
        }
        if sources.share > 0 { assessment.add(.sources, sources.share, sources.evidence(detector)) }
        if text.boilerplateShare > 0 {
            let what = "share of the text's shingles that many owners' otherwise different texts hold"
            assessment.add(.boilerplate, text.boilerplateShare, .expectation(what, observed: text.boilerplateShare, expected: 0, unit: "share"))
        }
        return assessment
    }

    private func report(
        _ matches: [Match], of submission: ObservedSubmission, _ text: MeasuredText, isMosaic: Bool, into assessment: inout MatchAssessment
    ) {
        let thresholds = detector.thresholds
        if let closest = matches.max(by: { $0.jaccard < $1.jaccard }), closest.jaccard > 0 {
            assessment.add(.jaccard, closest.jaccard, passages(submission, text, closest, among: matches))
        }
        guard let widest = matches.max(by: { $0.containment < $1.containment }), widest.containment > 0 else { return }
        assessment.add(.containment, widest.containment, passages(submission, text, widest, among: matches))
        if let alignment = Alignment(text, widest, thresholds) {
            let what = "share of the words of \(detector.submissions[widest.other].id), boilerplate aside, that stand in the text in the same order"
            assessment.add(.alignment, alignment.share, .expectation(what, observed: alignment.share, expected: 0, unit: "share"))
        }
        if submission.marks.total > 0, widest.containment >= thresholds.followUpContainment {
            let what = "disguised characters folded away from a text that matches an earlier one"
            let evidence = Evidence.expectation(
                what, observed: Double(submission.marks.total), expected: 0, unit: "characters", details: submission.marks.details)
            assessment.add(.disguise, Double(submission.marks.total), evidence)
        }
    }

    private func noveltyEvidence(_ submission: ObservedSubmission) -> Evidence {
        .expectation(
            "share of the text's shingles that no other contributor had submitted before", observed: submission.novelty, expected: 1, unit: "share",
            details: JSONObject([("shingles", .integer(Int64(submission.shingleCount))), ("words", .integer(Int64(submission.wordCount)))]))
    }
}

extension MatchAssessor {
    /// One earlier text against the assessed one.
    struct Match {
        let other: Int
        let text: MeasuredText
        let rawJaccard: Double
        let rawContainment: Double
        /// What both hold and the later text's owner had not submitted before the other did.
        let shared: ShingleSet
        /// Share of the later text that its owner had submitted before the other did, though the other holds it too.
        let claimed: Double
        /// Without boilerplate, where both texts have a rest beside it.
        let jaccard: Double
        let containment: Double
        let isDiscounted: Bool
    }

    private mutating func measured(_ number: Int) -> MeasuredText {
        if let text = measured[number] { return text }
        if measured.count == Self.measuredLimit { measured.removeAll(keepingCapacity: true) }
        let text = MeasuredText(SketchedText(detector.submissions[number].text, &sketcher), detector)
        measured[number] = text
        return text
    }

    private mutating func match(_ text: MeasuredText, with other: Int, _ claims: OwnClaims) -> Match {
        let earlier = measured(other)
        let (left, right) = (text.sketched.set, earlier.sketched.set)
        let common = left.intersection(right)
        let shared = claims.without(common, against: other)
        let raw = Overlap(shared: shared.count, left: left.count, right: right.count)
        let (mine, theirs, isDiscounted) = MeasuredText.compared(text, earlier)
        let net =
            isDiscounted
            ? Overlap(shared: shared.intersection(mine).intersectionCount(theirs), left: mine.count, right: theirs.count) : raw
        return Match(
            other: other, text: earlier, rawJaccard: raw.jaccard, rawContainment: raw.containmentLeft, shared: shared,
            claimed: left.isEmpty ? 0 : Double(common.count - shared.count) / Double(left.count), jaccard: net.jaccard,
            containment: net.containmentLeft, isDiscounted: isDiscounted)
    }

    private func quotes(_ submission: ObservedSubmission, _ text: MeasuredText, _ best: Match, covered: Double) -> Bool {
        guard covered <= detector.thresholds.quotationShare else { return false }
        let source = detector.submissions[best.other]
        let matched = text.sketched.matchedWords(in: best.shared)
        return QuotationTest.holds(text.sketched, matched: matched, sourceID: source.id, sourceOwner: detector.owners[Int(source.owner)])
    }

    private func passages(_ submission: ObservedSubmission, _ text: MeasuredText, _ match: Match, among matches: [Match]) -> Evidence {
        let source = detector.submissions[match.other]
        let copy = PassageFinder.passage(text.sketched, of: submission, owner: detector.owners[Int(submission.owner)], matching: match.shared)
        let original = PassageFinder.passage(
            match.text.sketched, of: source, owner: detector.owners[Int(source.owner)], matching: match.shared)
        let reverse = Overlap(shared: match.shared.count, left: match.text.sketched.set.count, right: 0).containmentLeft
        var details = JSONObject([
            ("jaccard", .measurement(match.jaccard)), ("containment_copy", .measurement(match.containment)),
            ("containment_original", .measurement(reverse)), ("exact", .bool(text.sketched.shingles == match.text.sketched.shingles)),
        ])
        if match.isDiscounted {
            details["boilerplate"] = .measurement(text.boilerplateShare)
            details["jaccard_with_boilerplate"] = .measurement(match.rawJaccard)
            details["containment_with_boilerplate"] = .measurement(match.rawContainment)
        }
        if match.claimed > 0 { details["own_before"] = .measurement(match.claimed) }
        // A copy of a copy is closer to what it was made from; whose the text is, the first says.
        let first = matches.filter { $0.other < match.other && $0.containment >= Self.originShare * match.containment }.min { $0.other < $1.other }
        if let first {
            let origin = detector.submissions[first.other]
            details["first"] = [
                "submission": .string(origin.id), "owner": .string(detector.owners[Int(origin.owner)]),
                "containment": .measurement(first.containment),
            ]
        }
        if submission.marks.total > 0 { details["folded"] = .object(submission.marks.details) }
        return .passages(copy: copy, original: original, details: details)
    }
}

/// `82 %`
func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

extension ObfuscationMarks {
    var details: JSONObject {
        JSONObject([
            ("invisible", .integer(Int64(invisible))), ("homoglyphs", .integer(Int64(homoglyphs))), ("compatibility", .integer(Int64(compatibility))),
        ])
    }
}
