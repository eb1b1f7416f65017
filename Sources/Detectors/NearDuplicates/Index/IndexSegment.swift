internal import CanonicalJSON
public import Contributions

/// A segment as it lies in memory or in a mapped file: documents and texts that never change, with tables that find them.
///
/// Numbers of documents and texts count through all segments of an index.
public struct IndexSegment {
    private typealias Form = IndexSegmentForm

    private let bytes: UnsafeRawBufferPointer
    /// Keeps the bytes where they are.
    private let owner: AnyObject
    private let places: [Range<Int>]
    private let slotCount: Int
    let documents: Range<UInt32>
    let texts: Range<UInt32>

    /// Checks the header and every table that is read as a whole. O(bytes), without signatures and shingles.
    public init(_ bytes: UnsafeRawBufferPointer, ownedBy owner: AnyObject, parameters: IndexParameters, file: String) throws(IndexError) {
        func number(_ offset: Int) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        guard bytes.count >= Form.headerBytes, bytes[..<8].elementsEqual(Form.magic) else { throw .damaged("\(file) is no segment of an index") }
        let version = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        guard version == Form.version else {
            throw IndexError(
                "index/other-version", "\(file) has version \(version), this program reads \(Form.version)",
                hint: "remove the index and build it anew from the submissions")
        }
        guard Self.digest(bytes, 0..<Form.headerDigestOffset) == Digest(copying: Self.slice(bytes, Form.headerDigestOffset..<Form.headerBytes)) else {
            throw .damaged("the header of \(file) was changed")
        }
        guard Digest(copying: Self.slice(bytes, 16..<48)) == parameters.digest else {
            throw IndexError("index/other-parameters", "\(file) was made with other parameters than the rest of its index")
        }
        var places: [Range<Int>] = []
        for table in Form.Table.allCases {
            let entry = Form.tablesOffset + table.rawValue * Form.tableEntryBytes
            let (offset, length) = (number(entry), number(entry + 8))
            guard offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset else { throw .damaged("\(file) is cut short") }
            let place = Int(offset)..<Int(offset + length)
            if table.isCheckedWhole, Self.digest(bytes, place) != Digest(copying: Self.slice(bytes, entry + 16..<entry + 48)) {
                throw .damaged("the table of \(table) in \(file) was changed")
            }
            places.append(place)
        }
        let (firstDocument, documentCount, firstText, textCount) = (number(48), number(56), number(64), number(72))
        slotCount = parameters.permutationCount
        guard firstDocument + documentCount < UInt64(UInt32.max), firstText + textCount < UInt64(UInt32.max),
            places[Form.Table.documents.rawValue].count == Int(documentCount) * Form.documentBytes,
            places[Form.Table.texts.rawValue].count == Int(textCount) * Form.textBytes,
            places[Form.Table.bands.rawValue].count == Int(textCount) * parameters.bandCount * Form.pairBytes,
            places[Form.Table.signatures.rawValue].count == Int(textCount) * parameters.permutationCount * 4
        else { throw .damaged("the tables of \(file) do not fit its header") }
        documents = UInt32(firstDocument)..<UInt32(firstDocument + documentCount)
        texts = UInt32(firstText)..<UInt32(firstText + textCount)
        self.places = places
        self.bytes = bytes
        self.owner = owner
    }

