internal import CSketchKernels

/// Which documents share which sampled shingles: the FracMinHash idea (Hera, Pierce-Ward, Koslicki 2023) as an inverted index.
///
/// A shingle is sampled where its hash is below 2^64 / scale, in every document alike, so shared samples estimate containment,
/// which MinHash cannot. Only samples that two documents share are kept; documents are numbered in the order in which they are given.
public struct SampledOverlaps: Sendable {
    /// Samples of each document, shared or not.
    public let sampledCounts: [UInt32]
    /// Documents of each shared sample, ascending.
    private let holders: [UInt32]
    private let groupStarts: [Int]
    /// Shared samples of each document.
    private let groups: [UInt32]
    private let documentStarts: [Int]
    private let holderLimit: Int
    /// Samples of which only the earliest holders are looked at.
    public let cappedCount: Int

    /// Samples that are sorted at a time, which bounds the memory for doing so.
    private static let batchSize = 6 << 20
    private static let passLimit = 16

    /// - Parameters:
    ///   - scale: one shingle in so many is sampled.
    ///   - holderLimit: documents per sample that are looked at, earliest first.
    ///   - shingles: the distinct shingles of a document; asked for several times.
    public init(documentCount: Int, scale: Int, holderLimit: Int, shingles: (Int) -> UnsafeBufferPointer<UInt64>) {
        precondition(scale >= 1, "a sample is one in one or more")
        self.holderLimit = holderLimit
        let limit = scale == 1 ? UInt64.max : UInt64.max / UInt64(scale)
        var total = 0
        sampledCounts = (0..<documentCount).map { document in
            let count = shingles(document).reduce(0) { $0 + ($1 <= limit ? 1 : 0) }
            total += count
            return UInt32(count)
        }
        var passBits: UInt32 = 0
        while total >> passBits > Self.batchSize, 1 << passBits < Self.passLimit { passBits += 1 }
        var holders: [UInt32] = []
        var groupStarts = [0]
        var memberships: [UInt32] = [UInt32](repeating: 0, count: documentCount)
        for pass in 0..<UInt32(1) << passBits {
            var items: [UInt64] = []
            items.reserveCapacity(total >> passBits + total >> (passBits + 3) + 64)
            for document in 0..<documentCount {
                for shingle in shingles(document) where shingle <= limit {
                    // Sampling looks at the high bits, so the low ones are spread evenly.
                    let hash = UInt32(truncatingIfNeeded: shingle)
                    if passBits == 0 || hash >> (32 - passBits) == pass { items.append(UInt64(hash) << 32 | UInt64(document)) }
                }
            }
            Self.sort(&items)
            var start = 0
            while start < items.count {
                var end = start + 1
                while end < items.count, items[end] >> 32 == items[start] >> 32 { end += 1 }
                if end - start > 1 {
                    for item in items[start..<end] {
                        let document = UInt32(truncatingIfNeeded: item)
                        holders.append(document)
                        memberships[Int(document)] += 1
                    }
                    groupStarts.append(holders.count)
                }
                start = end
            }
        }
        self.holders = holders
        self.groupStarts = groupStarts
        cappedCount = groupStarts.indices.dropFirst().count { groupStarts[$0] - groupStarts[$0 - 1] > holderLimit + 1 }
        var starts = [0]
        starts.reserveCapacity(documentCount + 1)
        for count in memberships { starts.append((starts.last ?? 0) + Int(count)) }
        documentStarts = starts
        var groups = [UInt32](repeating: 0, count: holders.count)
        for group in groupStarts.indices.dropLast() {
            for place in groupStarts[group]..<groupStarts[group + 1] {
                let document = Int(holders[place])
                groups[starts[document]] = UInt32(group)
                starts[document] += 1
            }
        }
        self.groups = groups
    }

    private static func sort(_ items: inout [UInt64]) {
        items.withUnsafeMutableBufferPointer { items in
            guard let base = items.baseAddress else { return }
            let scratch = UnsafeMutablePointer<UInt64>.allocate(capacity: items.count)
            defer { scratch.deallocate() }
            sketch_sort_high(base, items.count, scratch)
        }
    }

    /// Hands over, for each sample of the document, the earlier documents that share it, at most the limit. O(documents handed over).
    public func forEachSharing(_ document: Int, _ body: (Int) -> Void) {
        holders.withUnsafeBufferPointer { holders in
            for place in documentStarts[document]..<documentStarts[document + 1] {
                let group = Int(groups[place])
                for place in groupStarts[group]..<min(groupStarts[group + 1], groupStarts[group] + holderLimit) {
                    let other = Int(holders[place])
                    if other >= document { break }
                    body(other)
                }
            }
        }
    }
}
