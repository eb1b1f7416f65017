internal import Contributions

/// The bytes of a record in an index's log: a length, a check, and one document with its shingles. Integers are little-endian.
///
///     u32 length of what follows the check, 16 bytes of SHA-256 over that, then
///     u32 bytes of id, id, u32 bytes of contributor + 1 (0 for none), contributor, i64 time (the smallest for none),
///     u8 1 where there is a text, and then 2 × u64 digest, u32 shingles, u64 each
public enum IndexLogForm {
    static let checkBytes = 16
    static let headBytes = 4 + checkBytes
    /// Bytes that one record may have: a text of the largest line has fewer shingles.
    static let maximumBytes: UInt32 = 1 << 30

    public static func append(_ document: SketchedDocument, to out: inout [UInt8]) {
        var body: [UInt8] = []
        func put<Number: FixedWidthInteger>(_ number: Number) { withUnsafeBytes(of: number.littleEndian) { body.append(contentsOf: $0) } }
        put(UInt32(document.id.utf8.count))
        body += document.id.utf8
        put(document.contributor.map { UInt32($0.utf8.count) + 1 } ?? 0)
        body += (document.contributor ?? "").utf8
        put(document.time?.microseconds ?? Int64.min)
        body.append(document.sketch == nil ? 0 : 1)
        if let sketch = document.sketch {
            put(sketch.digest.first)
            put(sketch.digest.second)
            put(UInt32(sketch.shingles.count))
            for shingle in sketch.shingles { put(shingle) }
        }
        withUnsafeBytes(of: UInt32(body.count).littleEndian) { out.append(contentsOf: $0) }
        Digest.sha256(body).withBytes { out.append(contentsOf: $0.prefix(checkBytes)) }
        out += body
    }

    /// What stands at a place of a log.
    public enum Record: Sendable {
        case document(SketchedDocument, end: Int)
        /// The log ends here.
        case end
        /// The record is not whole, and nothing follows it: a write that was cut off.
        case torn
        /// The record is not as it was written.
        case damaged
    }

    /// Reads the record at a place. O(record).
    public static func record(_ bytes: UnsafeRawBufferPointer, at start: Int, _ sketcher: DocumentSketcher) -> Record {
        guard start < bytes.count else { return .end }
        guard start + headBytes <= bytes.count else { return .torn }
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        guard length <= Int(maximumBytes) else { return .damaged }
        let end = start + headBytes + length
        guard end <= bytes.count else { return .torn }
        let body = UnsafeRawBufferPointer(rebasing: bytes[start + headBytes..<end])
        let check = Digest.sha256(body).withBytes { Array($0.prefix(checkBytes)) }
        guard bytes[start + 4..<start + headBytes].elementsEqual(check) else {
            // A write that was cut off may leave a file of the right length with zeros in it; anything else was changed afterwards.
            return end == bytes.count && bytes.suffix(8).allSatisfy { $0 == 0 } ? .torn : .damaged
        }
        guard let document = document(body, sketcher) else { return .damaged }
        return .document(document, end: end)
    }

    private static func document(_ body: UnsafeRawBufferPointer, _ sketcher: DocumentSketcher) -> SketchedDocument? {
        var place = 0
        func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
            guard place + MemoryLayout<Number>.size <= body.count else { return nil }
            defer { place += MemoryLayout<Number>.size }
            return Number(littleEndian: body.loadUnaligned(fromByteOffset: place, as: type))
        }
        func text(_ count: Int) -> String? {
            guard place + count <= body.count else { return nil }
            defer { place += count }
            return String(validating: body[place..<place + count], as: UTF8.self)
        }
        guard let idBytes = number(UInt32.self), let id = text(Int(idBytes)), let contributorBytes = number(UInt32.self),
            let contributor = contributorBytes == 0 ? "" : text(Int(contributorBytes) - 1), let time = number(Int64.self),
            let hasText = number(UInt8.self)
        else { return nil }
        var sketch: SketchedDocument.Sketch?
        if hasText == 1 {
            guard let first = number(UInt64.self), let second = number(UInt64.self), let count = number(UInt32.self),
                body.count - place == Int(count) * 8
            else { return nil }
            let shingles = (0..<Int(count)).compactMap { _ in number(UInt64.self) }
            sketch = SketchedDocument.Sketch(digest: TextDigest(first: first, second: second), shingles: shingles, sketcher)
        }
        guard place == body.count else { return nil }
        return SketchedDocument(
            id: id, contributor: contributorBytes == 0 ? nil : contributor, time: time == .min ? nil : Timestamp(microseconds: time), sketch: sketch)
    }
}
