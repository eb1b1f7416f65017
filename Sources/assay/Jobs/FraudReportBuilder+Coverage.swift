import CanonicalJSON
import Contributions
import Ledger
import Reports
import Screening

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
