public import Collections
public import Contributions

/// For a detector that keeps nothing between runs: what it would keep is refused, and so it is always folded anew.
extension Detector {
    public static var clusterKinds: [ClusterKind] { [] }
    public static var stateVersion: Int { 0 }
    public var configuration: Digest { .zero }
    public func write(to state: inout ColumnWriter) {}
    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) { throw .malformed }
}

extension Findings {
    /// What of an answer for everything belongs to the asked events.
    public func limited(to asked: AskedEvents) -> Findings {
        guard case .at = asked else { return self }
        var limited = self
        limited.signals = signals.filter { asked.contains($0.key) }
        limited.abstentions = abstentions.filter { asked.contains($0.key) }
        limited.clusters = clusters.filter { $0.events.contains { asked.contains($0) } }
        return limited
    }
}
