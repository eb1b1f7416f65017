internal import CanonicalJSON
internal import Contributions
internal import Ledger

/// The report for programs: coverage, money, findings, measurement; complete, indented, keys in order. Amounts are micro-credits.
public struct JSONReport: ReportRenderer {
    /// Rises when a member changes its meaning; new members may come without that.
    public static let formatVersion = 1

    public init() {}

    public var fileName: String { "report.json" }

    public func text(of report: FraudReport) -> String {
        var root = JSONObject([
            ("format_version", .integer(Int64(Self.formatVersion))), ("identity", report.identity.json), ("coverage", report.coverage.json),
            ("money", report.money.json), ("days", .array(report.days.map(\.json))), ("findings", .array(report.findings.map(\.json))),
            ("recompute", .array(report.recomputeCommands.map { .string($0) })), ("limits", .array(report.limits.map { .string($0) })),
            ("problems", .array(report.problems.map { ["code": .string($0.code), "cause": .string($0.cause)] })),
        ])
        if let measurement = report.measurement { root["measurement"] = measurement.json }
        return JSONWriter.indentedText(.object(root))
    }
}

extension JSONValue {
    fileprivate static func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}

extension VerdictCounts {
    fileprivate var json: JSONValue { ["clear": .count(clear), "hold": .count(hold), "reject": .count(reject)] }
}

extension FraudReport.Identity {
    fileprivate var json: JSONValue {
        [
            "title": .string(title), "tool_version": .string(toolVersion), "ledger": .string(ledgerID), "head": .string(ledgerHead.description),
            "entries": .count(entryCount), "watermark": .count(watermark), "ruleset": .string(ruleSetDigest.description),
            "policy": .string(policyName), "policy_digest": .string(policyDigest.description),
            "first_event": firstEvent.map { .string($0.rfc3339) } ?? .null, "last_event": lastEvent.map { .string($0.rfc3339) } ?? .null,
        ]
    }
}

extension FraudReport.DayCounts {
    fileprivate var json: JSONValue { ["day": .string(day), "verdicts": counts.json] }
}

extension FraudReport.CountedReason {
    fileprivate var json: JSONValue { ["reason": .string(reason), "events": .count(count)] }
}

extension FraudReport.Coverage {
    fileprivate var json: JSONValue {
        let types: [JSONValue] = eventTypes.map { row in
            [
                "type": .string(row.type), "seen": .count(row.seen), "screened": .count(row.screened), "unpriced": .count(row.unpriced),
                "skipped": .array(row.skipped.map(\.json)), "verdicts": row.verdicts.json,
            ]
        }
        let detectors: [JSONValue] = detectors.map { row in
            [
                "detector": .string(row.name), "measured": .count(row.measured), "abstained": .count(row.abstained), "failed": .count(row.failed),
                "reasons": .array(row.reasons.map(\.json)),
            ]
        }
        let rules: [JSONValue] = rules.map { row in
            var object = JSONObject([
                ("id", .string(row.id)), ("version", .string(row.version)), ("evaluated", .count(row.evaluated)), ("fired", .count(row.fired)),
                ("unknown", .count(row.unknown)),
            ])
            row.outcome.write(into: &object)
            return .object(object)
        }
        var object = JSONObject([
            ("seen", .count(seen)), ("screened", .count(screened)), ("skipped", .count(skipped)), ("unpriced", .count(unpriced)),
            ("verdicts", verdicts.json), ("event_types", .array(types)), ("detectors", .array(detectors)), ("rules", .array(rules)),
            ("rules_never_fired", .array(silentRules.map { .string($0.id) })),
        ])
        if !trials.isEmpty { object["rules_on_trial"] = .array(trials.map(\.json)) }
        return .object(object)
    }
}

extension FraudReport.RuleTrial {
    /// Marked as without effect, so that no program takes it for what happened.
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("id", .string(id)), ("version", .string(version)), ("effective", false), ("evaluated", .count(evaluated)),
            ("would_have_fired", .count(fired)), ("unknown", .count(unknown)), ("would_have_changed", .count(changed)),
        ])
        effect.write(into: &object)
        return .object(object)
    }
}

extension FraudReport.RuleEffect {
    /// The outcome as rule sets and verdicts keep it.
    fileprivate func write(into object: inout JSONObject) {
        object["outcome"] = .string(name)
        if case .discount(let share) = self { object["discount"] = .integer(share.ppm) }
        if case .label(let label) = self { object["label"] = .string(label) }
    }
}

extension FraudReport.Money {
    fileprivate var json: JSONValue {
        let rows: [JSONValue] = participants.map { row in
            [
                "participant": .string(row.participant), "role": .string(row.role), "asked": row.asked.json, "paid": row.paid.json,
                "held": row.held.json, "rejected": row.rejected.json,
            ]
        }
        var object = JSONObject([
            ("fees", fees.json), ("asked", asked.json), ("paid", paid.json), ("held", held.json), ("rejected", rejected.json),
            ("treasury", treasury.json), ("unpriced", unpriced.json), ("participants", .array(rows)),
        ])
        if discounted != .zero { object["discounted"] = discounted.json }
        return .object(object)
    }
}

extension FraudReport.Finding {
    fileprivate var json: JSONValue {
        let rules: [JSONValue] = rules.map { rule in
            var object = JSONObject([
                ("id", .string(rule.id)), ("version", .string(rule.version)), ("reason", .string(rule.reason)), ("events", .count(rule.events)),
            ])
            rule.outcome.write(into: &object)
            if rule.isUndecided { object["undecided"] = true }
            return .object(object)
        }
        return [
            "id": .string(id), "detector": .string(detector), "kind": .string(kind), "title": .string(title), "summary": .string(summary),
            "participants": .array(participants.map { .string($0) }), "events": .count(eventCount),
            "event_ids": .array(eventIDs.map { .string($0) }), "verdicts": verdicts.json,
            "money_touched": moneyTouched.json, "p_value": pValue.map { .measurement($0) } ?? .null, "rules": .array(rules),
            "benign_explanations": .array(benignExplanations.map { .string($0) }), "evidence": .array(evidence.map { .object($0.fields) }),
        ]
    }
}

extension FraudReport.Measurement {
    fileprivate var json: JSONValue {
        [
            "labels": .string(labels), "precision": precision?.json ?? .null, "recall": recall?.json ?? .null,
            "attacks": .array(attacks.map(\.json)), "look_alikes": .array(lookAlikes.map(\.json)),
        ]
    }
}

extension FraudReport.LabelledGroup {
    fileprivate var json: JSONValue { ["name": .string(name), "flagged": flagged.json] }
}

extension FraudReport.Proportion {
    fileprivate var json: JSONValue { ["count": .count(count), "n": .count(n), "low": .measurement(low), "high": .measurement(high)] }
}
