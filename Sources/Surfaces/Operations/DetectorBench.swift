internal import AgentSwarms
public import Detection
internal import NearDuplicates
internal import RetrievalSpam
internal import SyntheticText

/// The detectors in the order in which they are asked: the one place that knows them all.
public enum DetectorBench {
    /// Keys every hash where the deployment names no secret of its own.
    public static let publicSeed: UInt64 = 0x41_73_73_61_79

    static let kinds: [any Detector.Type] = [
        NearDuplicateDetector.self, SyntheticTextDetector.self, RetrievalSpamDetector.self, AgentSwarmDetector.self,
    ]
    public static var names: [String] { kinds.map { $0.name } }
    public static var declaredSignals: [SignalDeclaration] { kinds.flatMap { $0.signals } }
    public static var clusterKinds: [ClusterKind] { kinds.flatMap { $0.clusterKinds } }

    /// The seed keys hashes and stands in no verdict: two seeds give the same verdicts unless somebody crafted texts that collide under one.
    public static func detectors(seed: UInt64) -> [any Detector] {
        [NearDuplicateDetector(seed: seed), SyntheticTextDetector(), RetrievalSpamDetector(), AgentSwarmDetector()]
    }
}
