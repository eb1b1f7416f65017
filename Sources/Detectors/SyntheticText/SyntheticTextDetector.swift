internal import Contributions
internal import Corpora
public import Detection
public import Ledger
internal import Parallelism

/// Measures how machine-made submissions look: each text, each contributor's batch, its templates and its bursts.
///
/// What a contributor declared as synthetic or mixed is scored but never counted against the contributor: declared synthetic data is priced,
/// not punished. State per contributor is bounded; each submission adds one fixed-size record.
public struct SyntheticTextDetector: Detector {
    public static let name = "synthetic"
    public static let clusterKinds = [
        ClusterKind(name: floodKind, one: "submission of a template-made flood", several: "submissions of a template-made flood")
    ]
    static let floodKind = "flood"

    let scorer: SyntheticScorer
    let thresholds: SyntheticThresholds
    var records: [SubmissionRecord] = []
    /// In order of first appearance.
    var contributors: [ContributorState] = []
    /// Tags of languages by number.
    var tags: [String] = []
    private var contributorNumbers: [NameBytes: Int] = [:]
    private var tagNumbers: [NameBytes: Int] = [:]
    /// The records of each contributor: the latest, and for each record the one before.
    private var latestRecord: [Int32] = []
    private var recordBefore: [Int32] = []
    private(set) var peaks = PeakCounts()

    /// Submissions that are read before the first of them is taken in, which bounds the memory for doing so.
    private static let readAtOnce = 2048
    private static let textsPerTask = 8

    public init(calibration: SyntheticCalibration = .shipped, thresholds: SyntheticThresholds = SyntheticThresholds()) {
        scorer = SyntheticScorer(calibration: calibration)
        self.thresholds = thresholds
    }

    /// Reads the texts side by side, then takes them in one by one. O(words).
    public mutating func observe(_ batch: [RecordedEvent]) {
        let places = batch.indices.filter { if case .submission = batch[$0].event.payload { true } else { false } }
        for start in stride(from: 0, to: places.count, by: Self.readAtOnce) {
            let block = places[start..<min(places.count, start + Self.readAtOnce)]
            let scorer = scorer
            let tasks = (block.count - 1) / Self.textsPerTask + 1
            let texts = ParallelMap.map(tasks) { task in
                var buffer = FoldingBuffer()
                let first = block.startIndex + task * Self.textsPerTask
                return block[first..<min(block.endIndex, first + Self.textsPerTask)].compactMap { place -> ReadText? in
                    guard case .submission(let submission) = batch[place].event.payload else { return nil }
                    return ReadText(
                        ScoringText(submission.text, &buffer), language: submission.language, isDeclared: Self.isDeclared(submission), scorer)
                }
            }
            for (place, text) in zip(block, texts.joined()) { take(batch[place], text) }
        }
    }

    private static func isDeclared(_ submission: Submission) -> Bool { submission.origin == .synthetic || submission.origin == .mixed }

    private mutating func take(_ record: RecordedEvent, _ text: ReadText) {
        guard case .submission(let submission) = record.event.payload else { return }
        let contributor = contributorNumber(submission.contributor)
        var template = -1
        if let compared = text.template {
            let peak = contributors[contributor].pace.peak
            template = contributors[contributor].add(submission.submission, compared, text.scored, at: record.event.time)
            peaks.move(from: peak, to: contributors[contributor].pace.peak)
        }
        append(
            SubmissionRecord(
                position: record.position, contributor: contributor, text: text, template: template, isDeclared: text.template == nil,
                tag: { tagNumber($0) }))
    }

    /// Adds a record to those of its contributor.
    private mutating func append(_ record: SubmissionRecord) {
        recordBefore.append(latestRecord[Int(record.contributor)])
        latestRecord[Int(record.contributor)] = Int32(records.count)
        records.append(record)
    }

    /// Hands over the records of a contributor, latest first.
    func forEachRecord(of contributor: Int, _ body: (SubmissionRecord) -> Void) {
        var record = Int(latestRecord[contributor])
        while record >= 0 {
            body(records[record])
            record = Int(recordBefore[record])
        }
    }

    private mutating func contributorNumber(_ name: String) -> Int {
        if let number = contributorNumbers[NameBytes(name)] { return number }
        append(ContributorState(name: name))
        return contributors.count - 1
    }

    private mutating func append(_ contributor: ContributorState) {
        contributorNumbers[NameBytes(contributor.name)] = contributors.count
        contributors.append(contributor)
        latestRecord.append(-1)
        peaks.move(from: 0, to: contributor.pace.peak)
    }

    /// The number of a tag that was numbered.
    func number(ofTag tag: String) -> Int { tagNumbers[NameBytes(tag)] ?? 0 }

    private mutating func tagNumber(_ tag: String) -> Int {
        if let number = tagNumbers[NameBytes(tag)] { return number }
        tagNumbers[NameBytes(tag)] = tags.count
        tags.append(tag)
        return tags.count - 1
    }

    /// Takes over what was kept, in place of what was observed; false where a contributor or a tag stands there twice.
    mutating func replace(contributors: [ContributorState], tags: [String], records: [SubmissionRecord]) -> Bool {
        self = SyntheticTextDetector(calibration: scorer.calibration, thresholds: thresholds)
        for contributor in contributors { append(contributor) }
        for tag in tags { _ = tagNumber(tag) }
        guard contributorNumbers.count == contributors.count, self.tags.count == tags.count else { return false }
        self.records.reserveCapacity(records.count)
        for record in records { append(record) }
        return true
    }
}

/// A name that equals another only byte by byte.
private struct NameBytes: Hashable, Sendable {
    private let name: String

    init(_ name: String) { self.name = name }

    static func == (left: NameBytes, right: NameBytes) -> Bool { left.name.utf8.elementsEqual(right.name.utf8) }

    func hash(into hasher: inout Hasher) {
        var name = name
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
