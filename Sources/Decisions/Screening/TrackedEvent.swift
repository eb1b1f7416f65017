internal import CanonicalJSON
internal import Collections
internal import Contributions
internal import Ledger

/// An event whose verdict is not of record yet.
struct TrackedEvent {
    let candidate: FraudLayer.Candidate
    /// The ledger time of its entry.
    let time: Timestamp
    /// Where the newest verdict on it stands, and where the first one does; nil while there is none.
    var entry: LedgerPosition?
    var firstEntry: LedgerPosition?
    /// What the newest verdict said; clear while there is none.
    var outcome = Outcome.clear
    /// True where the event's own text was erased: then nothing measures it any more, and what was decided stays.
    var isErased = false
    /// What the newest verdict decided, as a hash.
    var decision: UInt64 = 0
    /// When the rewards are due that a settlement proposed for it.
    var due: Timestamp?

    init(candidate: FraudLayer.Candidate, time: Timestamp) {
        self.candidate = candidate
        self.time = time
    }

    mutating func note(_ verdict: Verdict, in entry: LedgerPosition) {
        self.entry = entry
        firstEntry = firstEntry ?? entry
        decision = verdict.decisionHash
        outcome = verdict.outcome
    }
}

extension Verdict {
    /// What is decided and by which rules, shadow rules included; not what was measured. Two verdicts that decide alike have the same.
    var decisionHash: UInt64 {
        // Most events are clear, and no rule spoke.
        guard !firings.isEmpty || !shadow.isEmpty else { return 0 }
        let said = JSONWriter.bytes([.string(outcome.rawValue), .array(firings.map(\.json)), .array(shadow.map(\.json))])
        return said.withUnsafeBytes { XXH3.hash($0) }
    }
}
