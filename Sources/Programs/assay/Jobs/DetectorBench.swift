import AgentSwarms
import Detection
import Diagnostics
import NearDuplicates
import RetrievalSpam
import SyntheticText

/// The detectors in the order in which they are asked: the one place that knows them all.
enum DetectorBench {
    /// Keys every hash where the deployment names no secret of its own.
    static let publicSeed: UInt64 = 0x41_73_73_61_79

    static let kinds: [any Detector.Type] = [
        NearDuplicateDetector.self, SyntheticTextDetector.self, RetrievalSpamDetector.self, AgentSwarmDetector.self,
    ]
    static var names: [String] { kinds.map { $0.name } }
    static var declaredSignals: [SignalDeclaration] { kinds.flatMap { $0.signals } }

    /// The seed keys hashes and stands in no verdict: two seeds give the same verdicts unless somebody crafted texts that collide under one.
    static func detectors() throws(Diagnostic) -> [any Detector] {
        let seed = try SecretSeed.ofDeployment() ?? publicSeed
        return [NearDuplicateDetector(seed: seed), SyntheticTextDetector(), RetrievalSpamDetector(), AgentSwarmDetector()]
    }
}
