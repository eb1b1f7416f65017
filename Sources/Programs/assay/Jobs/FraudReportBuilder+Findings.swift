import CanonicalJSON
import Contributions
import Detection
import Ledger
import Operations
import Reports
import Rules
import Screening

extension FraudReportBuilder {
    /// Every recorded cluster that touched a verdict, then one finding for each rule's flagged events that no cluster holds.
    func findings(_ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits]) -> [FraudReport.Finding] {
        let outcomes = Dictionary(uniqueKeysWithValues: ledger.events.map { ($0.record.position, $0) })
        var covered: Set<LedgerPosition> = []
        var findings: [FraudReport.Finding] = []
        for cluster in ledger.clusters {
            let events = cluster.events.compactMap { outcomes[$0] }
            let flagged = events.filter { $0.outcome != .clear }
            guard !flagged.isEmpty else { continue }
            covered.formUnion(flagged.map(\.record.position))
            findings.append(
                FraudReport.Finding(
                    id: cluster.id, detector: cluster.detector, kind: cluster.kind,
                    title: Self.title(cluster.kind, id: cluster.id, events: events.count),
                    participants: cluster.participants, eventCount: events.count, eventIDs: events.map(\.record.event.key.description),
                    verdicts: counts(events), moneyTouched: touched(flagged, withheld, bySource), summary: cluster.summary, pValue: cluster.pValue,
                    rules: fired(flagged), evidence: cluster.evidence))
        }
        return findings + unclustered(covered, withheld, bySource)
    }

    /// The rule to which a flagged event is put down: one that asks for its verdict, and one that fired before one that could not be decided.
    private func deciding(_ event: ScreenedEvent) -> (rule: String, isUndecided: Bool)? {
        let grave = (ledger.firedVerdicts[event.record.position]?.firings ?? []).filter { $0.outcome.name == event.outcome.rawValue }
        guard let firing = grave.first(where: { !$0.undecided }) ?? grave.first else { return nil }
        // A detector that could not run stands in for the rules under a name of its own.
        return (firing.rule, firing.undecided && Decision.Firing(failedDetectorRule: firing.rule) == nil)
    }

    /// Flagged events that no cluster holds, by the rule that decided and whose events they are: what one reviewer decides at once.
    private func unclustered(
        _ covered: Set<LedgerPosition>, _ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits]
    ) -> [FraudReport.Finding] {
        var groups: [String: (rule: String, isUndecided: Bool, participant: String, events: [ScreenedEvent])] = [:]
        for event in ledger.events where event.outcome != .clear && !covered.contains(event.record.position) {
            guard let (rule, isUndecided) = deciding(event) else { continue }
            let payload = event.record.event.payload
            let participant = payload.actor ?? payload.names(.judges).first ?? "unknown"
            groups["\(isUndecided ? "undecided" : "rule"):\(rule):\(participant)", default: (rule, isUndecided, participant, [])].events.append(event)
        }
        return groups.keys.sorted().compactMap { id in
            groups[id].map { group in
                let reason = group.isUndecided ? Rule.undecidedSentence : ruleSet?[group.rule]?.reason
                let benign = group.isUndecided ? [] : ruleSet?[group.rule]?.falsePositives ?? []
                let events = "\(group.events.count) \(group.events.count == 1 ? "event" : "events")"
                return FraudReport.Finding(
                    id: id, detector: "rules", kind: group.rule,
                    title: "\(group.participant): \(events) \(group.isUndecided ? "not decided by" : "under") \(group.rule)",
                    participants: [group.participant], eventCount: group.events.count,
                    eventIDs: group.events.map(\.record.event.key.description), verdicts: counts(group.events),
                    moneyTouched: touched(group.events, withheld, bySource), summary: reason ?? "Held because a detector could not decide.",
                    rules: fired(group.events), evidence: evidence(group.events), benignExplanations: benign)
            }
        }
    }

    /// Events whose evidence an unclustered finding shows.
    private static let eventsShown = 3

    /// What the signals of the first events rest on, each piece once, passages before numbers.
    private func evidence(_ events: [ScreenedEvent]) -> [Evidence] {
        var seen: Set<Evidence> = []
        var pairs: Set<[String]> = []
        var pieces: [Evidence] = []
        for event in events.prefix(Self.eventsShown) {
            for piece in (ledger.firedVerdicts[event.record.position]?.signals ?? []).map(\.evidence) where seen.insert(piece).inserted {
                if let copy = piece.copy, let original = piece.original, !pairs.insert([copy.submission, original.submission]).inserted { continue }
                pieces.append(piece)
            }
        }
        return pieces.filter { $0.kind == .passages } + pieces.filter { $0.kind != .passages }
    }

    private func counts(_ events: [ScreenedEvent]) -> VerdictCounts {
        events.reduce(into: VerdictCounts()) { $0[verdict($1.outcome)] += 1 }
    }

    /// Money withheld on the events themselves, and on whatever the submissions among them would have earned elsewhere.
    private func touched(_ events: [ScreenedEvent], _ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits]) -> MicroCredits {
        events.map { event in
            switch event.record.event.payload {
            case .submission(let submission): bySource[submission.submission] ?? .zero
            case .tuning(let tuning): bySource[tuning.adapter] ?? .zero
            default: withheld[event.record.position] ?? .zero
            }
        }.sum()
    }

    private func fired(_ events: [ScreenedEvent]) -> [FraudReport.FiredRule] {
        struct Fired: Hashable {
            let id: String
            let isUndecided: Bool
        }
        var count: [Fired: Int] = [:]
        for event in events {
            for firing in ledger.firedVerdicts[event.record.position]?.firings ?? [] {
                count[Fired(id: firing.rule, isUndecided: firing.undecided), default: 0] += 1
            }
        }
        return count.compactMap { fired, events in
            guard let rule = ruleSet?[fired.id] else { return nil }
            return FraudReport.FiredRule(
                id: fired.id, version: String(rule.version), outcome: fired.isUndecided ? .hold : effect(rule.outcome),
                reason: rule.sentence(undecided: fired.isUndecided), events: events, isUndecided: fired.isUndecided)
        }
    }

    /// A neutral heading, in the words in which the detector declares the kind; a cluster's id ends in its first member or its original.
    private static func title(_ kind: String, id: String, events: Int) -> String {
        let subject = id.split(separator: ":").last.map(String.init) ?? id
        guard let declared = DetectorBench.clusterKinds.first(where: { $0.name == kind }) else {
            return "\(subject): \(events) \(events == 1 ? "event" : "events"), \(kind)"
        }
        return "\(subject): \(events) \(events == 1 ? declared.one : declared.several)"
    }
}
