internal import Glibc
internal import Sketches

/// Proposes pairs of distinct texts that may be near-duplicates: bands of the signature, and sampled shingles for containment.
struct PairProposer {
    let search: NearDuplicateSearch

    struct Proposals {
        /// Sorted, each once.
        var pairs: [ProposedPair]
        var cappedBucketCount: Int
    }

    /// Standard errors that an estimate may fall short of its threshold and still be verified.
    private static let slack = 5.0

    func propose() -> Proposals {
        let store = search.store
        let options = search.options
        let banding = search.banding
        let least = leastAgreement
        let bands = parallelMap(banding.bandCount, threads: options.threadCount) { Self.pairs(in: $0, store, banding, least) }
        let contained = search.options.containment.map { containedPairs($0) } ?? []
        let lists = bands.map(\.pairs) + contained
        return Proposals(pairs: merged(lists), cappedBucketCount: bands.reduce(0) { $0 + $1.cappedCount })
    }

    /// Slots in which a pair at the threshold agrees, all but surely.
    private var leastAgreement: Int {
        let slots = Double(search.options.permutationCount)
        let threshold = search.options.threshold
        return max(1, Int((slots * (threshold - Self.slack * sqrt(threshold * (1 - threshold) / slots))).rounded(.down)))
    }

    /// Pairs that meet in a band and agree in enough slots, packed `later << 32 | earlier`, in order of `later`.
    private static func pairs(in band: Int, _ store: SketchStore, _ banding: Banding, _ least: Int) -> (pairs: [UInt64], cappedCount: Int) {
        var buckets = BandBuckets(capacity: store.count, walkLimit: NearDuplicateOptions.bucketWalkLimit)
        var found: [UInt64] = []
        for text in 0..<store.count {
            let signature = store.signature(text)
            buckets.insert(key: banding.key(of: signature, band: band)) { earlier in
                if MinHasher.agreement(signature, store.signature(earlier), count: store.slotCount) >= least {
                    found.append(UInt64(text) << 32 | UInt64(earlier))
                }
            }
        }
        return (found, buckets.cappedCount)
    }

    /// Unites lists that are each in order of their later text. O(pairs log pairs), in parallel over ranges of texts.
    private func merged(_ lists: [[UInt64]]) -> [ProposedPair] {
        let width = 4096
        return parallelMap((search.store.count + width - 1) / width, threads: search.options.threadCount) { range in
            let low = UInt64(range * width) << 32
            let high = UInt64((range + 1) * width) << 32
            var here: [UInt64] = []
            for list in lists { here.append(contentsOf: list[lowerBound(list, low)..<lowerBound(list, high)]) }
            here.sort()
            var out: [ProposedPair] = []
            var last = UInt64.max
            for packed in here where packed != last {
                out.append(ProposedPair(later: Int(packed >> 32), earlier: Int(packed & 0xFFFF_FFFF)))
                last = packed
            }
            return out
        }.flatMap { $0 }
    }
}

/// The first place in a sorted list whose value is not below the bound. O(log n).
private func lowerBound(_ list: [UInt64], _ bound: UInt64) -> Int {
    var low = 0
    var high = list.count
    while low < high {
        let middle = (low + high) / 2
        if list[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
}

extension PairProposer {
    /// Pairs that share enough sampled shingles for one to hold the given part of the other; one list per range of texts.
    private func containedPairs(_ containment: Double) -> [[UInt64]] {
        let store = search.store
        var building = ScaledIndex(scale: NearDuplicateOptions.containmentScale)
        for text in 0..<store.count { building.add(store.shingles(text)) }
        building.freeze()
        let index = building
        let sampled = parallelMap(store.count, threads: 1) { Self.sampledCount(store.shingles($0), index) }
        let width = 2048
        return parallelMap((store.count + width - 1) / width, threads: search.options.threadCount) { range in
            var counts = [UInt32](repeating: 0, count: store.count)
            var found: [UInt64] = []
            for text in range * width..<min(store.count, (range + 1) * width) {
                var touched: [Int] = []
                var seen = Set<UInt64>()
                for shingle in store.shingles(text) where seen.insert(shingle).inserted {
                    _ = index.documents(with: shingle, postingLimit: NearDuplicateOptions.postingLimit) { other in
                        if other == text { return }
                        if counts[other] == 0 { touched.append(other) }
                        counts[other] += 1
                    }
                }
                for other in touched {
                    let smaller = Double(min(sampled[text], sampled[other]))
                    let least = smaller * containment - Self.slack * sqrt(smaller * containment * (1 - containment))
                    if Double(counts[other]) >= least { found.append(UInt64(max(text, other)) << 32 | UInt64(min(text, other))) }
                    counts[other] = 0
                }
            }
            return found.sorted()
        }
    }

    private static func sampledCount(_ shingles: UnsafeBufferPointer<UInt64>, _ index: ScaledIndex) -> Int {
        var seen = Set<UInt64>()
        for shingle in shingles where index.samples(shingle) { seen.insert(shingle) }
        return seen.count
    }
}
