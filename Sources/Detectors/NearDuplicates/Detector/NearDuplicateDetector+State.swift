public import Collections
public import Contributions
internal import Sketches

extension NearDuplicateDetector {
    public static let stateVersion = 1

    /// Of the settings, the width of a shingle and the seed; the seed itself cannot be read from it.
    public var configuration: Digest {
        var seed = ColumnWriter()
        seed.write([Self.secretPurpose, self.seed])
        var settings = ColumnWriter()
        settings.write([Self.name])
        settings.write(thresholds.values)
        settings.write([hasher.width, Self.candidateLimit, ShinglePostings.chainLimit])
        settings.write(Digest.sha256(seed.bytes).bytes)
        return Digest.sha256(settings.bytes)
    }

    /// Keeps this digest of the seed apart from every other use of it.
    private static let secretPurpose: UInt64 = 0x6E65_6172_2D64_7570

    /// What a submission adds to the kept state beside its text and shingles, generously.
    private static let bytesPerSubmission = 256

    public func write(to state: inout ColumnWriter) {
        let columns = postings.columns
        let shingleBytes = 4 * columns.slots.count + MemoryLayout<DocumentListHeader>.stride * columns.lists.count + 4 * columns.entries.count
        state.reserve(shingleBytes + texts.byteCount + Self.bytesPerSubmission * submissions.count)
        state.write(submissions)
        texts.write(to: &state)
        owners.write(to: &state)
        ids.write(to: &state)
        state.write(firstOfID)
        candidates.write(to: &state)
        declared.write(to: &state)
        state.write(columns.slots)
        state.write(columns.lists)
        state.write(columns.entries)
    }

    public mutating func restore(from state: inout ColumnReader) throws(ColumnError) {
        var kept = self
        kept.submissions = try state.list()
        let count = kept.submissions.count
        kept.texts = try TextColumn(from: &state)
        kept.owners = try DocumentNames(seed: seed, from: &state)
        kept.ids = try DocumentNames(seed: seed, from: &state)
        kept.firstOfID = try state.list()
        kept.candidates = try NumberLists(from: &state, count: count)
        kept.declared = try NumberLists(from: &state, count: count)
        guard kept.texts.count == count, kept.firstOfID.count == kept.ids.count, kept.firstOfID.allSatisfy({ $0 < count }) else { throw .malformed }
        var last: Int64 = -1
        for (number, submission) in kept.submissions.enumerated() {
            guard submission.isSound(number: number, after: last, ownerCount: kept.owners.count, idCount: kept.ids.count) else { throw .malformed }
            last = submission.position
        }
        let slots: [UInt32] = try state.list()
        let lists: [DocumentListHeader] = try state.list()
        guard let postings = ShinglePostings(slots: slots, lists: lists, entries: try state.list(), documentCount: count) else { throw .malformed }
        kept.postings = postings
        kept.ownerOf = kept.submissions.map(\.owner)
        kept.counts = [UInt32](repeating: 0, count: count)
        kept.firsts = kept.counts
        self = kept
    }
}
