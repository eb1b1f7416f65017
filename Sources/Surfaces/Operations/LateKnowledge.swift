public import Contributions
public import Detection
public import Ledger
public import Rewards
public import Rules
internal import Screening

/// What the whole ledger says by now of rewards that are final: their verdicts are of record and stay, but a clawback may follow.
public struct LateKnowledge: Hashable, Sendable {
    public let reward: Reward
    /// What a verdict on the event, or on what brought the source, would say today; graver than clear.
    public let outcome: Outcome
    /// The rules that would say so.
    public let rules: [String]
    /// What a clawback would take.
    public var clawback: MicroCredits { reward.finalAmount ?? .zero }

    /// Runs fresh detectors over the whole ledger and lists the final rewards that would not be cleared today, by id. Writes nothing. O(events).
    public static func list(_ store: some LedgerStore, rules: RuleSet, detectors: [any Detector]) throws(LedgerError) -> [LateKnowledge] {
        let final = try RewardBook(folding: store).allRewards.filter { $0.state == .final }
        guard !final.isEmpty else { return [] }
        let origins = try origins(Set(final.map(\.claim.source)), in: store)
        let asked = Set(final.map(\.id.event)).union(origins.values)
        var layer = FraudLayer(ruleSet: rules, detectors: detectors)
        try store.visitEvents(from: 0) { record in
            layer.observe(record, pending: asked.contains(record.position))
            return true
        }
        var verdicts: [LedgerPosition: Verdict] = [:]
        for verdict in layer.screen().verdicts where verdict.outcome != .clear { verdicts[verdict.position] = verdict }
        return final.compactMap { reward in
            let found = [verdicts[reward.id.event], origins[reward.claim.source].flatMap { verdicts[$0] }].compactMap { $0 }
            guard let gravest = found.map(\.outcome).max() else { return nil }
            let rules = found.filter { $0.outcome == gravest }.flatMap { verdict in
                verdict.firings.filter { $0.outcome.verdict == gravest }.map(\.rule)
            }
            return LateKnowledge(reward: reward, outcome: gravest, rules: Array(Set(rules)).sorted())
        }
    }

    /// The events that first brought these submissions and adapters.
    private static func origins(_ names: Set<String>, in store: some LedgerStore) throws(LedgerError) -> [String: LedgerPosition] {
        var origins: [String: LedgerPosition] = [:]
        try store.visitEvents(from: 0) { record in
            for name in record.event.payload.names(.brings) where names.contains(name) && origins[name] == nil { origins[name] = record.position }
            return true
        }
        return origins
    }
}
