internal import Contributions
internal import Corpora
internal import Parallelism
internal import Sketches

/// Finds all pairs of near-duplicates among documents that are added batch by batch; no text is kept.
///
/// Texts are folded, cut into shingles and sketched as they arrive; equal ones are grouped. `report` proposes pairs of distinct
/// texts by LSH over MinHash signatures (and by sampled shingles where containment is asked for), then measures every proposed
/// pair exactly on its shingle sets: the sketch decides what is looked at, never what is reported.
/// Time is linear in the text for bounded bucket sizes; memory is about 8 bytes a shingle and 5 a signature slot, part of it on disk beyond
/// `options.memoryByteCount`.
public struct NearDuplicateSearch {
    public let options: NearDuplicateOptions
    /// Sketches documents for this search, on any thread.
    public let sketcher: DocumentSketcher
    let store: SketchStore
    private(set) var documents: DocumentTable
    /// Of each text, one key a band.
    private(set) var bandKeys: [UInt32] = []
    /// Documents without a single word; they match nothing.
    public private(set) var wordlessCount = 0
    /// Documents that had invisible, look-alike or stand-in characters folded away.
    public private(set) var disguisedCount = 0
    /// Bytes of sketches that stand in a temporary file.
    public var spilledByteCount: Int { store.memory.spilledByteCount }

    public init(options: NearDuplicateOptions = NearDuplicateOptions()) {
        precondition(options.threshold > 0 && options.threshold <= 1, "a threshold is in (0, 1]")
        precondition(options.containment.map { $0 > 0 && $0 <= 1 } ?? true, "a containment is in (0, 1]")
        self.options = options
        sketcher = DocumentSketcher(options)
        store = SketchStore(
            slotCount: options.permutationCount, memory: ChunkMemory(budget: options.memoryByteCount, directory: options.spillDirectory))
        documents = DocumentTable(seed: options.seed)
    }

    /// Adds documents in the order of their lines. Refuses the whole batch where an id came before. O(bytes of text).
    public mutating func add(_ batch: [NearDuplicateDocument]) throws(NearDuplicateError) {
        let chunk = 64
        let sketcher = sketcher
        let sketched = ParallelMap.map((batch.count + chunk - 1) / chunk, threadCount: options.threadCount) { index in
            sketcher.sketch(batch[index * chunk..<min(batch.count, (index + 1) * chunk)])
        }
        let start = documents.count
        for piece in sketched {
            do throws(NearDuplicateError) { try documents.register(piece) } catch {
                documents.forgetNames(from: start)
                throw error
            }
        }
        for piece in sketched { take(piece) }
    }

    /// Adds documents that were sketched elsewhere. Refuses them all where an id came before.
    public mutating func add(_ batch: SketchedDocuments) throws(NearDuplicateError) {
        try documents.register(batch)
        take(batch)
    }

    private mutating func take(_ batch: SketchedDocuments) {
        disguisedCount += batch.disguisedCount
        let slots = options.permutationCount
        let bands = sketcher.banding.bandCount
        var sketch = 0
        var start = 0
        for (index, digest) in batch.digests.enumerated() {
            let end = batch.shingleEnds[index]
            defer { start = end }
            let isNew = documents.take(digest)
            guard digest != nil else {
                wordlessCount += 1
                continue
            }
            if isNew {
                store.append(signature: batch.signatures[sketch * slots..<(sketch + 1) * slots], shingles: batch.shingles[start..<end])
                bandKeys.append(contentsOf: batch.bandKeys[sketch * bands..<(sketch + 1) * bands])
            }
            sketch += 1
        }
    }

    /// Distinct shingles of a document's text; 0 where it has no word.
    func shingleCount(_ document: Int) -> Int { documents.text(document).map { store.shingles($0).count } ?? 0 }

    /// What the documents added so far show. May be asked for again after more were added.
    public func matches() -> NearDuplicateMatches { NearDuplicateMatches(self) }

    /// The same as one value, for few documents.
    public func report() -> NearDuplicateReport {
        let found = matches()
        var report = NearDuplicateReport()
        found.forEachPair { report.pairs.append($0) }
        report.clusters = found.clusters()
        report.documentCount = documents.count
        report.wordlessCount = wordlessCount
        report.disguisedCount = disguisedCount
        report.cappedBucketCount = found.cappedBucketCount
        report.starredGroupCount = found.starredGroupCount
        return report
    }
}
