public import Collections
public import Contributions
public import Ledger

/// A fold over the ledger with a memory: an empty state, observation of events in ledger order, and answers for what was observed so far.
///
/// A detector reads no clock, no file and no other detector, so batch, online and replay agree by construction: equal prefixes,
/// equal configuration and equal seed give equal answers, whatever the thread count, however the prefix was cut into batches, and whether its
/// state was written and read back in between.
public protocol Detector: Sendable {
    /// The prefix of its signal names, e.g. `near_duplicate`.
    static var name: String { get }
    /// Everything it may measure.
    static var signals: [SignalDeclaration] { get }
    /// The kinds of clusters that it reports.
    static var clusterKinds: [ClusterKind] { get }
    /// The version of what `write(to:)` writes; changes whenever that, or what follows from it, changes.
    static var stateVersion: Int { get }
    /// Names everything beside the ledger that answers depend on: settings, calibration, seed. Kept state of another configuration is refused.
    var configuration: Digest { get }
    /// Takes in the next events of the ledger. Positions rise, within a batch and from batch to batch.
    mutating func observe(_ batch: [RecordedEvent])
    /// What everything observed so far shows of the asked events. Calling it changes nothing and may be repeated.
    func findings(on asked: AskedEvents) -> Findings
    /// Writes the whole state. O(state).
    func write(to state: inout ColumnWriter)
    /// Takes over what `write(to:)` wrote, in place of what was observed; to be called on a detector that has observed nothing.
    ///
    /// The bytes passed a checksum, but are not believed: what does not hold together is an error, never a trap.
    mutating func restore(from state: inout ColumnReader) throws(ColumnError)
}

extension Detector {
    public mutating func observe(_ record: RecordedEvent) { observe([record]) }

    /// What everything observed so far shows of all of it.
    public func findings() -> Findings { findings(on: .all) }
}

/// A kind of cluster, declared by the detector that reports it.
public struct ClusterKind: Hashable, Sendable {
    /// As clusters name it, e.g. `copies`.
    public let name: String
    /// What its events are, one and several, e.g. `retrieval by one linked to the owner`.
    public let one: String
    public let several: String
    /// Whether its events are submissions that are the same work: a payout counts them once.
    public let isSameWork: Bool

    public init(name: String, one: String, several: String, isSameWork: Bool = false) {
        self.name = name
        self.one = one
        self.several = several
        self.isSameWork = isSameWork
    }
}

/// The events for which an answer is wanted.
public enum AskedEvents: Sendable {
    case all
    /// Those at these positions, rising.
    case at([LedgerPosition])

    /// O(log positions).
    public func contains(_ position: LedgerPosition) -> Bool {
        guard case .at(let positions) = self else { return true }
        // Those that are asked for are mostly the latest.
        guard let first = positions.first, position >= first else { return false }
        var low = 0
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] < position { low = middle + 1 } else { high = middle }
        }
        return low < positions.count && positions[low] == position
    }
}

/// A detector's answer for a watermark.
public struct Findings: Hashable, Sendable {
    /// Measured signals by event, of asked events only. An event without an entry was looked at and showed nothing worth measuring.
    public var signals: [LedgerPosition: [Signal]]
    /// Of asked events only.
    public var abstentions: [LedgerPosition: [Abstention]]
    /// Those that hold an asked event, whole; sorted by id.
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
