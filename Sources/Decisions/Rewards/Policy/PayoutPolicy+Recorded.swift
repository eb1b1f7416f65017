internal import CanonicalJSON
public import Ledger

extension PayoutPolicy {
    /// The policy by which a reward was proposed, as its settlement keeps it; reads one entry.
    ///
    /// Whoever overturns a rejection gives the new reward the window that the old one would have had, whatever the policy is by now.
    public static func recorded(for reward: Reward, in store: some LedgerStore) throws(LedgerError) -> PayoutPolicy {
        try recorded(at: reward.settlement, in: store)
    }

    /// The policy of the settlement that begins at an entry; reads one entry.
    public static func recorded(at settlement: LedgerPosition, in store: some LedgerStore) throws(LedgerError) -> PayoutPolicy {
        guard case .posting(let posting)? = try store.entry(at: settlement)?.decoded(), let terms = posting.settlement,
            let policy = PayoutPolicy(json: terms.policy)
        else {
            throw LedgerError(
                .corrupt, cause: "entry \(settlement) is not the beginning of a settlement", hint: "run `assay ledger verify`", position: settlement)
        }
        return policy
    }

    /// The policies of several settlements, by where each begins.
    public static func recorded(
        at settlements: Set<LedgerPosition>, in store: some LedgerStore
    ) throws(LedgerError) -> [LedgerPosition: PayoutPolicy] {
        var policies: [LedgerPosition: PayoutPolicy] = [:]
        for settlement in settlements { policies[settlement] = try recorded(at: settlement, in: store) }
        return policies
    }
}
