internal import CanonicalJSON
public import Detection
internal import Ledger
internal import Numerics
internal import Ledger

extension SyntheticTextDetector {
    private static let submissions = ["assay.submission.v1"]

    public static let signals = [
        SignalDeclaration(
            name: "synthetic.score", eventTypes: submissions, range: 0...1,
            meaning: "Machine-likeness of the text, 0 to 1; its p-value is the share of honest texts of like language and length that score as high."),
        SignalDeclaration(
            name: "synthetic.contributor_score", eventTypes: submissions, range: 0...1,
            meaning: "Machine-likeness of the contributor's undeclared submissions together, 0 to 1; its p-value counts honest contributors."),
        SignalDeclaration(
            name: "synthetic.template_rate", eventTypes: submissions, range: 0...1,
            meaning: "Share of the contributor's undeclared submissions that fill a shared template, 0 to 1; on submissions that fill one."),
        SignalDeclaration(
            name: "synthetic.template_fillings", eventTypes: submissions, range: 0...Double.infinity,
            meaning: "How many submissions fill the same template as this one."),
        SignalDeclaration(
            name: "synthetic.slot_novelty", eventTypes: submissions, range: 0...1,
            meaning: "Different words per word in the template's slots, 0 to 1: near 1 where every filling states new facts, near 0 for short lists."),
        SignalDeclaration(
            name: "synthetic.declared", eventTypes: submissions, range: 0...1,
            meaning: "1 where the contributor declared the text as synthetic or mixed, else 0."),
        SignalDeclaration(
            name: "synthetic.flood", eventTypes: submissions, range: 0...Double.infinity,
            meaning: "The contributor's busiest 24 hours of undeclared submissions over the platform's norm; given above 1."),
    ]

    /// O(asked submissions + contributors behind them + submissions in their floods + different busiest days).
    public func findings(on asked: AskedEvents) -> Findings {
        var findings = Findings()
        let norm = dailyNorm()
        var views: [Int: ContributorView] = [:]
        var filling = Set<Int>()
        for record in records(asked) {
            let number = Int(record.contributor)
            let view = views[number] ?? ContributorView(contributors[number], self, norm: norm)
            views[number] = view
            var signals: [Signal] = []
            var abstentions: [Abstention] = []
            switch record.scored(tags) {
            case .success(let scored): signals.append(scoreSignal(record, scored))
            case .failure(let reason): abstentions.append(Abstention(signal: "synthetic.score", why: reason.text))
            }
            if record.isDeclared {
                signals.append(Self.declaredSignal)
            } else {
                signals.append(contentsOf: view.signals)
                signals.append(contentsOf: view.templateSignals[Int(record.template)] ?? [])
                abstentions.append(contentsOf: view.abstentions)
                if fillsTemplate(record) { filling.insert(number) }
            }
            let position = LedgerPosition(record.position)
            findings.signals[position] = signals
            if !abstentions.isEmpty { findings.abstentions[position] = abstentions }
        }
        findings.clusters = floods(of: filling, norm: norm)
        return findings
    }

    /// The records of the asked submissions, in order. O(log submissions) each.
    private func records(_ asked: AskedEvents) -> [SubmissionRecord] {
        guard case .at(let positions) = asked else { return records }
        var found: [SubmissionRecord] = []
        var low = 0
        for position in positions {
            var high = records.count
            while low < high {
                let middle = (low + high) / 2
                if records[middle].position < position { low = middle + 1 } else { high = middle }
            }
            if low < records.count, records[low].position == position { found.append(records[low]) }
        }
        return found
    }

    private static let declaredSignal = Signal(
        name: "synthetic.declared", value: 1, evidence: .note("The contributor declared this text as synthetic or mixed."))

    /// Undeclared submissions a day beyond which a contributor stands out: robust against half of the contributors flooding.
    func dailyNorm() -> Double { peaks.median.map { max(thresholds.normFloor, thresholds.normFactor * $0) } ?? thresholds.normFloor }

