public import Contributions

/// The bytes of an entry: what is hashed, what is stored, and what `verify` reads back. There is one form for each entry.
///
///     offset  0  version, u8, always 1
///             1  kind, u8
///             2  position, u64 big-endian
///            10  time in microseconds since 1970, i64 big-endian
///            18  digest of the entry before, 32 bytes
///            50  length of the body, u64 big-endian
///            58  body, canonical JSON
///
/// A record is the form followed by its SHA-256.
public enum LedgerEntryForm {
    public static let version: UInt8 = 1
    /// Bytes before the body.
    public static let headerBytes = 58
    /// Bytes that a record has beyond its body.
    public static let overheadBytes = headerBytes + Digest.byteCount
    /// The largest body: an event's largest text with every byte escaped, and room for the rest.
    public static let maximumBodyBytes = 64 << 20

    static let kindOffset = 1
    static let positionOffset = 2
    static let timeOffset = 10
    static let previousOffset = 18
    static let lengthOffset = 50

    /// Appends the record of an entry and returns its digest. O(body), and no allocation where `out` has room.
    public static func appendRecord(
        position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest, to out: inout [UInt8]
    ) -> Digest {
        let start = out.count
        appendForm(position: position, kind: kind, time: time, body: body, previous: previous, to: &out)
        let digest = out.withUnsafeBytes { Digest.sha256(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        digest.withBytes { out.append(contentsOf: $0) }
        return digest
    }

    static func appendForm(
        position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest, to out: inout [UInt8]
    ) {
        withUnsafeTemporaryAllocation(byteCount: headerBytes, alignment: 8) { header in
            header[0] = version
            header[kindOffset] = kind.rawValue
            header.storeBytes(of: UInt64(position).bigEndian, toByteOffset: positionOffset, as: UInt64.self)
            header.storeBytes(of: time.microseconds.bigEndian, toByteOffset: timeOffset, as: Int64.self)
            previous.withBytes { UnsafeMutableRawBufferPointer(rebasing: header[previousOffset..<lengthOffset]).copyMemory(from: $0) }
            header.storeBytes(of: UInt64(body.count).bigEndian, toByteOffset: lengthOffset, as: UInt64.self)
            out.append(contentsOf: header)
        }
        out.append(contentsOf: body)
    }

    /// The length of the record at the start of `bytes`, form and digest together; nil where no whole record stands there.
    public static func recordLength(at bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= overheadBytes else { return nil }
        let body = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: lengthOffset, as: UInt64.self))
        guard body <= UInt64(maximumBodyBytes), overheadBytes + Int(body) <= bytes.count else { return nil }
        return overheadBytes + Int(body)
    }
}

/// One record as it lies in a store, its fields read in place and not yet believed. Valid only while the store lends the bytes.
public struct LedgerRecord {
    /// Form and digest.
    public let bytes: UnsafeRawBufferPointer

    /// Nil unless the bytes are exactly one record: header, a body of the stated length, digest.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard LedgerEntryForm.recordLength(at: bytes) == bytes.count else { return nil }
        self.bytes = bytes
    }

    public var version: UInt8 { bytes[0] }
    public var kindByte: UInt8 { bytes[LedgerEntryForm.kindOffset] }
    public var kind: EntryKind? { EntryKind(rawValue: kindByte) }
    /// The position that the record claims; nil where it is beyond any that a ledger could have.
    public var position: LedgerPosition? {
        LedgerPosition(exactly: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: LedgerEntryForm.positionOffset, as: UInt64.self)))
    }
    public var time: Timestamp {
        Timestamp(microseconds: Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: LedgerEntryForm.timeOffset, as: Int64.self)))
    }
    public var previous: Digest { Digest(copying: slice(LedgerEntryForm.previousOffset..<LedgerEntryForm.lengthOffset)) }
    public var body: UnsafeRawBufferPointer { slice(LedgerEntryForm.headerBytes..<bytes.count - Digest.byteCount) }
    /// What the digest covers.
    public var form: UnsafeRawBufferPointer { slice(0..<bytes.count - Digest.byteCount) }
    /// The digest as it was stored.
    public var digest: Digest { Digest(copying: slice(bytes.count - Digest.byteCount..<bytes.count)) }

    /// The record as a value; nil for another version, an unknown kind or an impossible position.
    public var entry: LedgerEntry? {
        guard version == LedgerEntryForm.version, let kind, let position else { return nil }
        return LedgerEntry(stored: position, kind: kind, time: time, body: Array(body), previous: previous, digest: digest)
    }

    private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
}
