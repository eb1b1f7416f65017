/// How long attacks went on before the first of their events was held, with those never held counted as still running.
///
/// The median is that of Kaplan and Meier ("Nonparametric Estimation from Incomplete Observations", 1958): an attack that was never held tells only
/// that its delay is longer than it was watched.
public struct DetectionDelay: Hashable, Sendable {
    private var delays: [(days: Double, isHeld: Bool)] = []

    public init() {}

    /// One attack: days from its first event to its first hold, or to the end of the record where none came.
    public mutating func add(days: Double, isHeld: Bool) { delays.append((max(0, days), isHeld)) }

    public var attacks: Int { delays.count }
    public var held: Int { delays.count { $0.isHeld } }

    /// The smallest delay by which half of the attacks are held; nil where fewer ever are. O(n log n).
    public var medianDays: Double? {
        let sorted = delays.sorted { ($0.days, $0.isHeld ? 0 : 1) < ($1.days, $1.isHeld ? 0 : 1) }
        var surviving = 1.0
        for (index, delay) in sorted.enumerated() where delay.isHeld {
            surviving *= 1 - 1 / Double(sorted.count - index)
            // Products of such fractions miss one half by an ulp.
            if surviving <= 0.5 + 1e-12 { return delay.days }
        }
        return nil
    }

    public static func == (left: DetectionDelay, right: DetectionDelay) -> Bool {
        left.delays.elementsEqual(right.delays) { $0.days == $1.days && $0.isHeld == $1.isHeld }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(delays.count)
        hasher.combine(held)
    }
}
