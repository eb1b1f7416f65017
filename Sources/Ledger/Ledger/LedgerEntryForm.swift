public import Contributions

/// The bytes of an entry: what is hashed, what is stored, and what `verify` reads back. There is one form for each entry.
///
///     offset  0  version, u8, always 2
///             1  kind, u8
///             2  position, u64 big-endian
///            10  time in microseconds since 1970, i64 big-endian
///            18  digest of the entry before, 32 bytes
///            50  length of the body, u64 big-endian
///            58  body, canonical JSON; a text that is kept apart is cut out of it
///        58 + n  0: nothing is kept apart, and the form ends; 1: a text is
///        59 + n  offset in the body at which the text was cut out, u64 big-endian
///        67 + n  SHA-256(salt, text), 32 bytes
///
/// The form is the leaf of the Merkle tree: the digest of an entry is SHA-256(0x00, form), as RFC 6962 (section 2.1) hashes leaves.
/// A record is the form followed by its digest.
public enum LedgerEntryForm {
    public static let version: UInt8 = 2
    /// Bytes before the body.
    public static let headerBytes = 58
    /// Bytes that a record without a text apart has beyond its body.
    public static let overheadBytes = headerBytes + 1 + Digest.byteCount
    /// Bytes that a text apart adds to the form.
    public static let commitmentBytes = 8 + Digest.byteCount
    /// The largest body: an event's largest text with every byte escaped, and room for the rest.
    public static let maximumBodyBytes = 64 << 20

    static let kindOffset = 1
    static let positionOffset = 2
    static let timeOffset = 10
    static let previousOffset = 18
    static let lengthOffset = 50

    /// Appends the record of an entry and returns its digest. O(body), and no allocation where `out` has room.
    public static func appendRecord(
        position: LedgerPosition, kind: EntryKind, time: Timestamp, body: [UInt8], previous: Digest, apart: TextCommitment? = nil,
        to out: inout [UInt8]
    ) -> Digest {
        body.withUnsafeBytes {
            appendRecord(position: position, kind: kind, time: time, parts: ($0, nil), previous: previous, apart: apart, to: &out)
        }
    }

    /// The same for a body that lies in two pieces: before and after a text that was cut out.
    static func appendRecord(
        position: LedgerPosition, kind: EntryKind, time: Timestamp, parts: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?), previous: Digest,
        apart: TextCommitment?, to out: inout [UInt8]
    ) -> Digest {
        let start = out.count
        withUnsafeTemporaryAllocation(byteCount: headerBytes, alignment: 8) { header in
            header[0] = version
            header[kindOffset] = kind.rawValue
            header.storeBytes(of: UInt64(position).bigEndian, toByteOffset: positionOffset, as: UInt64.self)
            header.storeBytes(of: time.microseconds.bigEndian, toByteOffset: timeOffset, as: Int64.self)
            previous.withBytes { UnsafeMutableRawBufferPointer(rebasing: header[previousOffset..<lengthOffset]).copyMemory(from: $0) }
            let length = parts.0.count + (parts.1?.count ?? 0)
            header.storeBytes(of: UInt64(length).bigEndian, toByteOffset: lengthOffset, as: UInt64.self)
            out.append(contentsOf: header)
        }
        out.append(contentsOf: parts.0)
        if let rest = parts.1 { out.append(contentsOf: rest) }
        out.append(apart == nil ? 0 : 1)
        if let apart {
            withUnsafeBytes(of: UInt64(apart.offset).bigEndian) { out.append(contentsOf: $0) }
            apart.digest.withBytes { out.append(contentsOf: $0) }
        }
        let digest = out.withUnsafeBytes { MerkleHash.leaf(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        digest.withBytes { out.append(contentsOf: $0) }
        return digest
    }

    /// The same written straight into room that is known to suffice: `overheadBytes` and the body, and `commitmentBytes` with a text apart.
    /// Returns the length of the record and its digest. The plain form above is its reference.
    static func writeRecord(
        position: LedgerPosition, time: Timestamp, event parts: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?), previous: Digest,
        apart: TextCommitment?, to out: UnsafeMutableRawPointer
    ) -> (length: Int, digest: Digest) {
        out.storeBytes(of: version, as: UInt8.self)
        out.storeBytes(of: EntryKind.event.rawValue, toByteOffset: kindOffset, as: UInt8.self)
        out.storeBytes(of: UInt64(position).bigEndian, toByteOffset: positionOffset, as: UInt64.self)
        out.storeBytes(of: time.microseconds.bigEndian, toByteOffset: timeOffset, as: Int64.self)
        previous.copy(to: out + previousOffset)
        var end = headerBytes
        func copy(_ bytes: UnsafeRawBufferPointer) {
            guard let start = bytes.baseAddress else { return }
            (out + end).copyMemory(from: start, byteCount: bytes.count)
            end += bytes.count
        }
        copy(parts.0)
        if let rest = parts.1 { copy(rest) }
        out.storeBytes(of: UInt64(end - headerBytes).bigEndian, toByteOffset: lengthOffset, as: UInt64.self)
        out.storeBytes(of: apart == nil ? 0 : 1, toByteOffset: end, as: UInt8.self)
        end += 1
        if let apart {
            out.storeBytes(of: UInt64(apart.offset).bigEndian, toByteOffset: end, as: UInt64.self)
            apart.digest.copy(to: out + end + 8)
            end += commitmentBytes
        }
        let digest = MerkleHash.leaf(UnsafeRawBufferPointer(start: out, count: end))
        digest.copy(to: out + end)
        return (end + Digest.byteCount, digest)
    }

    /// The length of the record at the start of `bytes`, form and digest together; nil where no whole record stands there.
    public static func recordLength(at bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= overheadBytes else { return nil }
        let body = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: lengthOffset, as: UInt64.self))
        guard body <= UInt64(maximumBodyBytes), overheadBytes + Int(body) <= bytes.count else { return nil }
        switch bytes[headerBytes + Int(body)] {
        case 0: return overheadBytes + Int(body)
        case 1:
            let length = overheadBytes + commitmentBytes + Int(body)
            return length <= bytes.count ? length : nil
        default: return nil
        }
    }
}

