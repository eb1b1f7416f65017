public import Contributions
internal import Sketches

/// Documents that were submitted, in segments that never change and in memory, asked one document at a time: is this new, and if not,
/// whose is it?
///
/// Asking and then adding each document in order finds the pairs that `NearDuplicateSearch` finds in one go, as long as no cap is met. No
/// text is kept. A query costs a binary search for each band and segment, and one exact comparison for each proposed text.
public struct NearDuplicateIndex {
    public let options: NearDuplicateOptions
    public let parameters: IndexParameters
    public let sketcher: DocumentSketcher
    private(set) var segments: [IndexSegment]
    private(set) var recent: RecentDocuments
    private let rule: ProposalRule

    /// - Parameter segments: in the order of their documents, without a gap.
    public init(options: NearDuplicateOptions, segments: [IndexSegment]) throws(IndexError) {
        self.options = options
        parameters = IndexParameters(options)
        sketcher = DocumentSketcher(options)
        rule = ProposalRule(options)
        self.segments = segments
        var (document, text): (UInt32, UInt32) = (0, 0)
        for segment in segments {
            guard segment.documents.lowerBound == document, segment.texts.lowerBound == text else {
                throw .damaged("a segment of the index is missing")
            }
            (document, text) = (segment.documents.upperBound, segment.texts.upperBound)
        }
        recent = RecentDocuments(documentBase: document, textBase: text, containmentScale: parameters.containmentScale)
    }

    public var documentCount: Int { Int(recent.documentEnd) }
    /// Documents that no segment holds yet.
    public var recentCount: Int { recent.documents.count }

    /// An earlier document that the new one overlaps with, measured exactly.
    public struct Match: Hashable, Sendable {
        public let id: String
        public let contributor: String?
        public let time: Timestamp?
        public let jaccard: Double
        /// The share of the new document's shingles that stand in the earlier one.
        public let containment: Double
        /// The share of the earlier document's shingles that stand in the new one.
        public let containmentOfEarlier: Double
        public let exact: Bool
        let document: UInt32
    }

    /// What the index holds under an id.
    public enum Known: Hashable, Sendable { case no, sameText, otherText }

    public func knows(_ document: SketchedDocument) throws(IndexError) -> Known {
        let id = Array(document.id.utf8)
        guard let number = number(of: id) else { return .no }
        let text = self.document(number).text
        guard let sketch = document.sketch else { return text == IndexedText.none ? .sameText : .otherText }
        return text != IndexedText.none && self.text(with: sketch.digest) == text ? .sameText : .otherText
    }

    /// Earlier documents that the document overlaps with, in the order of their coming.
    public func matches(_ document: SketchedDocument) throws(IndexError) -> [Match] {
        guard let sketch = document.sketch else { return [] }
        let same = text(with: sketch.digest)
        var matches: [Match] = []
        if let same {
            let group = documents(of: same)
            let whole = Overlap(shared: sketch.shingles.count, left: sketch.shingles.count, right: sketch.shingles.count)
            // With the new one it must not be more than a group of which every pair is listed.
            let listed = group.count < NearDuplicateOptions.copyExpansionLimit ? group[...] : group.prefix(1)
            matches += listed.map { match($0, whole, isExact: true) }
        }
        for (text, overlap) in try overlaps(of: sketch, except: same) {
            let group = documents(of: text)
            let listed = group.count <= NearDuplicateOptions.copyExpansionLimit ? group[...] : group.prefix(1)
            matches += listed.map { match($0, overlap, isExact: false) }
        }
        return matches.sorted { $0.document < $1.document }
    }

    /// Adds a document behind all others.
    /// - Precondition: the index does not know its id.
    public mutating func add(_ document: SketchedDocument) {
        var text = IndexedText.none
        var isFirst = false
        if let sketch = document.sketch {
            if let known = self.text(with: sketch.digest) {
                text = known
            } else {
                (text, isFirst) = (recent.textEnd, true)
                recent.add(
                    IndexedText(
                        digest: sketch.digest, signature: sketch.signature, shingles: sketch.shingles, bandKeys: sketch.bandKeys,
                        firstDocument: recent.documentEnd))
            }
        }
        recent.add(
            IndexedDocument(
                id: Array(document.id.utf8), contributor: document.contributor.map { Array($0.utf8) } ?? [],
                time: document.time?.microseconds ?? .min, text: text), isFirstOfItsText: isFirst)
    }

    // MARK: Finding

