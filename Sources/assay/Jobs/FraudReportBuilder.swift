import CanonicalJSON
import Contributions
import Detection
import Ledger
import LedgerStorage
import Reports
import Rules
import Screening
import Settlement

/// Turns what the ledger says into the values of a report.
struct FraudReportBuilder {
    let ledger: ScreenedLedger
    let policy: PayoutPolicy
    let store: SQLiteLedgerStore

    func report() -> FraudReport {
        var withheld: [LedgerPosition: MicroCredits] = [:]
        var withheldBySource: [String: MicroCredits] = [:]
        let payout = PayoutRun(ledger, policy: policy) { line in
            guard line.kind == .held || line.kind == .rejected else { return }
            withheld[line.position, default: .zero] += line.amount
            withheldBySource[line.source, default: .zero] += line.amount
        }.result
        let times = ledger.events.map(\.record.event.time) + ledger.pending.map(\.event.time)
        return FraudReport(
            identity: FraudReport.Identity(
                toolVersion: CommandTable.programVersion, ledgerID: firstDigest, ledgerHead: (try? store.contentDigest()) ?? .zero,
                entryCount: store.count,
                watermark: watermark, ruleSetDigest: ruleSetDigest, policyName: policy.name, policyDigest: policy.digest, firstEvent: times.min(),
                lastEvent: times.max()),
            coverage: coverage(), money: money(payout), days: days(), findings: findings(withheld, withheldBySource),
            recomputeCommands: [
                "assay ledger verify --ledger L.db", "assay report --ledger L.db --out again --policy \(policy.name).yaml",
                "diff -r report again",
            ], limits: limits(payout))
    }

    /// A ledger is known by its first entry. Content is named, not digests of entries: texts are salted afresh in every ledger,
    /// and the same events shall give the same report.
    private var firstDigest: String {
        var digest = "empty"
        try? store.visit(from: 0) { entry in
            digest = Digest.sha256(entry.body).short
            return false
        }
        return digest
    }

    private var watermark: LedgerPosition {
        (ledger.events.last?.record.position ?? ledger.pending.last?.position).map { $0 + 1 } ?? 0
    }

    private var ruleSetDigest: Digest { ledger.ruleSet?["digest"]?.stringValue.flatMap { Digest(hex: $0) } ?? .zero }

    private func limits(_ payout: PayoutStatement) -> [String] {
        var limits: [String] = []
        if !ledger.pending.isEmpty { limits.append("\(ledger.pending.count) events have no verdict yet and take no part in the payout.") }
        if payout.unowned > .zero {
            limits.append("Claims of \(payout.unowned) credits name sources that nobody in this ledger submitted; they stay in the treasury.")
        }
        return limits
    }

    private func money(_ payout: PayoutStatement) -> FraudReport.Money {
        FraudReport.Money(
            fees: payout.fees, asked: payout.asked, paid: payout.paid, held: payout.held, rejected: payout.rejected, treasury: payout.treasury,
            participants: payout.rows.map {
                FraudReport.ParticipantMoney(
                    participant: $0.participant, role: $0.role, asked: $0.asked, paid: $0.paid, held: $0.held, rejected: $0.rejected)
            })
    }

    private func days() -> [FraudReport.DayCounts] {
        var counts: [String: VerdictCounts] = [:]
        for event in ledger.events { counts[event.record.event.time.day, default: VerdictCounts()][verdict(event.outcome)] += 1 }
        return counts.map { FraudReport.DayCounts(day: $0.key, counts: $0.value) }
    }

    private func verdict(_ outcome: Outcome) -> FraudReport.Verdict {
        switch outcome {
        case .clear: .clear
        case .hold: .hold
        case .reject: .reject
        }
    }
}

extension FraudReportBuilder {
    private struct TypeCount {
        var seen = 0
        var pending = 0
        var unpriced = 0
        var verdicts = VerdictCounts()
    }

    private func coverage() -> FraudReport.Coverage {
        var types: [String: TypeCount] = [:]
        for event in ledger.events {
            let type = event.record.event.type
            types[type, default: TypeCount()].seen += 1
            types[type]?.verdicts[verdict(event.outcome)] += 1
            if event.record.event.payload == .unknown { types[type]?.unpriced += 1 }
        }
        for record in ledger.pending {
            types[record.event.type, default: TypeCount()].seen += 1
            types[record.event.type]?.pending += 1
        }
        return FraudReport.Coverage(
            eventTypes: types.map { type, count in
                FraudReport.EventTypeCoverage(
                    type: type, seen: count.seen,
                    skipped: count.pending == 0 ? [] : [FraudReport.CountedReason("not screened yet", count: count.pending)],
                    unpriced: count.unpriced, verdicts: count.verdicts)
            },
            detectors: detectorCoverage(), rules: ruleCoverage(types.mapValues(\.verdicts.total)))
    }

    private func detectorCoverage() -> [FraudReport.DetectorCoverage] {
        var measured: [String: Int] = [:]
        var reasons: [String: [String: Int]] = [:]
        for (signal, coverage) in ledger.signalCoverage {
            let detector = String(signal.prefix { $0 != "." })
            measured[detector, default: 0] = max(measured[detector] ?? 0, coverage.measured)
            for (why, count) in coverage.abstained { reasons[detector, default: [:]][why] = max(reasons[detector]?[why] ?? 0, count) }
        }
        return DetectorBench.names.map { name in
            let all = reasons[name] ?? [:]
            let failed = all.filter { $0.key.hasPrefix("the detector could not run") }.values.reduce(0, +)
            return FraudReport.DetectorCoverage(
                name: name, measured: measured[name] ?? 0, abstained: all.values.reduce(0, +) - failed, failed: failed,
                reasons: all.map { FraudReport.CountedReason($0.key, count: $0.value) })
        }
    }

    private func ruleCoverage(_ screened: [String: Int]) -> [FraudReport.RuleCoverage] {
        var fired: [String: Int] = [:]
        var undecided: [String: Int] = [:]
        for verdict in ledger.firedVerdicts.values {
            for rule in verdict["rules"]?.arrayValue ?? [] {
                guard let id = rule["id"]?.stringValue else { continue }
                if rule["undecided"] == true { undecided[id, default: 0] += 1 } else { fired[id, default: 0] += 1 }
            }
        }
        return (ledger.ruleSet?["rules"]?.arrayValue ?? []).compactMap { rule in
            guard let id = rule["id"]?.stringValue, rule["status"] == "live", let version = rule["version"]?.integerValue,
                let outcome = rule["outcome"]?.stringValue.flatMap(FraudReport.Verdict.init(rawValue:))
            else { return nil }
            let types = (rule["on"]?.arrayValue ?? []).compactMap(\.stringValue)
            return FraudReport.RuleCoverage(
                id: id, version: String(version), outcome: outcome, evaluated: types.compactMap { screened[$0] }.reduce(0, +), fired: fired[id] ?? 0,
                unknown: undecided[id] ?? 0)
        }
    }
}

extension FraudReportBuilder {
    /// Every recorded cluster that touched a verdict, then one finding for each rule's flagged events that no cluster holds.
    private func findings(_ withheld: [LedgerPosition: MicroCredits], _ bySource: [String: MicroCredits]) -> [FraudReport.Finding] {
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
            guard let rule = rules[id], let outcome = rule["outcome"]?.stringValue.flatMap(FraudReport.Verdict.init(rawValue:)) else { return nil }
            return FraudReport.FiredRule(
                id: id, version: String(rule["version"]?.integerValue ?? 1), outcome: outcome, reason: rule["reason"]?.stringValue ?? "",
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
