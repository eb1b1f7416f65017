internal import Contributions

/// What is kept of one contributor: sums, templates and the busiest day.
struct ContributorState: Sendable {
    let name: String
    /// Sum and count of levels by language, over undeclared submissions.
    var scores: [String: (sum: Double, count: Int)] = [:]
    var templates = TemplateTracker()
    var pace = SubmissionPace()
    /// The first submissions in time, to show.
    var shown: [(time: Timestamp, submission: String)] = []

    static let shownSubmissions = 60

    init(name: String) { self.name = name }

    var undeclared: Int { templates.documents }
    var scoredCount: Int { scores.values.reduce(0) { $0 + $1.count } }

    /// Takes in the next undeclared submission; answers the number of the template that it fills.
    mutating func add(
        _ submission: String, _ text: TemplateText, _ scored: Result<SyntheticScorer.Scored, SyntheticCalibration.Reason>, at time: Timestamp
    ) -> Int {
        pace.add(time)
        if case .success(let scored) = scored {
            scores[scored.language, default: (0, 0)].sum += scored.level
            scores[scored.language]?.count += 1
        }
        if shown.count < Self.shownSubmissions { shown.append((time, submission)) }
        return templates.observe(text)
    }
}

/// The busiest 24 hours of a contributor, from hourly counts of the last day. O(1) space.
struct SubmissionPace: Sendable {
    private static let hourMicroseconds: Int64 = 3_600_000_000
    static let hoursKept = 24
    private(set) var hours: [(hour: Int64, count: Int)] = []
    private(set) var peak = 0
    private(set) var peakEnd: Timestamp?

    init() {}

    /// As it was kept; nil unless the hours rise and everything is counted in sane numbers.
    init?(hours: [(hour: Int64, count: Int)], peak: Int, peakEnd: Timestamp?) {
        let counts = 1...Int(UInt32.max)
        let rises = zip(hours.dropFirst(), hours).allSatisfy { $0.hour > $1.hour }
        guard rises, hours.count <= Self.hoursKept, hours.allSatisfy({ $0.hour >= 0 && counts.contains($0.count) }),
            counts.contains(peak) || peak == 0, (peak == 0) == (peakEnd == nil)
        else { return nil }
        self.hours = hours
        self.peak = peak
        self.peakEnd = peakEnd
    }

    /// Times rise in a ledger but for emitters' jitter; a late one counts into the hour it is seen in.
    mutating func add(_ time: Timestamp) {
        let hour = max(time.microseconds / Self.hourMicroseconds, hours.last?.hour ?? .min)
        if hours.last?.hour == hour { hours[hours.count - 1].count += 1 } else { hours.append((hour, 1)) }
        hours.removeAll { $0.hour <= hour - Int64(Self.hoursKept) }
        let count = hours.reduce(0) { $0 + $1.count }
        if count > peak {
            peak = count
            peakEnd = time
        }
    }
}

/// How many contributors have which busiest day, so that the middle one is found without looking at all.
struct PeakCounts: Sendable {
    private var counts: [Int: Int] = [:]
    private var total = 0

    /// A contributor's busiest day went from one count to another; 0 is none. O(1).
    mutating func move(from old: Int, to new: Int) {
        guard old != new else { return }
        if old > 0 {
            counts[old, default: 0] -= 1
            if counts[old] == 0 { counts[old] = nil }
            total -= 1
        }
        if new > 0 {
            counts[new, default: 0] += 1
            total += 1
        }
    }

    /// The middle peak, or the mean of the two middle ones; nil without any. O(different peaks, sorted).
    var median: Double? {
        guard total > 0 else { return nil }
        let rising = counts.sorted { $0.key < $1.key }
        func value(_ rank: Int) -> Double {
            var passed = 0
            for (peak, count) in rising {
                passed += count
                if rank < passed { return Double(peak) }
            }
            return 0
        }
        let (low, high) = (value((total - 1) / 2), value(total / 2))
        return low + (high - low) / 2
    }
}
