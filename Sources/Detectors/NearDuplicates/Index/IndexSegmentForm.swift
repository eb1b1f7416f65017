internal import Contributions

/// The bytes of a segment: a header, then tables, each with its place, length and SHA-256 in the header. Integers are little-endian.
///
///     offset  0  "ASSAYNDX"
///             8  version, u32
///            12  bytes of the header, u32
///            16  SHA-256 of the parameters in canonical JSON
///            48  number of the first document, documents, number of the first text, texts: u64 each
///            80  for each table: offset u64, length u64, SHA-256
///          992  SHA-256 of the header up to here
enum IndexSegmentForm {
    static let magic = Array("ASSAYNDX".utf8)
    static let version: UInt32 = 1
    static let headerBytes = 1024
    static let tablesOffset = 80
    static let tableEntryBytes = 48
    static let headerDigestOffset = 992

    /// In the order in which they stand in the file.
    enum Table: Int, CaseIterable {
        /// Ids and contributors, one after the other.
        case names
        /// For each document: offset of its id u64, length of id u32, length of contributor u32, time i64, text u32, zero u32.
        case documents
        /// (hash of id u64, document u32, zero u32), sorted.
        case ids
        /// For each text: digest 2 × u64, offset of its shingles u64, shingles u32, samples u32, first document u32, check u32.
        case texts
        /// (first half of digest u64, text u32, zero u32), sorted.
        case digests
        /// (text u32, document u32) for documents that are not the first of their text, sorted; texts may stand in earlier segments.
        case repeats
        /// For each band, (key u32, text u32) sorted.
        case bands
        /// (sample u32, text u32), sorted.
        case samples
        case signatures
        case shingles

        /// Signatures and shingles are large and read one text at a time, each with its own check; the rest is checked when a segment is opened.
        var isCheckedWhole: Bool { self != .signatures && self != .shingles }
    }

    static let documentBytes = 32
    static let textBytes = 40
    static let pairBytes = 8
    static let hashedBytes = 16

    /// Checks a text's signature and shingles when they are read.
    static func check(signature: UnsafeRawBufferPointer, shingles: UnsafeRawBufferPointer) -> UInt32 {
        Digest.sha256(signature, shingles).withBytes { $0.loadUnaligned(as: UInt32.self) }
    }

    /// Spreads an id over 64 bits; equal ids are compared in full.
    static func hash(_ id: some Sequence<UInt8>) -> UInt64 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for byte in id { state = (state ^ UInt64(byte)) &* 0x9FB2_1C65_1E98_DF25 ^ state >> 47 }
        state = (state ^ state >> 32) &* 0xD6E8_FEB8_6659_FD93
        return state ^ state >> 32
    }
}
