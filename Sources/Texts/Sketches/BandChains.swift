internal import CSketchKernels

/// The buckets of one band: documents with equal keys, each linked to the one before it.
///
/// Built by sorting, which is kinder to the caches than a table.
public struct BandBuckets: Sendable {
    /// The document before, in its bucket; `none` for a bucket's first.
    fileprivate let links: [UInt32]
    /// The first of the bucket, for documents in buckets too large for a whole walk; empty where there is none.
    fileprivate let roots: [UInt32]
    /// Buckets of which not every pair is looked at.
    public let cappedCount: Int

    fileprivate static let none = UInt32.max
    fileprivate let walkLimit: Int

    /// - Parameters:
    ///   - keys: of each document in order, `bandCount` of them.
    ///   - band: whose buckets these are.
    ///   - walkLimit: nearest earlier documents that a walk goes to, before it goes to the first.
    ///
    /// O(documents).
    public init(keys: [UInt32], bandCount: Int, band: Int, walkLimit: Int) {
        let count = keys.count / bandCount
        precondition(count < Int(UInt32.max) && keys.count == count * bandCount, "a key for each document and band")
        self.walkLimit = walkLimit
        var items = [UInt64](unsafeUninitializedCapacity: count) { items, filled in
            keys.withUnsafeBufferPointer { keys in
                for document in 0..<count { items[document] = UInt64(keys[document * bandCount + band]) << 32 | UInt64(document) }
            }
            filled = count
        }
        items.withUnsafeMutableBufferPointer { items in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: items.count) { scratch in
                if let base = items.baseAddress, let other = scratch.baseAddress { sketch_sort_high(base, items.count, other) }
            }
        }
        var links = [UInt32](repeating: Self.none, count: count)
        var large: [Range<Int>] = []
        var start = 0
        for place in items.indices.dropFirst() {
            if items[place] >> 32 == items[place - 1] >> 32 {
                links[Int(UInt32(truncatingIfNeeded: items[place]))] = UInt32(truncatingIfNeeded: items[place - 1])
            } else {
                if place - start > walkLimit + 1 { large.append(start..<place) }
                start = place
            }
        }
        if count - start > walkLimit + 1 { large.append(start..<count) }
        self.links = links
        cappedCount = large.count { $0.count > walkLimit + 2 }
        guard !large.isEmpty else {
            roots = []
            return
        }
        var roots = [UInt32](repeating: Self.none, count: count)
        for bucket in large {
            let root = UInt32(truncatingIfNeeded: items[bucket.lowerBound])
            for place in bucket { roots[Int(UInt32(truncatingIfNeeded: items[place]))] = root }
        }
        self.roots = roots
    }
}

/// The buckets of all bands of some documents.
///
/// Walks are capped at the nearest earlier documents and the bucket's first, so that a flood of look-alikes costs linear time; buckets
/// that are too large for a whole walk are counted. Memory: 4 bytes for each document and band.
public struct BandChains: Sendable {
    private let bandCount: Int
    private let walkLimit: Int
    /// The document before, in the bucket of each band; those of one document side by side.
    private let links: [UInt32]
    private let roots: [[UInt32]]
    /// Buckets of which not every pair is looked at.
    public let cappedCount: Int

    /// - Parameter bands: of equally many documents under one limit. O(documents × bands).
    public init(bands: [BandBuckets]) {
        let count = bands.first?.links.count ?? 0
        precondition(bands.allSatisfy { $0.links.count == count && $0.walkLimit == bands[0].walkLimit }, "bands of the same documents")
        bandCount = bands.count
        walkLimit = bands.first?.walkLimit ?? 0
        roots = bands.map(\.roots)
        cappedCount = bands.reduce(0) { $0 + $1.cappedCount }
        links = [UInt32](unsafeUninitializedCapacity: count * bands.count) { links, filled in
            for (number, band) in bands.enumerated() {
                band.links.withUnsafeBufferPointer { column in
                    for document in 0..<count { links[document * bands.count + number] = column[document] }
                }
            }
            filled = count * bands.count
        }
    }

    /// Hands over, for each band, earlier documents of the same key: nearest first, the bucket's first at the end. O(documents handed over).
    public func forEachEarlier(_ document: Int, _ body: (Int) -> Void) {
        links.withUnsafeBufferPointer { links in
            for band in 0..<bandCount {
                var walked = 0
                var current = links[document * bandCount + band]
                while current != BandBuckets.none {
                    if walked == walkLimit {
                        body(Int(roots[band][document]))
                        break
                    }
                    body(Int(current))
                    walked += 1
                    current = links[Int(current) * bandCount + band]
                }
            }
        }
    }
}