    private static func slice(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    private static func digest(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Digest { Digest.sha256(slice(bytes, range)) }

    private func table(_ table: Form.Table) -> UnsafeRawBufferPointer { Self.slice(bytes, places[table.rawValue]) }

    private func word(_ table: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: table.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private func long(_ table: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: table.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    // MARK: Documents

    func document(_ number: UInt32) -> IndexedDocument {
        let table = table(.documents)
        let names = self.table(.names)
        let place = Int(number - documents.lowerBound) * Form.documentBytes
        let (start, idLength, contributorLength) = (Int(long(table, place)), Int(word(table, place + 8)), Int(word(table, place + 12)))
        return IndexedDocument(
            id: Array(names[start..<start + idLength]), contributor: Array(names[start + idLength..<start + idLength + contributorLength]),
            time: Int64(bitPattern: long(table, place + 16)), text: word(table, place + 24))
    }

    /// The document with this id. O(log documents).
    func document(named id: [UInt8], hash: UInt64) -> UInt32? {
        for place in equalRange(.ids, hash) {
            let number = word(table(.ids), place * Form.hashedBytes + 8)
            if document(number).id == id { return number }
        }
        return nil
    }

    /// Documents of a text beside its first, ascending.
    func repeats(of text: UInt32) -> [UInt32] { pairs(table(.repeats), with: text) }

    // MARK: Texts

    /// The text with this digest. O(log texts).
    func text(with digest: TextDigest) -> UInt32? {
        for place in equalRange(.digests, digest.first) {
            let number = word(table(.digests), place * Form.hashedBytes + 8)
            if long(table(.texts), Int(number - texts.lowerBound) * Form.textBytes + 8) == digest.second { return number }
        }
        return nil
    }

    func digest(of text: UInt32) -> TextDigest {
        let place = Int(text - texts.lowerBound) * Form.textBytes
        return TextDigest(first: long(table(.texts), place), second: long(table(.texts), place + 8))
    }

    func firstDocument(of text: UInt32) -> UInt32 { word(table(.texts), Int(text - texts.lowerBound) * Form.textBytes + 32) }
    func sampleCount(of text: UInt32) -> Int { Int(word(table(.texts), Int(text - texts.lowerBound) * Form.textBytes + 28)) }

    /// Lends the signature and the shingles of a text; throws where they are not as they were written.
    func withSketch<Result>(
        of text: UInt32, _ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<UInt64>) -> Result
    ) throws(IndexError) -> Result {
        let table = table(.texts)
        let local = Int(text - texts.lowerBound)
        let place = local * Form.textBytes
        let (offset, count) = (Int(long(table, place + 16)), Int(word(table, place + 24)))
        let all = self.table(.shingles)
        guard offset >= 0, offset + count * 8 <= all.count else { throw .damaged("text \(text) of the index has no shingles") }
        let signature = Self.slice(self.table(.signatures), local * slotCount * 4..<(local + 1) * slotCount * 4)
        let shingles = Self.slice(all, offset..<offset + count * 8)
        guard Form.check(signature: signature, shingles: shingles) == table.loadUnaligned(fromByteOffset: place + 36, as: UInt32.self) else {
            throw .damaged("the sketch of text \(text) in the index was changed")
        }
        return body(signature.bindMemory(to: UInt32.self), shingles.bindMemory(to: UInt64.self))
    }

    /// Texts with this key in this band, ascending. O(log texts).
    func texts(band: Int, key: UInt32) -> PairRun {
        let width = texts.count * Form.pairBytes
        return run(Self.slice(table(.bands), band * width..<(band + 1) * width), key)
    }

    /// Texts with this sample, ascending. O(log samples).
    func texts(sample: UInt32) -> PairRun { run(table(.samples), sample) }

    // MARK: Sorted tables

    private func pairs(_ table: UnsafeRawBufferPointer, with key: UInt32) -> [UInt32] {
        let run = run(table, key)
        return run.range.map { run[$0] }
    }

    private func run(_ table: UnsafeRawBufferPointer, _ key: UInt32) -> PairRun {
        let count = table.count / Form.pairBytes
        func lowerBound(_ key: UInt32) -> Int {
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if word(table, middle * Form.pairBytes) < key { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let start = lowerBound(key)
        var end = start
        // Runs are short but for buckets that are walked only in part.
        if start < count, word(table, start * Form.pairBytes) == key { end = key == .max ? count : lowerBound(key + 1) }
        return PairRun(table: table, range: start..<end)
    }

    private func equalRange(_ name: Form.Table, _ key: UInt64) -> Range<Int> {
        let table = table(name)
        let count = table.count / Form.hashedBytes
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if long(table, middle * Form.hashedBytes) < key { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < count, long(table, end * Form.hashedBytes) == key { end += 1 }
        return low..<end
    }
}

/// The second halves of neighbouring pairs in a sorted table.
struct PairRun {
    let table: UnsafeRawBufferPointer
    let range: Range<Int>

    subscript(_ place: Int) -> UInt32 {
        UInt32(littleEndian: table.loadUnaligned(fromByteOffset: place * IndexSegmentForm.pairBytes + 4, as: UInt32.self))
    }
}

extension IndexParameters {
    /// Names the parameters in a segment.
    public var digest: Digest { Digest.sha256(JSONWriter.bytes(json)) }
}
