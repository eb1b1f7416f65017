internal import Contributions
internal import Corpora
public import Detection
public import Ledger
internal import Sketches

/// Measures how much of each submission was there before, and whose it was.
///
/// A fold: each submission is looked up among all earlier ones in an index of shingles, then added. "Earlier" is the order of
/// the ledger, whatever time an event claims. What a text has in common with many owners' otherwise different texts
/// (boilerplate) is known only as they come in, so it is set aside when findings are asked for.
/// Observing is O(shingles); the state holds the texts and about 17 bytes for each shingle that nobody had used before.
public struct NearDuplicateDetector: Detector {
    public static let name = "near_duplicate"
    public static let signals = NearDuplicateSignal.allCases.map(\.declaration)

    public let thresholds: NearDuplicateThresholds
    let hasher: ShingleHasher
    private(set) var submissions: [ObservedSubmission] = []
    /// Names by owner number.
    private(set) var owners: [String] = []
    /// Owner numbers by submission.
    private(set) var ownerOf: [UInt32] = []
    private(set) var postings = ShinglePostings()
    private var ownerNumbers: [String: UInt32] = [:]
    private var numberOfID: [String: UInt32] = [:]
    /// Shared shingles by earlier submission, all zero between events.
    private var counts: [UInt32] = []
    /// Of those, the ones that the submission brought in before any other owner; all zero between events.
    private var firsts: [UInt32] = []

    /// Earlier submissions that are compared exactly, of those that share most.
    static let candidateLimit = 8

    /// `seed` keys every hash; keep it secret per deployment.
    public init(seed: UInt64, thresholds: NearDuplicateThresholds = NearDuplicateThresholds(), shingleWidth: Int = 5) {
        self.thresholds = thresholds
        hasher = ShingleHasher(width: shingleWidth, seed: seed)
    }

    public mutating func observe(_ batch: [RecordedEvent]) {
        for record in batch { take(record) }
    }

    private mutating func take(_ record: RecordedEvent) {
        guard case .submission(let submission) = record.event.payload else { return }
        var sketcher = TextSketcher(hasher: hasher)
        sketcher.sketch(submission.text)
        var observed = ObservedSubmission(
            position: record.position, time: record.event.time, submission: submission, owner: ownerNumber(submission.contributor),
            wordCount: sketcher.wordCount, marks: sketcher.marks)
        observed.declared = submission.derivedFrom.compactMap { numberOfID[$0] }.sorted()
        let number = submissions.count
        if sketcher.wordCount >= thresholds.minimumWords {
            let shingles = ShingleSet(hashes: sketcher.shingles)
            observed.shingleCount = shingles.count
            let isIndependent = look(up: shingles, for: &observed)
            postings.add(shingles.values, document: number, isIndependent: isIndependent)
        }
        if numberOfID[submission.submission] == nil { numberOfID[submission.submission] = UInt32(number) }
        submissions.append(observed)
        ownerOf.append(observed.owner)
        counts.append(0)
        firsts.append(0)
    }

    private mutating func ownerNumber(_ name: String) -> UInt32 {
        if let number = ownerNumbers[name] { return number }
        let number = UInt32(owners.count)
        ownerNumbers[name] = number
        owners.append(name)
        return number
    }

    /// Notes who shares what with a new submission; returns whether enough of it is its own to speak about boilerplate.
    ///
    /// A shingle that its owner had submitted before another owner did is not shared with that other: who revises a text after it
    /// was copied repeats himself, not the copier. What an owner took later than another submitted it gives no such claim.
    private mutating func look(up shingles: ShingleSet, for observed: inout ObservedSubmission) -> Bool {
        var touched: [Int] = []
        var foreign = 0
        var last = -1
        var isForeign = false
        var isClaimed = false
        postings.forEachDocument(withEach: shingles.values) { place, document, _ in
            if place != last { (last, isForeign, isClaimed) = (place, false, false) }
            if ownerOf[document] == observed.owner {
                isClaimed = true
                observed.hasClaims = true
            } else if isClaimed {
                return true
            } else if !isForeign {
                isForeign = true
                foreign += 1
                firsts[document] += 1
            }
            if counts[document] == 0 { touched.append(document) }
            counts[document] += 1
            return true
        }
        let least = max(thresholds.followUpShingles, Int((Double(shingles.count) * thresholds.followUpContainment).rounded(.up)))
        let ranked = touched.filter { counts[$0] >= least }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        let declared = Set(observed.declared)
        observed.novelty = 1 - Double(foreign) / Double(max(1, shingles.count))
        observed.own = ranked.first { ownerOf[$0] == observed.owner }.map { [UInt32($0)] } ?? []
        let others = ranked.filter { ownerOf[$0] != observed.owner && !declared.contains(UInt32($0)) }
        observed.candidates = others.prefix(Self.candidateLimit).map { UInt32($0) }
        // Copies of copies may share more with the text than the first of them all, whose it is.
        let origin = others.max { (firsts[$0], $1) < (firsts[$1], $0) }
        if let origin, firsts[origin] > 0, !observed.candidates.contains(UInt32(origin)) {
            observed.candidates[observed.candidates.count - 1] = UInt32(origin)
        }
        observed.declared = observed.declared.filter { counts[Int($0)] >= least }
        let most = touched.reduce(0) { max($0, counts[$1]) }
        for document in touched {
            counts[document] = 0
            firsts[document] = 0
        }
        return Double(most) <= Double(shingles.count) * (1 - thresholds.boilerplateOwnShare)
    }

    /// O(observed submissions + their matches); texts that share nothing cost next to nothing.
    public func findings(on asked: AskedEvents) -> Findings { everything().limited(to: asked) }

    private func everything() -> Findings {
        var findings = Findings()
        var assessor = MatchAssessor(self)
        var clusters = CopyClusters()
        for number in submissions.indices {
            let submission = submissions[number]
            if submission.shingleCount == 0 {
                let why = "the text has \(submission.wordCount) words; \(thresholds.minimumWords) are needed to tell a copy from chance"
                findings.abstentions[submission.position] = [NearDuplicateSignal.jaccard, .containment, .novelty].map {
                    Abstention(signal: $0.name, why: why)
                }
                continue
            }
            let assessment = assessor.assess(number)
            findings.signals[submission.position] = assessment.signals
            clusters.take(number, assessment, thresholds)
        }
        findings.clusters = clusters.clusters(self)
        return findings
    }
}

/// What the detector remembers of a submission.
struct ObservedSubmission: Sendable {
    let position: LedgerPosition
    let time: Timestamp
    let id: String
    let text: String
    let owner: UInt32
    let wordCount: Int
    let marks: ObfuscationMarks
    /// Distinct shingles; 0 where the text is too short to judge.
    var shingleCount = 0
    /// Share of the shingles that no other owner had submitted before.
    var novelty = 1.0
    /// Earlier submissions of others that share most and are not declared, most first.
    var candidates: [UInt32] = []
    /// Whether its owner had submitted part of it before.
    var hasClaims = false
    /// The earlier submission of the same owner that shares most, if any.
    var own: [UInt32] = []
    /// Earlier submissions that derived_from names and that do share text.
    var declared: [UInt32] = []

    init(position: LedgerPosition, time: Timestamp, submission: Submission, owner: UInt32, wordCount: Int, marks: ObfuscationMarks) {
        self.position = position
        self.time = time
        id = submission.submission
        text = submission.text
        self.owner = owner
        self.wordCount = wordCount
        self.marks = marks
    }
}
