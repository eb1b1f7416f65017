import AgentSwarms
import Detection
import NearDuplicates
import RetrievalSpam
import SyntheticText

/// The detectors in the order in which they are asked: the one place that knows them all.
enum DetectorBench {
    /// Seeds hashing; the same in every run, so that a verdict can be recomputed.
    static let seed: UInt64 = 0x41_73_73_61_79

    static let kinds: [any Detector.Type] = [
        NearDuplicateDetector.self, SyntheticTextDetector.self, RetrievalSpamDetector.self, AgentSwarmDetector.self,
    ]
    static var names: [String] { kinds.map { $0.name } }
    static var declaredSignals: [SignalDeclaration] { kinds.flatMap { $0.signals } }

    static func detectors() -> [any Detector] {
        [NearDuplicateDetector(seed: seed), SyntheticTextDetector(), RetrievalSpamDetector(), AgentSwarmDetector()]
    }
}
