internal import CanonicalJSON
internal import Detection
internal import Ledger

extension SyntheticTextDetector {
    /// Of some contributors those whose undeclared submissions are a template-made flood: many fillings, most of the output, and either
    /// slots filled from short lists or a burst far beyond the norm. Sorted by id. O(their submissions).
    func floods(of numbers: some Sequence<Int>, norm: Double) -> [Cluster] {
        numbers.filter { isFlood(contributors[$0], norm: norm) }.map { number in
            var events: [LedgerPosition] = []
            forEachRecord(of: number) { if fillsTemplate($0) { events.append(LedgerPosition($0.position)) } }
            return cluster(contributors[number], events: events.reversed(), norm: norm)
        }.sorted { $0.id < $1.id }
    }

    /// Whether an undeclared submission fills a template that has enough of them.
    func fillsTemplate(_ record: SubmissionRecord) -> Bool {
        !record.isDeclared
            && contributors[Int(record.contributor)].templates.templates.contains {
                $0.number == record.template && $0.fillings >= TemplateTracker.minimumFillings
            }
    }

    private func isFlood(_ state: ContributorState, norm: Double) -> Bool {
        let templates = state.templates
        guard templates.fillings >= thresholds.floodMinimumFillings, templates.rate >= thresholds.floodRate, let largest = templates.largest
        else { return false }
        return largest.slotNovelty < thresholds.floodSlotNovelty || Double(state.pace.peak) / norm >= thresholds.floodRatio
    }

    private func cluster(_ state: ContributorState, events: [LedgerPosition], norm: Double) -> Cluster {
        let templates = state.templates
        let share = Int((templates.rate * 100).rounded())
        var evidence: [Evidence] = []
        if let largest = templates.largest {
            evidence.append(.note("Template: " + largest.skeleton))
            evidence.append(
                .expectation(
                    "different words per word in the template's slots", observed: largest.slotNovelty, expected: 1, unit: "share",
                    details: JSONObject([("fillings", .integer(Int64(largest.fillings)))])))
        }
        evidence.append(
            .expectation(
                "submissions in the busiest 24 hours", observed: Double(state.pace.peak), expected: norm, unit: "submissions",
                details: JSONObject([("undeclared_submissions", .integer(Int64(state.undeclared)))])))
        evidence.append(.timeline(state.shown.map { ($0.time, state.name, $0.submission) }, windowSeconds: 86_400))
        return Cluster(
            id: "\(Self.name):\(Self.floodKind):\(state.name)", detector: Self.name, kind: Self.floodKind, participants: [state.name], events: events,
            summary:
                "\(templates.fillings) of \(state.undeclared) undeclared submissions (\(share) %) by \(state.name) fill "
                + "the same few templates, up to \(state.pace.peak) in 24 hours.",
            evidence: evidence)
    }
}
