internal import Diagnostics

/// How an input is packed, judged by its first bytes; the name is only asked when the two disagree.
enum CompressedFormat: String {
    case plain, gzip, zstd

    /// Bytes needed to tell the formats apart.
    static let magicByteCount = 4

    init(magic: some Collection<UInt8>) {
        let bytes = Array(magic.prefix(Self.magicByteCount))
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes == [0x28, 0xB5, 0x2F, 0xFD] || (bytes.count == 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...] == [0x2A, 0x4D, 0x18]) {
            // The second form opens a skippable frame (RFC 8878, section 3.1.2).
            self = .zstd
        } else {
            self = .plain
        }
    }

    /// The packing that a file's name promises.
    init(name: String) {
        if name.hasSuffix(".gz") {
            self = .gzip
        } else if name.hasSuffix(".zst") {
            self = .zstd
        } else {
            self = .plain
        }
    }
}
