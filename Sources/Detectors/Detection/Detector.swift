public import Ledger

/// A fold over the ledger: an empty state, observation of events in ledger order, and an answer for what was observed so far.
///
/// A detector reads no clock, no file and no other detector, so batch, online and replay agree by construction: equal prefixes,
/// equal configuration and equal seed give equal findings, whatever the thread count.
public protocol Detector: Sendable {
    /// The prefix of its signal names, e.g. `near_duplicate`.
    static var name: String { get }
    /// Everything it may measure.
    static var signals: [SignalDeclaration] { get }
    /// Takes in the next event. Positions rise.
    mutating func observe(_ record: RecordedEvent)
    /// What the events observed so far show. Calling it changes nothing and may be repeated.
    func findings() -> Findings
}

/// A detector's answer for a watermark.
public struct Findings: Hashable, Sendable {
    /// Measured signals by event. An event without an entry was looked at and showed nothing worth measuring.
    public var signals: [LedgerPosition: [Signal]]
    public var abstentions: [LedgerPosition: [Abstention]]
    /// Sorted by id.
    public var clusters: [Cluster]
    /// Why the detector could not run at all; every event of the types it measures is then held.
    public var failure: String?

    public init(
        signals: [LedgerPosition: [Signal]] = [:], abstentions: [LedgerPosition: [Abstention]] = [:], clusters: [Cluster] = [], failure: String? = nil
    ) {
        self.failure = failure
        self.signals = signals
        self.abstentions = abstentions
        self.clusters = clusters
    }
}
