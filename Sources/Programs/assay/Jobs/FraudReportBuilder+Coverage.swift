import CanonicalJSON
import Contributions
import Ledger
import Reports
import Rules
import Screening
import Operations

extension FraudReportBuilder {
    private struct TypeCount {
        var seen = 0
        var pending = 0
        var unpriced = 0
        var verdicts = VerdictCounts()
    }

    func coverage() -> FraudReport.Coverage {
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
            detectors: detectorCoverage(), rules: ruleCoverage(types.mapValues(\.verdicts.total)),
            trials: ruleTrials(types.mapValues(\.verdicts.total)))
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
        var spoken: [String: Spoken] = [:]
        for verdict in ledger.firedVerdicts.values {
            for firing in verdict.firings { spoken[firing.rule, default: Spoken()].count(firing) }
        }
        return rules(of: .live, screened).map { rule, evaluated in
            let counts = spoken[rule.id] ?? Spoken()
            return FraudReport.RuleCoverage(
                id: rule.id, version: String(rule.version), outcome: effect(rule.outcome), evaluated: evaluated, fired: counts.fired,
                unknown: counts.undecided)
        }
    }

    /// What rules on trial would have done, by what verdicts keep of them.
    private func ruleTrials(_ screened: [String: Int]) -> [FraudReport.RuleTrial] {
        var spoken: [String: Spoken] = [:]
        for event in ledger.events {
            for firing in ledger.shadowFirings[event.record.position] ?? [] {
                spoken[firing.rule, default: Spoken()].count(firing)
                if changes(event, firing.outcome) { spoken[firing.rule, default: Spoken()].changed += 1 }
            }
        }
        return rules(of: .shadow, screened).map { rule, evaluated in
            let counts = spoken[rule.id] ?? Spoken()
            return FraudReport.RuleTrial(
                id: rule.id, version: String(rule.version), effect: effect(rule.outcome), evaluated: evaluated, fired: counts.fired,
                unknown: counts.undecided, changed: counts.changed)
        }
    }

    /// True where an outcome would add something to how the event stands.
    private func changes(_ event: ScreenedEvent, _ outcome: RuleOutcome) -> Bool {
        switch outcome {
        case .clear: false
        case .label(let name):
            ledger.firedVerdicts[event.record.position]?.labels.contains(name) != true
        case .discount(let share): event.outcome != .reject && event.discount.map { $0 < share } ?? true
        case .hold, .reject: outcome.verdict > event.outcome
        }
    }

    /// How often one rule spoke.
    private struct Spoken {
        var fired = 0
        var undecided = 0
        var changed = 0

        mutating func count(_ firing: Decision.Firing) {
            if firing.undecided { undecided += 1 } else { fired += 1 }
        }
    }

    /// The rules of the recorded set with a status, and how many screened events were theirs to look at.
    private func rules(of status: Rule.Status, _ screened: [String: Int]) -> [(rule: Rule, evaluated: Int)] {
        (ruleSet?.rules ?? []).filter { $0.status == status }.map { rule in (rule, rule.eventTypes.compactMap { screened[$0] }.reduce(0, +)) }
    }
}
