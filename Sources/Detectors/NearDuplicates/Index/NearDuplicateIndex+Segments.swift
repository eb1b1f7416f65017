internal import Sketches

extension NearDuplicateIndex {
    /// Writes what came since the last segment as one.
    public func writeRecent(_ write: ([UInt8]) throws -> Void) throws {
        var writer = writer(from: recent.documentBase, recent.textBase)
        for (place, document) in recent.documents.enumerated() {
            let number = recent.documentBase + UInt32(place)
            writer.add(document, isFirstOfItsText: isFirst(number, of: document.text) { recent.texts[Int($0 - recent.textBase)].firstDocument })
        }
        for text in recent.texts { writer.add(text) }
        try writer.finish(write)
    }

    /// Writes neighbouring segments as one; the answers stay the same.
    /// - Parameter range: places in the order of segments.
    public func writeMerged(_ range: Range<Int>, _ write: ([UInt8]) throws -> Void) throws {
        let parts = segments[range]
        guard let first = parts.first else { return }
        var writer = writer(from: first.documents.lowerBound, first.texts.lowerBound)
        for segment in parts {
            for number in segment.documents {
                let document = segment.document(number)
                writer.add(
                    document,
                    isFirstOfItsText: isFirst(number, of: document.text) { text in
                        parts.last { $0.texts.contains(text) }?.firstDocument(of: text) ?? .max
                    })
            }
            for number in segment.texts {
                let digest = segment.digest(of: number)
                try writer.add(
                    segment.withSketch(of: number) { signature, shingles in
                        IndexedText(
                            digest: digest, signature: Array(signature), shingles: Array(shingles), bandKeys: bandKeys(signature),
                            firstDocument: segment.firstDocument(of: number))
                    })
            }
        }
        try writer.finish(write)
    }

    private func writer(from document: UInt32, _ text: UInt32) -> IndexSegmentWriter {
        IndexSegmentWriter(
            parameters: parameters.digest, documentBase: document, textBase: text, bandCount: parameters.bandCount,
            containmentScale: parameters.containmentScale)
    }

    private func isFirst(_ document: UInt32, of text: UInt32, _ firstDocument: (UInt32) -> UInt32) -> Bool {
        // Numbers of texts rise with those of their first documents, so a text below the segment's is not this document's own.
        text != IndexedText.none && text >= recentOrSegmentBase(of: document) && firstDocument(text) == document
    }

    private func recentOrSegmentBase(of document: UInt32) -> UInt32 {
        segments.last { $0.documents.contains(document) }?.texts.lowerBound ?? recent.textBase
    }

    private func bandKeys(_ signature: UnsafeBufferPointer<UInt32>) -> [UInt32] {
        signature.baseAddress.map { base in (0..<parameters.bandCount).map { sketcher.banding.key(of: base, band: $0) } } ?? []
    }
}
