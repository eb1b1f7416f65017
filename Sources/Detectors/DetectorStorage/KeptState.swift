public import Collections
public import Contributions
internal import Glibc

/// What a screening leaves for the next one, in a file beside the ledger: a cache, never a source. Whatever is wrong with it, it is made anew.
///
///     magic    8 bytes, "ASSAYST" and the version of this form
///     sum      XXH3 of everything behind it, u64
///     entries  how many entries of the ledger it rests on, u64
///     digest   of the last of these entries, 32 bytes: it commits to all before it
///     state    what the owner wrote
public struct KeptState {
    private static let version: UInt8 = 1
    private static let magic = Array("ASSAYST".utf8) + [version]
    private static let headerBytes = 8 + 8 + 8 + Digest.byteCount

    public let path: String

    public init(path: String) { self.path = path }

    /// Why kept state is not used.
    public enum Refusal: Error, Hashable, Sendable {
        /// There is none.
        case missing
        /// It was written by another version of the program, or for other detectors, settings or rules.
        case otherVersion
        /// It is of another ledger, or of a continuation of this one that was rolled back.
        case otherLedger
        /// It was cut short, or a bit of it is another.
        case damaged
        /// It cannot be opened or read.
        case unreadable

        /// In words, behind "kept state is not used:".
        public var cause: String {
            switch self {
            case .missing: "there is none"
            case .otherVersion: "it was written by another version, or for other detectors or settings"
            case .otherLedger: "it belongs to another ledger"
            case .damaged: "it is damaged"
            case .unreadable: "it cannot be read"
            }
        }
    }

    /// Lends the state to `body` where it is whole and rests on the ledger's entries; a `ColumnError` of the body means that it is not what it says.
    ///
    /// - Parameter digest: of the ledger's entry at a position; nil beyond its end.
    public func read<Value>(
        digest: (Int) -> Digest?, _ body: (inout ColumnReader) throws(ColumnError) -> Value
    ) throws(Refusal) -> Value {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unreadable }
        let count = Int(status.st_size)
        guard count >= Self.headerBytes else { throw .damaged }
        guard let map = mmap(nil, count, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0), map != MAP_FAILED else { throw .unreadable }
        defer { munmap(map, count) }
        let bytes = UnsafeRawBufferPointer(start: map, count: count)
        guard bytes[..<8].elementsEqual(Self.magic) else { throw bytes[..<7].elementsEqual(Self.magic[..<7]) ? .otherVersion : .damaged }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[16...])
        guard UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) == XXH3.hash(rest) else { throw .damaged }
        let entries = UInt64(littleEndian: rest.loadUnaligned(as: UInt64.self))
        let recorded = Digest(copying: UnsafeRawBufferPointer(rebasing: rest[8..<8 + Digest.byteCount]))
        guard entries > 0, entries < UInt64(Int.max), digest(Int(entries) - 1) == recorded else { throw .otherLedger }
        var reader = ColumnReader(UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...]))
        do throws(ColumnError) { return try body(&reader) } catch {
            // Whole and of this ledger, and yet not readable: of other detectors, settings or rules.
            throw .otherVersion
        }
    }

    /// Replaces what was kept by pieces that follow one another. A failure leaves nothing kept, and is no failure of the ledger.
    /// - Returns: false where the file could not be written.
    public func write(_ pieces: [[UInt8]], entries: Int, digest: Digest) -> Bool {
        var header = Self.magic
        var rest = withUnsafeBytes(of: UInt64(entries).littleEndian) { Array($0) }
        rest += digest.bytes
        let hasher = XXH3Stream()
        rest.withUnsafeBytes { hasher.update($0) }
        for piece in pieces { piece.withUnsafeBytes { hasher.update($0) } }
        withUnsafeBytes(of: hasher.hash.littleEndian) { header.append(contentsOf: $0) }
        let partial = path + ".partial"
        unlink(partial)
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            unlink(path)
            return false
        }
        let isWritten = Self.write(header + rest, to: descriptor) && pieces.allSatisfy { Self.write($0, to: descriptor) }
        guard close(descriptor) == 0, isWritten, rename(partial, path) == 0 else {
            unlink(partial)
            unlink(path)
            return false
        }
        return true
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start)
                guard count > 0 else { return false }
                start += count
            }
            return true
        }
    }

    /// Removes what was kept, for a ledger whose texts were erased: nothing of them may stay.
    public func remove() { unlink(path) }
}
