public import Contributions
public import Corpora
internal import Sketches

/// One document as an index takes it: no text, but what is compared.
public struct SketchedDocument: Sendable {
    public let id: String
    public let contributor: String?
    public let time: Timestamp?
    let sketch: Sketch?

    /// Nil for a text without a word, which matches nothing.
    struct Sketch: Sendable {
        let digest: TextDigest
        let signature: [UInt32]
        let shingles: [UInt64]
        let bandKeys: [UInt32]

        init(digest: TextDigest, shingles: [UInt64], _ sketcher: DocumentSketcher) {
            self.digest = digest
            self.shingles = shingles
            signature = sketcher.minHasher.signature(of: shingles)
            bandKeys = signature.withUnsafeBufferPointer { signature in
                signature.baseAddress.map { base in (0..<sketcher.banding.bandCount).map { sketcher.banding.key(of: base, band: $0) } } ?? []
            }
        }
    }
}

extension DocumentSketcher {
    /// O(bytes of text).
    public func sketch(_ document: NearDuplicateDocument) -> SketchedDocument {
        var text = document.text
        return text.withUTF8 { sketch(id: document.id, contributor: document.contributor, time: document.time, text: $0) }
    }

    /// Each document of a piece by itself, with the line on which it stands. O(bytes of text).
    public func sketchEach(_ piece: DocumentPiece) -> [(document: SketchedDocument, line: Int)] {
        var out: [(document: SketchedDocument, line: Int)] = []
        piece.forEachDocument { document, line in
            let contributor = document.contributor.isEmpty ? nil : String(decoding: document.contributor, as: UTF8.self)
            out.append(
                (sketch(id: String(decoding: document.id, as: UTF8.self), contributor: contributor, time: document.time, text: document.text), line))
        }
        return out
    }

    private func sketch(id: String, contributor: String?, time: Timestamp?, text: UnsafeBufferPointer<UInt8>) -> SketchedDocument {
        var worker = TextSketcher(hasher: hasher)
        worker.sketch(text)
        var sketch: SketchedDocument.Sketch?
        if worker.wordCount > 0 {
            var table = ShingleTable()
            let digest = worker.digest
            worker.keepShingles { table.keepDistinct($0) }
            sketch = SketchedDocument.Sketch(digest: digest, shingles: worker.shingles, self)
        }
        return SketchedDocument(id: id, contributor: contributor, time: time, sketch: sketch)
    }
}
