internal import Numerics

/// Deals the co-actions of some targets out to hands by a hash of their pair, in two scans: one that counts, one that deals.
struct CoactionDealer: Sendable {
    let visits: VisitTable
    let windows: [Int64]
    let cap: Int
    /// Where all are too many to be held at once, the hands of one shard of the pairs are dealt at a time.
    let shardCount: UInt64

    /// So many that the tables of one hand stay near the processor.
    static let handCount = 2048

    /// What a first scan sees.
    struct Look: Sendable {
        /// By window, then actor: co-actions of which this is the shortest window.
        var company: [Int32]
        /// By shard, then hand: co-actions.
        var counts: [Int]
    }

    private static func hand(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 53) }

    private func shard(_ hash: UInt64) -> UInt64 { shardCount == 1 ? 0 : (hash >> 20) % shardCount }

    /// O(visits × cap).
    func look(_ targets: Range<Int>, actorCount: Int) -> Look {
        var look = Look(
            company: [Int32](repeating: 0, count: windows.count * actorCount), counts: [Int](repeating: 0, count: Int(shardCount) * Self.handCount))
        visits.scan(targets, windows: windows, cap: cap) { coaction in
            let base = coaction.window * actorCount
            look.company[base + Coaction.first(coaction.pair)] += 1
            look.company[base + Coaction.second(coaction.pair)] += 1
            let hash = SplitMix64.mix(coaction.pair)
            look.counts[Int(shard(hash)) * Self.handCount + Self.hand(hash)] += 1
        }
        return look
    }

    /// The co-actions of one shard, hand by hand.
    struct Dealt: Sendable {
        fileprivate let coactions: [Coaction]
        /// `handCount + 1` offsets.
        fileprivate let starts: [Int]

        subscript(hand: Int) -> ArraySlice<Coaction> { coactions[starts[hand]..<starts[hand + 1]] }
    }

    /// O(visits × cap).
    func deal(_ targets: Range<Int>, _ look: Look, shard: UInt64) -> Dealt {
        var starts = [0]
        starts.reserveCapacity(Self.handCount + 1)
        for hand in 0..<Self.handCount { starts.append(starts[hand] + look.counts[Int(shard) * Self.handCount + hand]) }
        let count = starts[Self.handCount]
        let coactions = [Coaction](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: the same scan counted the co-actions of each hand, so that each place is written once.
            var next = starts
            visits.scan(targets, windows: windows, cap: cap) { coaction in
                let hash = SplitMix64.mix(coaction.pair)
                guard self.shard(hash) == shard else { return }
                let hand = Self.hand(hash)
                buffer.initializeElement(at: next[hand], to: coaction)
                next[hand] += 1
            }
            filled = count
        }
        return Dealt(coactions: coactions, starts: starts)
    }
}
