internal import Numerics

/// How often each pair of actors met, by window, and each actor's meetings with anybody: what the null is estimated from.
///
/// A pair's count is its number of occasions: co-actions, those close in time taken as one and those at one target only up to a few. Pairs that cannot reach the
/// smallest count are dropped by a table of small counters before anything is stored, so memory follows the suspects and not the data.
struct PairCounts: Sendable {
    /// One pair, and its occasions within each window, up to 255; the first window in the lowest byte.
    struct Entry: Hashable, Sendable {
        let pair: UInt64
        let packed: UInt64

        func occasions(window: Int) -> Int { Int(packed >> (8 * UInt64(window)) & 255) }
    }

    /// Pairs with at least the minimum number of occasions in the longest window; sorted by pair.
    private(set) var entries: [Entry] = []
    /// By window: pairs of the sample by (bin of the expected count, occasions); see `CoactionNull`.
    private(set) var sample: [NullSample]
    /// By window, then actor: co-actions with anybody.
    let company: [[Int32]]
    /// The cap on neighbours in time that was used, for the report.
    let neighbourCap: Int
    let coactionCount: Int

    /// O(visits × cap), three scans; memory O(actors + suspects), at most about 300 MB of co-actions at a time.
    init(_ table: ActionTable, visits: VisitTable, settings: SwarmSettings) {
        let windows = settings.windowsSeconds
        let longest = windows.last ?? 0
        var cap = SwarmSettings.neighbourCap
        var total = visits.coactionCount(within: longest, cap: cap)
        while total > SwarmSettings.coactionBudget, cap > 1 {
            cap /= 2
            total = visits.coactionCount(within: longest, cap: cap)
        }
        neighbourCap = cap
        coactionCount = total
        // Scan 1: company of each actor, and a small counter for each pair's hash.
        var bits: UInt64 = 16
        while bits < 26, 1 << bits < 4 * total { bits += 1 }
        let shift = 64 - bits
        var counters = [UInt8](repeating: 0, count: 1 << Int(bits))
        var company = [[Int32]](repeating: [Int32](repeating: 0, count: table.actorCount), count: windows.count)
        visits.scan(windows: windows, cap: cap) { coaction in
            let slot = Int(SplitMix64.mix(coaction.pair) >> shift)
            if counters[slot] < 255 { counters[slot] += 1 }
            company[Int(coaction.window)][Coaction.first(coaction.pair)] += 1
            company[Int(coaction.window)][Coaction.second(coaction.pair)] += 1
        }
        for window in windows.indices.dropFirst() {
            for actor in 0..<table.actorCount { company[window][actor] += company[window - 1][actor] }
        }
        self.company = company
        let expected = ExpectedMeetings(visits, company: company)
        sample = windows.map { _ in NullSample() }
        // Scan 2: the co-actions of pairs that may reach the minimum, or fall into the sample, a shard of pairs at a time.
        let stride = UInt64(max(1, total / SwarmSettings.nullSample))
        let least = UInt8(settings.minimumOccasions)
        var kept = 0
        if total > SwarmSettings.shardBudget {
            visits.scan(windows: windows, cap: cap) { coaction in
                let hash = SplitMix64.mix(coaction.pair)
                if counters[Int(hash >> shift)] >= least || hash % stride == 0 { kept += 1 }
            }
        }
        let shards = UInt64(1 + kept / SwarmSettings.shardBudget)
        for shard in 0..<shards {
            var held: [Coaction] = []
            visits.scan(windows: windows, cap: cap) { coaction in
                let hash = SplitMix64.mix(coaction.pair)
                guard counters[Int(hash >> shift)] >= least || hash % stride == 0 else { return }
                if shards == 1 || (hash >> 20) % shards == shard { held.append(coaction) }
            }
            let ordered = Self.sortedByPair(held, actorCount: table.actorCount)
            held = []
            absorb(ordered, stride: stride, expected: expected, settings: settings)
        }
        if shards > 1 { entries.sort { $0.pair < $1.pair } }
    }

    /// Counts runs of equal pairs. O(co-actions log run).
    private mutating func absorb(_ ordered: [Coaction], stride: UInt64, expected: ExpectedMeetings, settings: SwarmSettings) {
        let windows = settings.windowsSeconds.count
        var start = 0
        var run: [Coaction] = []
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, ordered[end].pair == ordered[start].pair { end += 1 }
            let pair = ordered[start].pair
            let sampled = SplitMix64.mix(pair) % stride == 0
            if sampled || end - start >= settings.minimumOccasions {
                run.removeAll(keepingCapacity: true)
                run.append(contentsOf: ordered[start..<end])
                run.sort { ($0.seconds, $0.window) < ($1.seconds, $1.window) }
                var packed: UInt64 = 0
                for window in 0..<windows {
                    packed |= Self.occasions(run, window: UInt8(window), span: settings.occasionSeconds) << (8 * UInt64(window))
                }
                let entry = Entry(pair: pair, packed: packed)
                if sampled {
                    for window in 0..<windows where entry.occasions(window: window) > 0 {
                        sample[window].add(entry.occasions(window: window), expected: expected.count(pair, window: window))
                    }
                }
                if entry.occasions(window: windows - 1) >= settings.minimumOccasions { entries.append(entry) }
            }
            start = end
        }
    }

    /// Co-actions within the window, those that begin within `span` of the first of a group taken as one. O(run).
    private static func occasions(_ run: [Coaction], window: UInt8, span: Int64) -> UInt64 {
        var count: UInt64 = 0
        var begin = Int64.min
        for coaction in run where coaction.window <= window {
            if begin == Int64.min || coaction.seconds - begin > span {
                begin = coaction.seconds
                if count < 255 { count += 1 }
            }
        }
        return count
    }

    /// Radix sort on the pair, least digit first; stable. O(n) for each 11 bits of actor ids.
    private static func sortedByPair(_ coactions: [Coaction], actorCount: Int) -> [Coaction] {
        guard coactions.count > 4096 else { return coactions.sorted { $0.pair < $1.pair } }
        var from = coactions
        var into = coactions
        var idBits: UInt64 = 1
        while 1 << idBits < actorCount { idBits += 1 }
        for base in [UInt64(0), 32] {
            var bit: UInt64 = 0
            while bit < idBits {
                let shift = base + bit
                let mask: UInt64 = (1 << min(11, idBits - bit)) - 1
                var starts = [Int](repeating: 0, count: 2049)
                for coaction in from { starts[Int(coaction.pair >> shift & mask) + 1] += 1 }
                for digit in 0..<2048 { starts[digit + 1] += starts[digit] }
                for coaction in from {
                    let digit = Int(coaction.pair >> shift & mask)
                    into[starts[digit]] = coaction
                    starts[digit] += 1
                }
                swap(&from, &into)
                bit += 11
            }
        }
        return from
    }
}
