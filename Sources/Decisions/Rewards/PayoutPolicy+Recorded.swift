internal import CanonicalJSON
public import Ledger

extension PayoutPolicy {
    /// The policy by which a reward was proposed, as its settlement keeps it; reads one entry.
    ///
    /// Whoever overturns a rejection gives the new reward the window that the old one would have had, whatever the policy is by now.
    public static func recorded(for reward: Reward, in store: some LedgerStore) throws(LedgerError) -> PayoutPolicy {
        guard let entry = try store.entry(at: reward.settlement), entry.kind == .posting, let posting = try? Posting(decoding: entry.body),
            let terms = posting.settlement, let policy = PayoutPolicy(json: terms.policy)
        else {
            throw LedgerError(
                .corrupt, cause: "entry \(reward.settlement) is not the settlement that proposed \(reward.id)", hint: "run `assay ledger verify`",
                position: reward.settlement)
        }
        return policy
    }
}
