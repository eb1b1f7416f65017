internal import Contributions
public import Ledger
public import Screening

/// What revised verdicts change about claims that were proposed before: a pure function of a ledger prefix.
///
/// For each settlement whose rewards may still change, its events are split again by the policy that it recorded and by the verdicts of record
/// as they are now. Where that gives other claims than those that stand, the old ones are withdrawn and the new ones take their place. What a
/// person decided stays as it was decided, and its event with it.
public enum Restatement {
    /// Nil where nothing changes.
    ///
    /// - Parameter policies: by the position of each settlement.
    public static func command(
        _ ledger: ScreenedLedger, book: RewardBook, policies: [LedgerPosition: PayoutPolicy]
    ) -> RewardCommand? {
        var changed: [EventSettlement] = []
        var start = 0
        for settlement in book.settlements {
            defer { start = settlement }
            guard let policy = policies[settlement] else { continue }
            let splits = EventSplits(ledger, policy: policy, decidedAt: start..<settlement)
            for event in ledger.events where (start..<settlement).contains(ledger.firstVerdicts[event.record.position] ?? 0) {
                let rewards = book.rewards(ofEvent: event.record.position)
                guard rewards.contains(where: \.followsVerdict), rewards.allSatisfy({ $0.followsVerdict || $0.state == .withdrawn }),
                    let new = splits.settlement(of: event, ledger, policy)
                else { continue }
                let standing = rewards.filter(\.followsVerdict)
                guard !isSame(standing, new.claims) else { continue }
                changed.append(
                    EventSettlement(
                        event: new.event, fee: new.fee, claims: new.claims, remainder: new.remainder,
                        reason: "the verdict was revised within the challenge window: " + new.reason))
            }
        }
        return changed.isEmpty ? nil : .restate(changed)
    }

    /// Settlements with rewards that a revised verdict may change.
    public static func openSettlements(_ book: RewardBook) -> Set<LedgerPosition> {
        Set(book.allRewards.lazy.filter { $0.until != nil && $0.followsVerdict }.map(\.settlement))
    }

    private static func isSame(_ rewards: [Reward], _ claims: [(claim: RewardClaim, standing: EventSettlement.Standing)]) -> Bool {
        rewards.count == claims.count
            && zip(rewards, claims).allSatisfy { reward, item in
                let (old, new) = (reward.claim, item.claim)
                guard old.participant == new.participant, old.role == new.role, old.source == new.source, old.amount == new.amount,
                    old.discount == new.discount
                else { return false }
                switch item.standing {
                case .clear: return reward.until != nil && reward.isCleared
                case .hold: return reward.until != nil && !reward.isCleared
                case .reject: return reward.until == nil
                }
            }
    }
}
