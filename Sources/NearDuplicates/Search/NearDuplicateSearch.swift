internal import Contributions
internal import Corpora
internal import Sketches

/// Finds all pairs of near-duplicates among documents that are added batch by batch; no text is kept.
///
/// Texts are folded, cut into shingles and sketched as they arrive; equal ones are grouped. `report` proposes pairs of distinct
/// texts by LSH over MinHash signatures (and by sampled shingles where containment is asked for), then measures every proposed
/// pair exactly on its shingle sets: the sketch decides what is looked at, never what is reported.
/// Time is linear in the text for bounded bucket sizes; memory is about 8 bytes a shingle and 4 a signature slot.
public struct NearDuplicateSearch {
    public let options: NearDuplicateOptions
    let banding: Banding
    private let hasher: ShingleHasher
    private let minHasher: MinHasher
    let store: SketchStore
    private(set) var documents: [Entry] = []
    /// Documents of each distinct text, in order of arrival.
    private(set) var copies: [[UInt32]] = []
    private var places: [String: Int] = [:]
    private var textOfDigest: [TextDigest: UInt32] = [:]
    private(set) var wordlessCount = 0
    private(set) var disguisedCount = 0

    struct Entry {
        let id: String
        let time: Timestamp?
    }

    public init(options: NearDuplicateOptions = NearDuplicateOptions()) {
        precondition(options.threshold > 0 && options.threshold <= 1, "a threshold is in (0, 1]")
        precondition(options.containment.map { $0 > 0 && $0 <= 1 } ?? true, "a containment is in (0, 1]")
        self.options = options
        banding = Banding(threshold: options.threshold, permutationCount: options.permutationCount)
        hasher = ShingleHasher(width: options.shingleWidth, seed: options.seed)
        minHasher = MinHasher(permutationCount: options.permutationCount, seed: options.seed)
        store = SketchStore(slotCount: options.permutationCount)
    }

    /// Adds documents in the order of their lines. Refuses the whole batch where an id came before. O(bytes of text).
    public mutating func add(_ batch: [NearDuplicateDocument]) throws(NearDuplicateError) {
        try register(batch)
        let chunk = 64
        let (hasher, minHasher) = (hasher, minHasher)
        let sketched = parallelMap((batch.count + chunk - 1) / chunk, threads: options.threadCount) { index in
            SketchedChunk(batch[index * chunk..<min(batch.count, (index + 1) * chunk)], hasher, minHasher)
        }
        var document = UInt32(documents.count - batch.count)
        for chunk in sketched {
            for index in chunk.digests.indices {
                take(chunk, index, document: document)
                document += 1
            }
        }
    }

    private mutating func register(_ batch: [NearDuplicateDocument]) throws(NearDuplicateError) {
        for (offset, document) in batch.enumerated() {
            let again = documents.count + offset
            guard let first = places[document.id] else {
                places[document.id] = again
                continue
            }
            for refused in batch[..<offset] { places[refused.id] = nil }
            throw NearDuplicateError.repeatedID(id: document.id, first: first, again: again)
        }
        for document in batch { documents.append(Entry(id: document.id, time: document.time)) }
    }

    private mutating func take(_ chunk: SketchedChunk, _ index: Int, document: UInt32) {
        if chunk.isDisguised[index] { disguisedCount += 1 }
        let shingles = chunk.shingles(index)
        guard !shingles.isEmpty else {
            wordlessCount += 1
            return
        }
        if let text = textOfDigest[chunk.digests[index]] {
            copies[Int(text)].append(document)
            return
        }
        textOfDigest[chunk.digests[index]] = UInt32(copies.count)
        copies.append([document])
        let width = options.permutationCount
        store.append(signature: chunk.signatures[index * width..<(index + 1) * width], shingles: shingles)
    }

    /// What the documents added so far show. May be called again after more were added.
    public func report() -> NearDuplicateReport {
        var builder = ReportBuilder(self)
        let proposals = PairProposer(search: self).propose()
        builder.cappedBucketCount = proposals.cappedBucketCount
        builder.add(verified(proposals.pairs))
        return builder.report()
    }

    /// Measures the proposed pairs exactly and keeps those that reach a threshold.
    private func verified(_ pairs: [ProposedPair]) -> [VerifiedPair] {
        var needed = Set<Int>()
        for pair in pairs {
            needed.insert(pair.later)
            needed.insert(pair.earlier)
        }
        store.prepareSets(needed.sorted(), threads: options.threadCount)
        let chunk = 1024
        let (store, options) = (store, options)
        return parallelMap((pairs.count + chunk - 1) / chunk, threads: options.threadCount) { index in
            pairs[index * chunk..<min(pairs.count, (index + 1) * chunk)].compactMap { pair in
                let overlap = store.overlap(pair.later, pair.earlier)
                let contained = max(overlap.containmentLeft, overlap.containmentRight)
                let reported = overlap.jaccard >= options.threshold || options.containment.map { contained >= $0 } ?? false
                return reported ? VerifiedPair(later: pair.later, earlier: pair.earlier, overlap: overlap) : nil
            }
        }.flatMap { $0 }
    }
}

/// Two distinct texts that a sketch proposes to compare, by their numbers.
struct ProposedPair: Hashable, Sendable {
    let later: Int
    let earlier: Int
}

/// Two distinct texts that reach a threshold; `overlap.left` is the later one's.
struct VerifiedPair: Sendable {
    let later: Int
    let earlier: Int
    let overlap: Overlap
}

/// Sketches of consecutive documents, flat.
private struct SketchedChunk: Sendable {
    var digests: [TextDigest] = []
    var signatures: [UInt32] = []
    var isDisguised: [Bool] = []
    private var allShingles: [UInt64] = []
    private var ends: [Int] = []

    init(_ documents: ArraySlice<NearDuplicateDocument>, _ hasher: ShingleHasher, _ minHasher: MinHasher) {
        var sketcher = TextSketcher(hasher: hasher)
        for document in documents {
            sketcher.sketch(document.text)
            digests.append(sketcher.digest)
            isDisguised.append(sketcher.marks.total > 0)
            signatures.append(contentsOf: minHasher.signature(of: sketcher.shingles))
            allShingles.append(contentsOf: sketcher.shingles)
            ends.append(allShingles.count)
        }
    }

    func shingles(_ index: Int) -> ArraySlice<UInt64> { allShingles[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}
