internal import Sketches

/// Signatures and shingles of the distinct texts, in chunks that never move, so that growing never copies them.
///
/// A class because workers sort the shingles of different texts in place; it is only written to by one thread, or by several
/// that hold different texts.
// SAFETY: `append` is called by one thread, before any worker runs; workers touch disjoint texts and are joined before the next phase.
final class SketchStore: @unchecked Sendable {
    let slotCount: Int
    private var signatureChunks: [UnsafeMutablePointer<UInt32>] = []
    private var shingleChunks: [UnsafeMutablePointer<UInt64>] = []
    private var chunkUsed = 0
    private var chunkCapacity = 0
    private var places: [UnsafeMutablePointer<UInt64>] = []
    private var counts: [UInt32] = []
    private var isSorted: [Bool] = []

    private static let signaturesPerChunk = 4096
    private static let shinglesPerChunk = 1 << 18

    init(slotCount: Int) {
        self.slotCount = slotCount
    }

    deinit {
        for chunk in signatureChunks { chunk.deallocate() }
        for chunk in shingleChunks { chunk.deallocate() }
    }

    var count: Int { counts.count }

    func append(signature: ArraySlice<UInt32>, shingles: ArraySlice<UInt64>) {
        precondition(signature.count == slotCount, "signatures of one size")
        let text = counts.count
        if text % Self.signaturesPerChunk == 0 { signatureChunks.append(.allocate(capacity: Self.signaturesPerChunk * slotCount)) }
        let slots = self.signature(text)
        for (offset, value) in signature.enumerated() { slots[offset] = value }
        if chunkUsed + shingles.count > chunkCapacity {
            chunkCapacity = max(Self.shinglesPerChunk, shingles.count)
            shingleChunks.append(.allocate(capacity: chunkCapacity))
            chunkUsed = 0
        }
        let place = shingleChunks[shingleChunks.count - 1] + chunkUsed
        shingles.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { place.update(from: base, count: source.count) }
        }
        chunkUsed += shingles.count
        places.append(place)
        counts.append(UInt32(shingles.count))
        isSorted.append(false)
    }

    func signature(_ text: Int) -> UnsafeMutablePointer<UInt32> {
        signatureChunks[text / Self.signaturesPerChunk] + text % Self.signaturesPerChunk * slotCount
    }

    /// The shingles of a text: in its order with repeats until `prepareSets` has sorted them.
    func shingles(_ text: Int) -> UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: places[text], count: Int(counts[text])) }

    /// Sorts the shingles of the given texts and drops repeats. Texts that nothing is compared with stay unsorted, which is most.
    func prepareSets(_ texts: [Int], threads: Int) {
        let pending = texts.filter { !isSorted[$0] }
        let chunk = 256
        let kept = parallelMap((pending.count + chunk - 1) / chunk, threads: threads) { index in
            pending[index * chunk..<min(pending.count, (index + 1) * chunk)].map { text in
                sortUnique(UnsafeMutableBufferPointer(start: places[text], count: Int(counts[text])))
            }
        }
        for (text, count) in zip(pending, kept.joined()) {
            counts[text] = UInt32(count)
            isSorted[text] = true
        }
    }

    /// How two prepared texts overlap, exactly. O(shingles).
    func overlap(_ left: Int, _ right: Int) -> Overlap {
        let a = shingles(left)
        let b = shingles(right)
        return Overlap(shared: sortedIntersectionCount(a, b), left: a.count, right: b.count)
    }
}
