internal import Contributions
public import Corpora
internal import Sketches

/// Some documents as a search takes them: no text, but what is compared.
public struct SketchedDocuments: Sendable {
    /// Where each document stands in its input.
    public private(set) var lines: [UInt32] = []
    private(set) var times: [Int64] = []
    private(set) var disguisedCount = 0
    /// Nil for a text without a word, which then has no signature, band keys nor shingles.
    private(set) var digests: [TextDigest?] = []
    private(set) var signatures: [UInt32] = []
    private(set) var bandKeys: [UInt32] = []
    private(set) var shingles: [UInt64] = []
    /// Where the shingles of each document end.
    private(set) var shingleEnds: [Int] = []
    private var ids: [UInt8] = []
    private var idEnds: [Int] = []

    public var count: Int { lines.count }

    func forEachID(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        ids.withUnsafeBufferPointer { ids in
            var start = 0
            for end in idEnds {
                body(UnsafeBufferPointer(rebasing: ids[start..<end]))
                start = end
            }
        }
    }
}

/// Sketches documents for a search, wherever they come from; the same on any thread.
public struct DocumentSketcher: Sendable {
    let hasher: ShingleHasher
    let minHasher: MinHasher
    let banding: Banding

    init(_ options: NearDuplicateOptions) {
        hasher = ShingleHasher(width: options.shingleWidth, seed: options.seed)
        minHasher = MinHasher(permutationCount: options.permutationCount, seed: options.seed)
        banding = Banding(threshold: options.threshold, permutationCount: options.permutationCount)
    }

    /// O(bytes of text).
    public func sketch(_ piece: DocumentPiece) -> SketchedDocuments {
        var out = SketchedDocuments(capacity: piece.lineCount, bytes: piece.byteCount, self)
        var worker = SketchWorker(self)
        piece.forEachDocument { document, line in
            out.append(id: document.id, time: document.time, line: UInt32(truncatingIfNeeded: line), text: document.text, &worker)
        }
        return out
    }

    func sketch(_ documents: ArraySlice<NearDuplicateDocument>) -> SketchedDocuments {
        var out = SketchedDocuments(capacity: documents.count, bytes: documents.reduce(0) { $0 + $1.text.utf8.count }, self)
        var worker = SketchWorker(self)
        for document in documents {
            var (id, text) = (document.id, document.text)
            id.withUTF8 { id in
                text.withUTF8 { out.append(id: id, time: document.time, line: 0, text: $0, &worker) }
            }
        }
        return out
    }
}

/// What one thread needs for sketching.
private struct SketchWorker: ~Copyable {
    var text: TextSketcher
    var table = ShingleTable()
    let sketcher: DocumentSketcher

    init(_ sketcher: DocumentSketcher) {
        self.sketcher = sketcher
        text = TextSketcher(hasher: sketcher.hasher)
    }
}

extension SketchedDocuments {
    /// Bytes of text that usually bring one shingle.
    private static let bytesPerShingle = 6

    fileprivate init(capacity: Int, bytes: Int, _ sketcher: DocumentSketcher) {
        lines.reserveCapacity(capacity)
        times.reserveCapacity(capacity)
        digests.reserveCapacity(capacity)
        shingleEnds.reserveCapacity(capacity)
        idEnds.reserveCapacity(capacity)
        signatures.reserveCapacity(capacity * sketcher.minHasher.permutationCount)
        bandKeys.reserveCapacity(capacity * sketcher.banding.bandCount)
        shingles.reserveCapacity(bytes / Self.bytesPerShingle)
    }

    fileprivate mutating func append(
        id: UnsafeBufferPointer<UInt8>, time: Timestamp?, line: UInt32, text: UnsafeBufferPointer<UInt8>, _ worker: inout SketchWorker
    ) {
        ids.append(contentsOf: id)
        idEnds.append(ids.count)
        times.append(time?.microseconds ?? .min)
        lines.append(line)
        worker.text.sketch(text)
        if worker.text.marks.total > 0 { disguisedCount += 1 }
        defer { shingleEnds.append(shingles.count) }
        guard worker.text.wordCount > 0 else {
            digests.append(nil)
            return
        }
        digests.append(worker.text.digest)
        worker.text.keepShingles { worker.table.keepDistinct($0) }
        let start = signatures.count
        worker.text.shingles.withUnsafeBufferPointer {
            worker.sketcher.minHasher.appendSignature(of: $0, to: &signatures)
            shingles.append(contentsOf: $0)
        }
        let banding = worker.sketcher.banding
        signatures.withUnsafeBufferPointer { signatures in
            guard let base = signatures.baseAddress else { return }
            for band in 0..<banding.bandCount { bandKeys.append(banding.key(of: base + start, band: band)) }
        }
    }
}
