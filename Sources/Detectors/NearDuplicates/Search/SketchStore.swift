internal import Sketches

/// Signatures and distinct shingles of the distinct texts, in chunks that never move, so that growing never copies them.
///
/// A class because it owns memory. Written to by one thread, then read by many.
// SAFETY: `append` is called by one thread, and never while workers read.
final class SketchStore: @unchecked Sendable {
    let slotCount: Int
    private var signatureChunks: [UnsafeMutablePointer<UInt32>] = []
    private var shingleChunks: [UnsafeMutablePointer<UInt64>] = []
    private var chunkUsed = 0
    private var chunkCapacity = 0
    private var places: [UnsafeMutablePointer<UInt64>] = []
    private var counts: [UInt32] = []

    private static let signaturesPerChunk = 4096
    private static let shinglesPerChunk = 1 << 18

    let memory: ChunkMemory

    init(slotCount: Int, memory: ChunkMemory) {
        self.slotCount = slotCount
        self.memory = memory
    }

    var count: Int { counts.count }

    func append(signature: ArraySlice<UInt32>, shingles: ArraySlice<UInt64>) {
        precondition(signature.count == slotCount, "signatures of one size")
        let text = counts.count
        if text % Self.signaturesPerChunk == 0 { signatureChunks.append(memory.allocate(UInt32.self, count: Self.signaturesPerChunk * slotCount)) }
        let slots = signatureChunks[text / Self.signaturesPerChunk] + text % Self.signaturesPerChunk * slotCount
        signature.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { slots.update(from: base, count: source.count) }
        }
        if chunkUsed + shingles.count > chunkCapacity {
            chunkCapacity = max(Self.shinglesPerChunk, shingles.count)
            shingleChunks.append(memory.allocate(UInt64.self, count: chunkCapacity))
            chunkUsed = 0
        }
        let place = shingleChunks[shingleChunks.count - 1] + chunkUsed
        shingles.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { place.update(from: base, count: source.count) }
        }
        chunkUsed += shingles.count
        places.append(place)
        counts.append(UInt32(shingles.count))
    }

    func signature(_ text: Int) -> UnsafePointer<UInt32> {
        UnsafePointer(signatureChunks[text / Self.signaturesPerChunk] + text % Self.signaturesPerChunk * slotCount)
    }

    /// The distinct shingles of a text, in the order of their first coming.
    func shingles(_ text: Int) -> UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: places[text], count: Int(counts[text])) }
}