/// What an entry says of a text that is kept apart: where it was cut out of the body, and the salted digest that stands for it.
public struct TextCommitment: Hashable, Sendable {
    /// Byte of the committed body before which the text belongs, between its two quotes.
    public let offset: Int
    /// `TextCommitment.digest(salt:text:)`
    public let digest: Digest

    public init(offset: Int, digest: Digest) {
        self.offset = offset
        self.digest = digest
    }

    /// SHA-256 of the 32 bytes of salt and then the text as it stands in canonical JSON. Without the salt nobody can try texts against it.
    public static func digest(salt: Digest, text: UnsafeRawBufferPointer) -> Digest { salt.withBytes { Digest.sha256($0, text) } }
}

/// A text that a store keeps beside an entry, lent while the entry is visited.
public struct StoredText {
    public let salt: Digest
    /// As it stands in canonical JSON, between the quotes.
    public let bytes: UnsafeRawBufferPointer

    public init(salt: Digest, bytes: UnsafeRawBufferPointer) {
        self.salt = salt
        self.bytes = bytes
    }
}

/// One record as it lies in a store, its fields read in place and not yet believed. Valid only while the store lends the bytes.
public struct LedgerRecord {
    /// Form and digest.
    public let bytes: UnsafeRawBufferPointer
    private let bodyCount: Int

    /// Nil unless the bytes are exactly one record: header, a body of the stated length, what is kept apart, digest.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard LedgerEntryForm.recordLength(at: bytes) == bytes.count else { return nil }
        self.bytes = bytes
        bodyCount = Int(UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: LedgerEntryForm.lengthOffset, as: UInt64.self)))
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
    /// The committed body: a text that is kept apart is not in it.
    public var body: UnsafeRawBufferPointer { slice(LedgerEntryForm.headerBytes..<LedgerEntryForm.headerBytes + bodyCount) }
    /// What the digest covers.
    public var form: UnsafeRawBufferPointer { slice(0..<bytes.count - Digest.byteCount) }
    /// The digest as it was stored.
    public var digest: Digest { Digest(copying: slice(bytes.count - Digest.byteCount..<bytes.count)) }

    /// True where the entry says that a text is kept apart.
    public var hasTextApart: Bool { bytes[LedgerEntryForm.headerBytes + bodyCount] == 1 }

    /// What is kept apart; nil where nothing is, or where the place is not between two quotes.
    public var apart: TextCommitment? {
        guard hasTextApart else { return nil }
        let start = LedgerEntryForm.headerBytes + bodyCount + 1
        let offset = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        guard offset > 0, offset < UInt64(bodyCount), body[Int(offset)] == UInt8(ascii: "\""), body[Int(offset) - 1] == UInt8(ascii: "\"") else {
            return nil
        }
        return TextCommitment(offset: Int(offset), digest: Digest(copying: slice(start + 8..<start + 8 + Digest.byteCount)))
    }

    /// The committed body with the text put back; without a text the body as it is committed.
    public func wholeBody(_ text: StoredText?) -> [UInt8] {
        guard let text, let apart else { return Array(body) }
        var out: [UInt8] = []
        out.reserveCapacity(body.count + text.bytes.count)
        out.append(contentsOf: body[..<apart.offset])
        out.append(contentsOf: text.bytes)
        out.append(contentsOf: body[apart.offset...])
        return out
    }

    /// The record as a value, the text put back; nil for another version, an unknown kind or an impossible position.
    public func entry(_ text: StoredText?) -> LedgerEntry? {
        guard version == LedgerEntryForm.version, let kind, let position, !hasTextApart || apart != nil else { return nil }
        return LedgerEntry(
            stored: position, kind: kind, time: time, body: wholeBody(text), previous: previous, digest: digest, apart: apart,
            salt: hasTextApart ? text?.salt : nil)
    }

    /// The record as a value where nothing is kept apart.
    public var entry: LedgerEntry? { entry(nil) }

    private func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
}
