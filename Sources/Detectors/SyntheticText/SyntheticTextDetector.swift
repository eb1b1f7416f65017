internal import Contributions
public import Detection
public import Ledger

/// Measures how machine-made submissions look: each text, each contributor's batch, its templates and its bursts.
///
/// What a contributor declared as synthetic or mixed is scored but never counted against the contributor: declared synthetic data is priced,
/// not punished. State per contributor is bounded; each submission adds one fixed-size record.
public struct SyntheticTextDetector: Detector {
    public static let name = "synthetic"

    let scorer: SyntheticScorer
    let thresholds: SyntheticThresholds
    var records: [SubmissionRecord] = []
    /// In order of first appearance; `indexOf` finds them by name.
    var contributors: [ContributorState] = []
    private var indexOf: [String: Int] = [:]

    public init(calibration: SyntheticCalibration = .shipped, thresholds: SyntheticThresholds = SyntheticThresholds()) {
        scorer = SyntheticScorer(calibration: calibration)
        self.thresholds = thresholds
    }

    public mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    /// O(words) for a submission, O(1) for everything else.
    private mutating func take(_ record: RecordedEvent) {
        guard case .submission(let submission) = record.event.payload else { return }
        let index = contributorIndex(submission.contributor)
        let text = ScoringText(submission.text)
        let scored = scorer.score(text, language: submission.language)
        let declared = submission.origin == .synthetic || submission.origin == .mixed
        var template = -1
        if declared {
            contributors[index].declared += 1
        } else {
            template = contributors[index].add(text, scored, at: record.event.time)
            contributors[index].remember(submission.submission, at: record.event.time, template: template)
        }
        records.append(
            SubmissionRecord(
                position: record.position, contributor: index, scored: scored, words: text.wordCount, disguised: text.folded.marks.total,
                template: template, declared: declared))
    }

    private mutating func contributorIndex(_ name: String) -> Int {
        if let index = indexOf[name] { return index }
        indexOf[name] = contributors.count
        contributors.append(ContributorState(name: name))
        return contributors.count - 1
    }
}

/// What is kept of one submission.
struct SubmissionRecord: Sendable {
    let position: LedgerPosition
    let contributor: Int
    let scored: Result<SyntheticScorer.Scored, SyntheticCalibration.Reason>
    let words: Int
    /// Invisible, look-alike and compatibility characters.
    let disguised: Int
    /// The contributor's template that it fills; -1 for none.
    let template: Int
    let declared: Bool
}

/// What is kept of one contributor: sums, templates and the busiest day.
struct ContributorState: Sendable {
    let name: String
    var declared = 0
    /// Sum and count of levels by language, over undeclared submissions.
    private(set) var scores: [String: (sum: Double, count: Int)] = [:]
    private(set) var templates = TemplateTracker()
    private(set) var pace = SubmissionPace()
    /// The first submissions in time, to show.
    private(set) var shown: [(time: Timestamp, submission: String, template: Int)] = []

    static let shownSubmissions = 60

    init(name: String) { self.name = name }

    var undeclared: Int { templates.documents }
    var scoredCount: Int { scores.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ text: ScoringText, _ scored: Result<SyntheticScorer.Scored, SyntheticCalibration.Reason>, at time: Timestamp) -> Int {
        pace.add(time)
        if case .success(let scored) = scored {
            scores[scored.language, default: (0, 0)].sum += scored.level
            scores[scored.language]?.count += 1
        }
        return templates.observe(text)
    }

    mutating func remember(_ submission: String, at time: Timestamp, template: Int) {
        if shown.count < Self.shownSubmissions { shown.append((time, submission, template)) }
    }
}

/// The busiest 24 hours of a contributor, from hourly counts of the last day. O(1) space.
struct SubmissionPace: Sendable {
    private static let hourMicroseconds: Int64 = 3_600_000_000
    private var hours: [(hour: Int64, count: Int)] = []
    private(set) var peak = 0
    private(set) var peakEnd: Timestamp?

    /// Times rise in a ledger but for emitters' jitter; a late one counts into the hour it is seen in.
    mutating func add(_ time: Timestamp) {
        let hour = max(time.microseconds / Self.hourMicroseconds, hours.last?.hour ?? .min)
        if hours.last?.hour == hour { hours[hours.count - 1].count += 1 } else { hours.append((hour, 1)) }
        hours.removeAll { $0.hour <= hour - 24 }
        let count = hours.reduce(0) { $0 + $1.count }
        if count > peak {
            peak = count
            peakEnd = time
        }
    }
}
