internal import Contributions
public import Detection
public import Ledger
internal import Sketches

/// Measures how much of each submission was there before, and whose it was.
///
/// A fold: each submission is looked up among all earlier ones, then added. Everything is measured against earlier positions of
/// the ledger, whatever time an event claims.
public struct NearDuplicateDetector: Detector {
    public static let name = "near_duplicate"
    public static let signals = NearDuplicateSignal.allCases.map(\.declaration)

    public let thresholds: NearDuplicateThresholds

    /// `seed` keys every hash; keep it secret per deployment.
    public init(seed: UInt64, thresholds: NearDuplicateThresholds = NearDuplicateThresholds(), shingleWidth: Int = 5) {
        self.thresholds = thresholds
    }

    public mutating func observe(_ record: RecordedEvent) {}

    public func findings() -> Findings { Findings() }
}
