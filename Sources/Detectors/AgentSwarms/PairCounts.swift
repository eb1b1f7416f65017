internal import Parallelism

/// How often each pair of actors met, by window, and each actor's meetings with anybody: what the null is estimated from.
///
/// A pair's count is its number of occasions: co-actions, those close in time taken as one and those at one target only up to a few. Co-actions are
/// dealt out by a hash of their pair and counted one hand at a time, so that a hand's tables stay near the processor.
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

    /// Pieces that the targets are cut into: more than a machine has processors.
    static let pieceCount = 16

    /// O(visits × cap), and as much again for every `SwarmSettings.shardBudget` of co-actions, which bounds the memory at about 200 MB.
    init(_ table: ActionTable, visits: VisitTable, settings: SwarmSettings) {
        let windows = settings.windowsSeconds
        let pieces = visits.pieces(Self.pieceCount)
        let (cap, total) = Self.cap(visits, pieces: pieces, settings: settings)
        neighbourCap = cap
        coactionCount = total
        let shards = UInt64(1 + total / settings.shardBudget)
        let dealer = CoactionDealer(visits: visits, windows: windows, cap: cap, shardCount: shards)
        // Looking first costs a scan and spares the room for all co-actions in no order.
        let looks = ParallelMap.map(pieces.count) { dealer.look(pieces[$0], actorCount: table.actorCount) }
        let company = Self.company(looks, actorCount: table.actorCount, windowCount: windows.count)
        self.company = company
        sample = windows.map { _ in NullSample() }
        let counting = OccasionCounting(
            stride: UInt64(max(1, total / settings.nullSample)), expected: ExpectedMeetings(visits, company: company), windowCount: windows.count,
            minimumOccasions: settings.minimumOccasions, spanSeconds: settings.occasionSeconds)
        for shard in 0..<shards {
            let dealt = ParallelMap.map(pieces.count) { dealer.deal(pieces[$0], looks[$0], shard: shard) }
            let counted = ParallelMap.map(Self.pieceCount) { piece in
                counting.counted(
                    dealt, hands: CoactionDealer.handCount * piece / Self.pieceCount..<CoactionDealer.handCount * (piece + 1) / Self.pieceCount)
            }
            for part in counted {
                entries += part.entries
                for window in windows.indices { sample[window].add(part.sample[window]) }
            }
        }
        entries.sort { $0.pair < $1.pair }
    }

    /// The largest cap on neighbours with which the co-actions stay within their budget, and how many there are.
    private static func cap(_ visits: VisitTable, pieces: [Range<Int>], settings: SwarmSettings) -> (cap: Int, total: Int) {
        var cap = SwarmSettings.neighbourCap
        while true {
            let tried = cap
            let total = ParallelMap.map(pieces.count) {
                visits.coactionCount(pieces[$0], within: settings.windowsSeconds.last ?? 0, cap: tried)
            }.reduce(0, +)
            if total <= settings.coactionBudget || cap <= 1 { return (cap, total) }
            cap /= 2
        }
    }

    /// By window, then actor.
    private static func company(_ looks: [CoactionDealer.Look], actorCount: Int, windowCount: Int) -> [[Int32]] {
        var company = [[Int32]](repeating: [Int32](repeating: 0, count: actorCount), count: windowCount)
        for window in 0..<windowCount {
            if window > 0 { company[window] = company[window - 1] }
            for look in looks {
                for actor in 0..<actorCount { company[window][actor] += look.company[window * actorCount + actor] }
            }
        }
        return company
    }
}
