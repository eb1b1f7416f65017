import CanonicalJSON
import Contributions
import Detection
import Ledger
import Reports
import Rules
import Screening

extension FraudReportBuilder {
    /// Every recorded cluster that touched a verdict, then one finding for each rule's flagged events that no cluster holds.
    func findings(_ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits]) -> [FraudReport.Finding] {
        let outcomes = Dictionary(uniqueKeysWithValues: ledger.events.map { ($0.record.position, $0) })
        let reasons = ruleReasons()
        var covered: Set<LedgerPosition> = []
        var findings: [FraudReport.Finding] = []
        for cluster in ledger.clusters {
            let positions = (cluster["events"]?.arrayValue ?? []).compactMap { $0.integerValue.map { LedgerPosition($0) } }
            let events = positions.compactMap { outcomes[$0] }
            let detector = cluster["detector"]?.stringValue ?? ""
            let flagged = events.filter { $0.outcome != .clear }
            guard !flagged.isEmpty else { continue }
            covered.formUnion(flagged.map(\.record.position))
            let id = cluster["cluster"]?.stringValue ?? ""
            let kind = cluster["kind"]?.stringValue ?? ""
            findings.append(
                FraudReport.Finding(
                    id: id, detector: detector, kind: kind, title: Self.title(kind, id: id, events: events.count),
                    participants: (cluster["participants"]?.arrayValue ?? []).compactMap(\.stringValue), eventCount: events.count,
                    eventIDs: events.map(\.record.event.key.description), verdicts: counts(events),
                    moneyTouched: touched(flagged, withheld, bySource), summary: cluster["summary"]?.stringValue ?? "",
                    pValue: cluster["p_value"]?.doubleValue, rules: fired(flagged, reasons),
                    evidence: (cluster["evidence"]?.arrayValue ?? []).compactMap(Evidence.init(json:))))
        }
        return findings + unclustered(covered, withheld, bySource, reasons)
    }

    /// Flagged events that no cluster holds, by the first rule that fired and whose events they are: what one reviewer decides at once.
    private func unclustered(
        _ covered: Set<LedgerPosition>, _ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits], _ rules: [String: JSONValue]
    ) -> [FraudReport.Finding] {
        var groups: [String: (rule: String, participant: String, events: [ScreenedEvent])] = [:]
        for event in ledger.events where event.outcome != .clear && !covered.contains(event.record.position) {
            let fired = ledger.firedVerdicts[event.record.position]?["rules"]?.arrayValue ?? []
            guard let rule = fired.first?["id"]?.stringValue else { continue }
            let participant = Self.participant(event.record.event) ?? "unknown"
            groups["rule:\(rule):\(participant)", default: (rule, participant, [])].events.append(event)
        }
        return groups.keys.sorted().compactMap { id in
            groups[id].map { group in
                FraudReport.Finding(
                    id: id, detector: "rules", kind: group.rule,
                    title: "\(group.participant): \(group.events.count) \(group.events.count == 1 ? "event" : "events") under \(group.rule)",
                    participants: [group.participant], eventCount: group.events.count,
                    eventIDs: group.events.map(\.record.event.key.description), verdicts: counts(group.events),
                    moneyTouched: touched(group.events, withheld, bySource),
                    summary: rules[group.rule]?["reason"]?.stringValue ?? "Held because a detector could not decide.",
                    rules: fired(group.events, rules), evidence: evidence(group.events),
                    benignExplanations: (rules[group.rule]?["false_positives"]?.arrayValue ?? []).compactMap(\.stringValue))
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
            for signal in ledger.firedVerdicts[event.record.position]?["signals"]?.arrayValue ?? [] {
                guard let piece = signal["evidence"].flatMap(Evidence.init(json:)), seen.insert(piece).inserted else { continue }
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

    private func ruleReasons() -> [String: JSONValue] {
        Dictionary((ledger.ruleSet?["rules"]?.arrayValue ?? []).compactMap { rule in rule["id"]?.stringValue.map { ($0, rule) } }) { first, _ in first
        }
    }

    private func fired(_ events: [ScreenedEvent], _ rules: [String: JSONValue]) -> [FraudReport.FiredRule] {
        var count: [String: Int] = [:]
        for event in events {
            for rule in ledger.firedVerdicts[event.record.position]?["rules"]?.arrayValue ?? [] {
                if let id = rule["id"]?.stringValue { count[id, default: 0] += 1 }
            }
        }
        return count.keys.sorted().compactMap { id in
            guard let rule = rules[id], let outcome = RuleOutcome(json: rule) else { return nil }
            return FraudReport.FiredRule(
                id: id, version: String(rule["version"]?.integerValue ?? 1), outcome: effect(outcome), reason: rule["reason"]?.stringValue ?? "",
                events: count[id] ?? 0)
        }
    }

    /// A neutral heading; a cluster's id ends in its first member or its original.
    private static func title(_ kind: String, id: String, events: Int) -> String {
        let noun = events == 1 ? "event" : "events"
        let subject = id.split(separator: ":").last.map(String.init) ?? id
        switch kind {
        case "copies": return "\(subject): \(events) submissions in its words"
        case "lockstep": return "\(subject): \(events) events in step"
        case "loop": return "\(subject): \(events) \(noun) in a closed loop"
        case "flood": return "\(subject): \(events) submissions from one template"
        case "self-retrieval": return "\(subject): \(events) retrievals by one linked to the owner"
        case "echo": return "\(subject): \(events) \(noun) that echo queries"
        case "stuffing": return "\(subject): \(events) \(noun) with stuffed keywords"
        default: return "\(subject): \(events) \(noun), \(kind)"
        }
    }

    private static func participant(_ event: ContributionEvent) -> String? {
        switch event.payload {
        case .participant(let data): data.participant
        case .submission(let data): data.contributor
        case .tuning(let data): data.tuner
        case .retrieval(let data): data.consumer
        case .inference(let data): data.consumer
        case .interaction(let data): data.from
        case .label(let data): data.reviewer
        case .unknown: nil
        }
    }
}