    private func overlaps(of sketch: SketchedDocument.Sketch, except same: UInt32?) throws(IndexError) -> [(text: UInt32, overlap: Overlap)] {
        var proposed: [UInt32] = []
        var met: Set<UInt32> = same.map { [$0] } ?? []
        for (band, key) in sketch.bandKeys.enumerated() {
            for text in walk(band, key) where met.insert(text).inserted {
                let agreement = try withSketch(of: text) { signature, _ in
                    sketch.signature.withUnsafeBufferPointer { own in
                        guard let left = own.baseAddress, let right = signature.baseAddress else { return 0 }
                        return MinHasher.agreement(left, right, count: own.count)
                    }
                }
                if agreement >= rule.leastAgreement { proposed.append(text) }
            }
        }
        if options.containment != nil { proposed += containing(sketch, besides: Set(proposed), except: same) }
        var table = ShingleTable()
        sketch.shingles.withUnsafeBufferPointer { table.replace(by: $0) }
        var found: [(text: UInt32, overlap: Overlap)] = []
        for text in proposed {
            let others = try copy(of: text)
            let shared = others.withUnsafeBufferPointer { table.sharedCount($0) }
            let overlap = Overlap(shared: shared, left: sketch.shingles.count, right: others.count)
            if rule.reaches(overlap) { found.append((text, overlap)) }
        }
        return found
    }

    /// Texts of a bucket, the newest first, and the oldest where they are too many to be walked.
    private func walk(_ band: Int, _ key: UInt32) -> [UInt32] {
        let limit = NearDuplicateOptions.bucketWalkLimit
        var texts: [UInt32] = []
        var hasMore = false
        func take(_ text: UInt32) -> Bool {
            hasMore = texts.count == limit
            if !hasMore { texts.append(text) }
            return !hasMore
        }
        recent.forEachText(band: band, key: key, bandCount: parameters.bandCount, take)
        for segment in segments.reversed() where !hasMore {
            let run = segment.texts(band: band, key: key)
            for place in run.range.reversed() where !take(run[place]) { break }
        }
        guard hasMore else { return texts }
        for segment in segments {
            let run = segment.texts(band: band, key: key)
            if let first = run.range.first { return texts + [run[first]] }
        }
        return texts + (recent.oldest(band: band, key: key, bandCount: parameters.bandCount).map { [$0] } ?? [])
    }

    private func containing(_ sketch: SketchedDocument.Sketch, besides near: Set<UInt32>, except same: UInt32?) -> [UInt32] {
        var counts: [UInt32: Int] = [:]
        var sampleCount = 0
        let limit = IndexedText.sampleLimit(scale: parameters.containmentScale)
        for shingle in sketch.shingles where shingle <= limit {
            let sample = UInt32(truncatingIfNeeded: shingle)
            sampleCount += 1
            var left = NearDuplicateOptions.postingLimit
            for segment in segments where left > 0 {
                let run = segment.texts(sample: sample)
                for place in run.range.prefix(left) { counts[run[place], default: 0] += 1 }
                left -= min(left, run.range.count)
            }
            for text in recent.texts(sample: sample).prefix(left) { counts[text, default: 0] += 1 }
        }
        return counts.filter { text, shared in
            text != same && !near.contains(text) && rule.isProposed(sharing: shared, samples: sampleCount, self.sampleCount(of: text))
        }.keys.sorted()
    }

    // MARK: Looking up

    private func segment(ofText text: UInt32) -> IndexSegment? { segments.last { $0.texts.contains(text) } }

    private func withSketch<Result>(
        of text: UInt32, _ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<UInt64>) -> Result
    ) throws(IndexError) -> Result {
        if let segment = segment(ofText: text) { return try segment.withSketch(of: text, body) }
        let own = recent.texts[Int(text - recent.textBase)]
        return own.signature.withUnsafeBufferPointer { signature in own.shingles.withUnsafeBufferPointer { body(signature, $0) } }
    }

    private func copy(of text: UInt32) throws(IndexError) -> [UInt64] { try withSketch(of: text) { Array($1) } }

    private func sampleCount(of text: UInt32) -> Int { segment(ofText: text)?.sampleCount(of: text) ?? recent.sampleCount(of: text) }

    private func text(with digest: TextDigest) -> UInt32? {
        if let text = recent.text(with: digest) { return text }
        for segment in segments.reversed() { if let text = segment.text(with: digest) { return text } }
        return nil
    }

    private func number(of id: [UInt8]) -> UInt32? {
        if let number = recent.document(named: id) { return number }
        let hash = IndexSegmentForm.hash(id)
        for segment in segments.reversed() { if let number = segment.document(named: id, hash: hash) { return number } }
        return nil
    }

    private func document(_ number: UInt32) -> IndexedDocument {
        segments.last { $0.documents.contains(number) }?.document(number) ?? recent.documents[Int(number - recent.documentBase)]
    }

    /// Documents that hold a text, in the order of their coming.
    private func documents(of text: UInt32) -> [UInt32] {
        let first = segment(ofText: text)?.firstDocument(of: text) ?? recent.texts[Int(text - recent.textBase)].firstDocument
        return [first] + segments.flatMap { $0.repeats(of: text) } + recent.repeats(of: text)
    }

    private func match(_ number: UInt32, _ overlap: Overlap, isExact: Bool) -> Match {
        let document = document(number)
        return Match(
            id: String(decoding: document.id, as: UTF8.self),
            contributor: document.contributor.isEmpty ? nil : String(decoding: document.contributor, as: UTF8.self),
            time: document.time == .min ? nil : Timestamp(microseconds: document.time), jaccard: overlap.jaccard,
            containment: overlap.containmentLeft, containmentOfEarlier: overlap.containmentRight, exact: isExact, document: number)
    }
}