    private func scoreSignal(_ record: SubmissionRecord, _ scored: SyntheticScorer.Scored) -> Signal {
        let honest = scorer.calibration.languages[scored.language]?.honest.documents[scored.bin].scores ?? []
        let typical = honest.isEmpty ? 0 : Summary.quantile(sorted: honest, 0.5)
        var details = JSONObject()
        details["words"] = .integer(Int64(record.words))
        details["language"] = .string(scored.language)
        details["honest_texts"] = .integer(Int64(honest.count))
        if record.disguised > 0 { details["disguised_characters"] = .integer(Int64(record.disguised)) }
        let value = Logistic.sigmoid(scored.logOdds)
        return Signal(
            name: "synthetic.score", value: value, pValue: scored.pValue,
            evidence: .expectation(
                "machine-likeness of the text", observed: value, expected: Logistic.sigmoid(typical), unit: "score 0 to 1", details: details
            ))
    }
}

/// The signals that all submissions of one contributor share.
private struct ContributorView {
    var signals: [Signal] = []
    var templateSignals: [Int: [Signal]] = [:]
    var abstentions: [Abstention] = []

    init(_ state: ContributorState, _ detector: SyntheticTextDetector, norm: Double) {
        addScore(state, detector.scorer.calibration)
        addFlood(state, norm: norm)
        let minimum = detector.thresholds.templateMinimumDocuments
        guard state.undeclared >= minimum else {
            if state.undeclared > 0 {
                abstentions.append(
                    Abstention(signal: "synthetic.template_rate", why: "too few documents: \(state.undeclared) submitted, \(minimum) needed"))
            }
            return
        }
        for template in state.templates.templates where template.fillings >= TemplateTracker.minimumFillings { addTemplate(template, state) }
    }

    private mutating func addScore(_ state: ContributorState, _ calibration: SyntheticCalibration) {
        guard let standing = calibration.standing(state.scores) else {
            let reason = SyntheticCalibration.Reason.tooFewDocuments(state.scoredCount, minimum: HonestScores.minimumContributorDocuments)
            abstentions.append(Abstention(signal: "synthetic.contributor_score", why: reason.text))
            return
        }
        let details = JSONObject([
            ("documents", .integer(Int64(state.scoredCount))), ("honest_contributors", .integer(Int64(standing.honest))),
        ])
        signals.append(
            Signal(
                name: "synthetic.contributor_score", value: Logistic.sigmoid(standing.score), pValue: standing.pValue,
                evidence: .expectation(
                    "machine-likeness of all of the contributor's texts", observed: standing.score, expected: 0,
                    unit: "standard deviations above honest contributors", details: details)))
    }

    private mutating func addFlood(_ state: ContributorState, norm: Double) {
        let ratio = Double(state.pace.peak) / norm
        guard ratio > 1 else { return }
        var details = JSONObject()
        if let end = state.pace.peakEnd { details["day_ending"] = .string(end.rfc3339) }
        signals.append(
            Signal(
                name: "synthetic.flood", value: ratio,
                evidence: .expectation(
                    "submissions in the busiest 24 hours", observed: Double(state.pace.peak), expected: norm, unit: "submissions", details: details)))
    }

    private mutating func addTemplate(_ template: TemplateTracker.Template, _ state: ContributorState) {
        let details = JSONObject([
            ("skeleton", .string(template.skeleton)), ("fillings", .integer(Int64(template.fillings))),
            ("slot_novelty", .measurement(template.slotNovelty)),
        ])
        let evidence = Evidence.expectation(
            "submissions that fill a template", observed: Double(state.templates.fillings), expected: 0, unit: "of \(state.undeclared) submissions",
            details: details)
        templateSignals[template.number] = [
            Signal(name: "synthetic.template_rate", value: state.templates.rate, evidence: evidence),
            Signal(name: "synthetic.template_fillings", value: Double(template.fillings), evidence: evidence),
            Signal(name: "synthetic.slot_novelty", value: template.slotNovelty, evidence: evidence),
        ]
    }
}
