internal import Contributions

/// Lays out documents and texts, numbered onward from a base, as the bytes of a segment.
struct IndexSegmentWriter {
    private typealias Form = IndexSegmentForm

    private let parameters: Digest
    private let documentBase: UInt32
    private let textBase: UInt32
    private let bandCount: Int
    private let sampleLimit: UInt64
    private var documentCount: UInt32 = 0
    private var textCount: UInt32 = 0
    private var tables: [[UInt8]] = Array(repeating: [], count: Form.Table.allCases.count)
    private var ids: [(UInt64, UInt32)] = []
    private var digests: [(UInt64, UInt32)] = []
    private var bands: [[UInt64]]
    private var samples: [UInt64] = []
    private var repeats: [UInt64] = []

    init(parameters: Digest, documentBase: UInt32, textBase: UInt32, bandCount: Int, containmentScale: Int) {
        self.parameters = parameters
        self.documentBase = documentBase
        self.textBase = textBase
        self.bandCount = bandCount
        sampleLimit = IndexedText.sampleLimit(scale: containmentScale)
        bands = Array(repeating: [], count: bandCount)
    }

    mutating func add(_ document: IndexedDocument, isFirstOfItsText: Bool) {
        let number = documentBase + documentCount
        let names = tables[Form.Table.names.rawValue].count
        tables[Form.Table.names.rawValue] += document.id + document.contributor
        append(.documents, UInt64(names), UInt32(document.id.count), UInt32(document.contributor.count))
        append(.documents, UInt64(bitPattern: document.time), document.text, 0)
        ids.append((Form.hash(document.id), number))
        if document.text != IndexedText.none, !isFirstOfItsText { repeats.append(UInt64(document.text) << 32 | UInt64(number)) }
        documentCount += 1
    }

    mutating func add(_ text: IndexedText) {
        let number = textBase + textCount
        let offset = tables[Form.Table.shingles.rawValue].count
        var check: UInt32 = 0
        text.signature.withUnsafeBytes { signature in
            text.shingles.withUnsafeBytes { shingles in
                check = Form.check(signature: signature, shingles: shingles)
                tables[Form.Table.signatures.rawValue].append(contentsOf: signature)
                tables[Form.Table.shingles.rawValue].append(contentsOf: shingles)
            }
        }
        var sampleCount: UInt32 = 0
        for sample in text.samples(limit: sampleLimit) {
            samples.append(UInt64(sample) << 32 | UInt64(number))
            sampleCount += 1
        }
        // Two halves, the low one first, are one little-endian number.
        append(.texts, text.digest.first, UInt32(truncatingIfNeeded: text.digest.second), UInt32(truncatingIfNeeded: text.digest.second >> 32))
        append(.texts, UInt64(offset), UInt32(text.shingles.count), sampleCount)
        withUnsafeBytes(of: text.firstDocument.littleEndian) { tables[Form.Table.texts.rawValue].append(contentsOf: $0) }
        withUnsafeBytes(of: check) { tables[Form.Table.texts.rawValue].append(contentsOf: $0) }
        digests.append((text.digest.first, number))
        for band in 0..<bandCount { bands[band].append(UInt64(text.bandKeys[band]) << 32 | UInt64(number)) }
        textCount += 1
    }

    private mutating func append(_ table: Form.Table, _ first: UInt64, _ second: UInt32, _ third: UInt32) {
        withUnsafeBytes(of: first.littleEndian) { tables[table.rawValue].append(contentsOf: $0) }
        withUnsafeBytes(of: second.littleEndian) { tables[table.rawValue].append(contentsOf: $0) }
        withUnsafeBytes(of: third.littleEndian) { tables[table.rawValue].append(contentsOf: $0) }
    }

    /// The segment, handed over piece by piece. O(n log n).
    consuming func finish(_ write: ([UInt8]) throws -> Void) rethrows {
        for (hash, number) in ids.sorted(by: { $0 < $1 }) { append(.ids, hash, number, 0) }
        for (digest, number) in digests.sorted(by: { $0 < $1 }) { append(.digests, digest, number, 0) }
        tables[Form.Table.repeats.rawValue] = Self.pairs(repeats)
        for band in bands { tables[Form.Table.bands.rawValue] += Self.pairs(band) }
        tables[Form.Table.samples.rawValue] = Self.pairs(samples)
        try write(header())
        for table in tables {
            try write(table)
            // Tables of 64-bit values stay aligned.
            try write([UInt8](repeating: 0, count: (8 - table.count % 8) % 8))
        }
    }

    /// Pairs with the first half high, sorted, each half little-endian.
    private static func pairs(_ items: [UInt64]) -> [UInt8] {
        let sorted = items.sorted().map { ($0 >> 32 | $0 << 32).littleEndian }
        return sorted.withUnsafeBytes { Array($0) }
    }

    private func header() -> [UInt8] {
        var header = Form.magic
        withUnsafeBytes(of: Form.version.littleEndian) { header.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(Form.headerBytes).littleEndian) { header.append(contentsOf: $0) }
        header += parameters.bytes
        for number in [UInt64(documentBase), UInt64(documentCount), UInt64(textBase), UInt64(textCount)] {
            withUnsafeBytes(of: number.littleEndian) { header.append(contentsOf: $0) }
        }
        var offset = UInt64(Form.headerBytes)
        for table in tables {
            withUnsafeBytes(of: offset.littleEndian) { header.append(contentsOf: $0) }
            withUnsafeBytes(of: UInt64(table.count).littleEndian) { header.append(contentsOf: $0) }
            header += Digest.sha256(table).bytes
            offset += UInt64((table.count + 7) / 8 * 8)
        }
        header += [UInt8](repeating: 0, count: Form.headerDigestOffset - header.count)
        return header + Digest.sha256(header).bytes
    }
}
