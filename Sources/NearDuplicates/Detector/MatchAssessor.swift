internal import CanonicalJSON
internal import Contributions
internal import Corpora
internal import Detection
internal import Sketches

/// Measures one submission against the earlier ones that share text with it, exactly and with boilerplate set aside.
struct MatchAssessor: ~Copyable {
    private let detector: NearDuplicateDetector
    private var sketcher: TextSketcher

    init(_ detector: NearDuplicateDetector) {
        self.detector = detector
        sketcher = TextSketcher(hasher: detector.hasher)
    }

    mutating func assess(_ number: Int) -> MatchAssessment {
        let submission = detector.submissions[number]
        var assessment = MatchAssessment()
        assessment.add(.novelty, submission.novelty, noveltyEvidence(submission))
        guard !(submission.candidates.isEmpty && submission.own.isEmpty && submission.declared.isEmpty) else { return assessment }
        let text = MeasuredText(SketchedText(submission.text, &sketcher), detector)
        let matches = submission.candidates.map { match(text, with: Int($0)) }
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
        } else if let declared = submission.declared.map({ match(text, with: Int($0)) }).max(by: { $0.containment < $1.containment }) {
            let isDerived = declared.containment <= 1 - detector.thresholds.boilerplateOwnShare
            assessment.add(
                .quotation, isDerived ? 1 : 0,
                .note("derived_from names \(detector.submissions[declared.other].id), which holds \(percent(declared.containment)) of this text"))
        }
        if let own = submission.own.first.map({ match(text, with: Int($0)) }) {
            assessment.add(.selfJaccard, own.rawJaccard, passages(submission, text, own))
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
            assessment.add(.jaccard, closest.jaccard, passages(submission, text, closest))
        }
        guard let widest = matches.max(by: { $0.containment < $1.containment }), widest.containment > 0 else { return }
        assessment.add(.containment, widest.containment, passages(submission, text, widest))
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
        /// Without boilerplate, where both texts have a rest beside it.
        let jaccard: Double
        let containment: Double
        let isDiscounted: Bool
    }

    private mutating func match(_ text: MeasuredText, with other: Int) -> Match {
        let earlier = MeasuredText(SketchedText(detector.submissions[other].text, &sketcher), detector)
        let (left, right) = (text.sketched.set, earlier.sketched.set)
        let raw = Overlap(shared: left.intersectionCount(right), left: left.count, right: right.count)
        let (mine, theirs, isDiscounted) = MeasuredText.compared(text, earlier)
        let net = isDiscounted ? Overlap(shared: mine.intersectionCount(theirs), left: mine.count, right: theirs.count) : raw
        return Match(
            other: other, text: earlier, rawJaccard: raw.jaccard, rawContainment: raw.containmentLeft, jaccard: net.jaccard,
            containment: net.containmentLeft, isDiscounted: isDiscounted)
    }

    private func quotes(_ submission: ObservedSubmission, _ text: MeasuredText, _ best: Match, covered: Double) -> Bool {
        guard covered <= detector.thresholds.quotationShare else { return false }
        let source = detector.submissions[best.other]
        let matched = text.sketched.matchedWords(in: best.text.sketched.set)
        return QuotationTest.holds(text.sketched, matched: matched, sourceID: source.id, sourceOwner: detector.owners[Int(source.owner)])
    }

    private func passages(_ submission: ObservedSubmission, _ text: MeasuredText, _ match: Match) -> Evidence {
        let source = detector.submissions[match.other]
        let copy = PassageFinder.passage(
            text.sketched, of: submission, owner: detector.owners[Int(submission.owner)], matching: match.text.sketched)
        let original = PassageFinder.passage(
            match.text.sketched, of: source, owner: detector.owners[Int(source.owner)], matching: text.sketched)
        let reverse = match.text.sketched.set.containment(in: text.sketched.set)
        var details = JSONObject([
            ("jaccard", .measurement(match.jaccard)), ("containment_copy", .measurement(match.containment)),
            ("containment_original", .measurement(reverse)), ("exact", .bool(text.sketched.shingles == match.text.sketched.shingles)),
        ])
        if match.isDiscounted {
            details["boilerplate"] = .measurement(text.boilerplateShare)
            details["jaccard_with_boilerplate"] = .measurement(match.rawJaccard)
            details["containment_with_boilerplate"] = .measurement(match.rawContainment)
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
