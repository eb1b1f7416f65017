internal import Glibc

/// Memory in chunks that never move: anonymous up to a budget, beyond it pages of a temporary file that was unlinked at once.
///
/// Pages of the file can be written back and dropped by the kernel, so a corpus larger than memory is slow rather than lost. Space in
/// the file is reserved before it is mapped: a full disk means ordinary memory again, never a fault. A class because it owns both.
// SAFETY: `allocate` is called by one thread, and never while workers read; `release` only tells the kernel what may be dropped.
final class ChunkMemory: @unchecked Sendable {
    private let budget: Int
    private let directory: String
    private var anonymous: [UnsafeMutableRawPointer] = []
    private var spilled: [UnsafeMutableRawBufferPointer] = []
    private var descriptor: Int32 = -1
    private var fileByteCount: off_t = 0
    private(set) var residentByteCount = 0
    private(set) var spilledByteCount = 0
    /// The part of the latest spilled piece that is not given away yet.
    private var free: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0)

    /// Bytes that are mapped at a time, so that a large corpus needs few mappings.
    private static let pieceByteCount = 64 << 20

    /// - Parameters:
    ///   - budget: bytes of ordinary memory before the file is used.
    ///   - directory: where the file is made.
    init(budget: Int, directory: String) {
        self.budget = budget
        self.directory = directory
    }

    deinit {
        for chunk in anonymous { chunk.deallocate() }
        for piece in spilled { munmap(piece.baseAddress, piece.count) }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Memory for that many values of a trivial type; valid as long as this lives.
    func allocate<Value: BitwiseCopyable>(_ type: Value.Type, count: Int) -> UnsafeMutablePointer<Value> {
        let wanted = count * MemoryLayout<Value>.stride
        if residentByteCount + wanted > budget, let place = spill(wanted) {
            return place.bindMemory(to: type, capacity: count)
        }
        let place = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 64)
        anonymous.append(place)
        residentByteCount += wanted
        return place.bindMemory(to: type, capacity: count)
    }

    private func spill(_ byteCount: Int) -> UnsafeMutableRawPointer? {
        let rounded = (byteCount + 63) / 64 * 64
        if free.count < rounded {
            guard let piece = map(max(Self.pieceByteCount, (rounded + 4095) / 4096 * 4096)) else { return nil }
            // What was filled before is not needed until pairs are measured.
            release()
            spilled.append(piece)
            spilledByteCount += piece.count
            free = piece
        }
        let place = free.baseAddress
        free = UnsafeMutableRawBufferPointer(rebasing: free[rounded...])
        return place
    }

    private func map(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
        if descriptor < 0 { descriptor = Self.openUnlinked(in: directory) }
        guard descriptor >= 0, posix_fallocate(descriptor, fileByteCount, byteCount) == 0 else { return nil }
        guard let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, fileByteCount), start != MAP_FAILED else { return nil }
        fileByteCount += off_t(byteCount)
        return UnsafeMutableRawBufferPointer(start: start, count: byteCount)
    }

    private static func openUnlinked(in directory: String) -> Int32 {
        var path = Array((directory + "/assay-spill-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        if descriptor >= 0 { unlink(path) }
        return descriptor
    }

    /// Lets the kernel drop the spilled pages; they come back from the file when they are read.
    func release() {
        for piece in spilled { madvise(piece.baseAddress, piece.count, MADV_DONTNEED) }
    }
}
