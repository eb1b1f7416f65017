internal import Parallelism
internal import Sketches

/// Two distinct texts that reach a threshold, and the shingles that they share.
struct VerifiedPair: Sendable {
    let later: UInt32
    let earlier: UInt32
    let shared: UInt32
}

/// Finds the pairs of distinct texts that reach a threshold: bands of the signature and sampled shingles propose, shingle sets decide.
///
/// Each text looks for earlier ones on its own, so memory holds no proposal longer than it takes to measure it.
struct PairFinder {
    private let store: SketchStore
    private let options: NearDuplicateOptions
    private let chains: BandChains
    private let samples: SampledOverlaps?
    private let rule: ProposalRule

    struct Found {
        /// By later text; those of one text in the order in which they were met.
        var pairs: [VerifiedPair]
        var cappedBucketCount: Int
    }

    /// Texts that one thread takes at a time: at least so many, and no more parts than that.
    private static let rangeWidth = 2048
    private static let rangeLimit = 128

    init(_ search: NearDuplicateSearch) {
        store = search.store
        options = search.options
        let (keys, bandCount, count) = (search.bandKeys, search.sketcher.banding.bandCount, store.count)
        chains = BandChains(
            bands: ParallelMap.map(bandCount, threadCount: options.threadCount) {
                BandBuckets(keys: keys, bandCount: bandCount, band: $0, walkLimit: NearDuplicateOptions.bucketWalkLimit)
            })
        let store = store
        samples = options.containment.map { _ in
            SampledOverlaps(
                documentCount: count, scale: NearDuplicateOptions.containmentScale, holderLimit: NearDuplicateOptions.postingLimit
            ) { store.shingles($0) }
        }
        rule = ProposalRule(options)
    }

    func find() -> Found {
        let width = max(Self.rangeWidth, (store.count + Self.rangeLimit - 1) / Self.rangeLimit)
        let ranges = ParallelMap.map((store.count + width - 1) / width, threadCount: options.threadCount) { range in
            pairs(of: range * width..<min(store.count, (range + 1) * width))
        }
        return Found(
            pairs: Array(ranges.joined()), cappedBucketCount: chains.cappedCount + (samples?.cappedCount ?? 0))
    }

    private func pairs(of texts: Range<Int>) -> [VerifiedPair] {
        var found: [VerifiedPair] = []
        var table = ShingleTable()
        /// The latest text for which another was met in a band, plus one, and in how many samples it was met.
        var met = [UInt32](repeating: 0, count: store.count)
        var counts = samples == nil ? [] : [UInt32](repeating: 0, count: store.count)
        var proposed: [Int] = []
        for text in texts {
            propose(text, &met, &counts, &proposed)
            guard !proposed.isEmpty else { continue }
            let shingles = store.shingles(text)
            table.replace(by: shingles)
            for earlier in proposed {
                let others = store.shingles(earlier)
                let overlap = Overlap(shared: table.sharedCount(others), left: shingles.count, right: others.count)
                if rule.reaches(overlap) { found.append(VerifiedPair(later: UInt32(text), earlier: UInt32(earlier), shared: UInt32(overlap.shared))) }
            }
            proposed.removeAll(keepingCapacity: true)
        }
        store.memory.release()
        return found
    }

    private func propose(_ text: Int, _ met: inout [UInt32], _ counts: inout [UInt32], _ proposed: inout [Int]) {
        let stamp = UInt32(text + 1)
        let signature = store.signature(text)
        chains.forEachEarlier(text) { earlier in
            if met[earlier] == stamp { return }
            met[earlier] = stamp
            if MinHasher.agreement(signature, store.signature(earlier), count: store.slotCount) >= rule.leastAgreement { proposed.append(earlier) }
        }
        guard let samples else { return }
        let near = proposed.count
        var touched: [Int] = []
        samples.forEachSharing(text) { earlier in
            if counts[earlier] == 0 { touched.append(earlier) }
            counts[earlier] += 1
        }
        for earlier in touched {
            let (own, other) = (Int(samples.sampledCounts[text]), Int(samples.sampledCounts[earlier]))
            if rule.isProposed(sharing: Int(counts[earlier]), samples: own, other), !proposed[..<near].contains(earlier) { proposed.append(earlier) }
            counts[earlier] = 0
        }
    }
}
