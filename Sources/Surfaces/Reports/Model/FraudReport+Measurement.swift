internal import Numerics

extension FraudReport {
    /// How the verdicts compare with labels, counted in events.
    public struct Measurement: Hashable, Sendable {
        /// Where the labels come from, with their digest.
        public let labels: String
        /// Of the events that were held or rejected, how many are labelled fraud.
        public let precision: Proportion?
        /// Of the events that are labelled fraud, how many were held or rejected.
        public let recall: Proportion?
        /// Recall by attack, sorted by name.
        public let attacks: [LabelledGroup]
        /// Honest events held or rejected by look-alike, sorted by name: smaller is better.
        public let lookAlikes: [LabelledGroup]

        public init(
            labels: String, precision: Proportion? = nil, recall: Proportion? = nil, attacks: [LabelledGroup] = [], lookAlikes: [LabelledGroup] = []
        ) {
            self.labels = labels
            self.precision = precision
            self.recall = recall
            self.attacks = attacks.sorted { $0.name < $1.name }
            self.lookAlikes = lookAlikes.sorted { $0.name < $1.name }
        }
    }

    /// One planted attack or one honest look-alike: how many of its events were held or rejected.
    public struct LabelledGroup: Hashable, Sendable {
        public let name: String
        public let flagged: Proportion

        public init(name: String, flagged: Proportion) {
            self.name = name
            self.flagged = flagged
        }
    }

    /// A share of n with its 95 % interval.
    public struct Proportion: Hashable, Sendable {
        public let count: Int
        public let n: Int
        public let low: Double
        public let high: Double

        public init(count: Int, n: Int, low: Double, high: Double) {
            self.count = count
            self.n = n
            self.low = low
            self.high = high
        }

        /// With the Wilson score interval at 95 %; the whole unit interval where n is 0.
        public init(count: Int, of n: Int) {
            let interval = Intervals.wilson(successes: count, trials: n)
            self.init(count: count, n: n, low: interval.lowerBound, high: interval.upperBound)
        }

        /// Nil where n is 0.
        public var share: Double? { n > 0 ? Double(count) / Double(n) : nil }
    }
}
