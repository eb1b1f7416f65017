internal import Collections
internal import Contributions
internal import Corpora
public import Detection
public import Ledger
internal import Parallelism
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
    public static let clusterKinds = [
        ClusterKind(name: CopyClusters.kind, one: "submission that copies another", several: "submissions that copy one another", isSameWork: true)
    ]

    public let thresholds: NearDuplicateThresholds
    let hasher: ShingleHasher
    let seed: UInt64
    var submissions: [ObservedSubmission] = []
    /// Owners by submission, once more: read for every document of every list, so close together.
    var ownerOf: [UInt32] = []
    var texts = TextColumn()
    /// Earlier submissions of others that share most with each and are not declared, most first.
    var candidates = NumberLists()
    /// Earlier submissions that derived_from names and that do share text.
    var declared = NumberLists()
    var owners: DocumentNames
    var ids: DocumentNames
    /// The first submission under each id.
    var firstOfID: [UInt32] = []
    var postings = ShinglePostings()
    /// Shared shingles by earlier submission, all zero between events.
    var counts: [UInt32] = []
    /// Of those, the ones that the submission brought in before any other owner; all zero between events.
    var firsts: [UInt32] = []

    /// Earlier submissions that are compared exactly, of those that share most.
    static let candidateLimit = 8
    /// Submissions that are sketched before the first of them is looked up, which bounds the memory for doing so.
    private static let sketchedAtOnce = 2048
    private static let textsPerTask = 16

    /// `seed` keys every hash; keep it secret per deployment.
    public init(seed: UInt64, thresholds: NearDuplicateThresholds = NearDuplicateThresholds(), shingleWidth: Int = 5) {
        self.thresholds = thresholds
        self.seed = seed
        hasher = ShingleHasher(width: shingleWidth, seed: seed)
        owners = DocumentNames(seed: seed)
        ids = DocumentNames(seed: seed)
    }

    /// Sketches the texts side by side, then takes them in one by one.
    public mutating func observe(_ batch: [RecordedEvent]) {
        let places = batch.indices.filter { if case .submission = batch[$0].event.payload { true } else { false } }
        for start in stride(from: 0, to: places.count, by: Self.sketchedAtOnce) {
            let block = places[start..<min(places.count, start + Self.sketchedAtOnce)]
            let (hasher, minimumWords) = (hasher, thresholds.minimumWords)
            let tasks = (block.count - 1) / Self.textsPerTask + 1
            let sketches = ParallelMap.map(tasks) { task in
                var sketcher = TextSketcher(hasher: hasher)
                let first = block.startIndex + task * Self.textsPerTask
                return block[first..<min(block.endIndex, first + Self.textsPerTask)].map { place -> Sketch in
                    guard case .submission(let submission) = batch[place].event.payload else { return Sketch() }
                    return Sketch(submission.text, &sketcher, minimumWords: minimumWords)
                }
            }
            for (place, sketch) in zip(block, sketches.joined()) { take(batch[place], sketch) }
        }
    }

    /// What is known of a text without any other.
    private struct Sketch: Sendable {
        var wordCount = 0
        var marks = ObfuscationMarks()
        /// Distinct; nil where the text is too short to judge.
        var shingles: ShingleSet?

        init() {}

        init(_ text: String, _ sketcher: inout TextSketcher, minimumWords: Int) {
            sketcher.sketch(text)
            wordCount = sketcher.wordCount
            marks = sketcher.marks
            if wordCount >= minimumWords { shingles = ShingleSet(hashes: sketcher.shingles) }
        }
    }

    private mutating func take(_ record: RecordedEvent, _ sketch: Sketch) {
        guard case .submission(let submission) = record.event.payload else { return }
        let number = submissions.count
        let named = Set(submission.derivedFrom.compactMap { ids.number(of: $0).map { firstOfID[$0] } })
        let id = ids.addIfNew(submission.submission)
        if id.isNew { firstOfID.append(UInt32(number)) }
        var observed = ObservedSubmission(
            position: record.position, time: record.event.time, id: id.number, owner: owners.addIfNew(submission.contributor).number,
            wordCount: sketch.wordCount, marks: sketch.marks)
        var ties = Ties()
        if let shingles = sketch.shingles {
            observed.shingleCount = UInt32(shingles.count)
            ties = look(up: shingles, for: &observed, declared: named)
            postings.add(shingles.values, document: number, isIndependent: ties.isIndependent)
        }
        submissions.append(observed)
        ownerOf.append(observed.owner)
        texts.append(submission.text)
        candidates.append(ties.candidates)
        declared.append(ties.declared)
        counts.append(0)
        firsts.append(0)
    }
}
