internal import Numerics

/// Counts the occasions of pairs whose co-actions lie together in one hand.
struct OccasionCounting: Sendable {
    /// One pair in so many enters the sample of the null.
    let stride: UInt64
    let expected: ExpectedMeetings
    let windowCount: Int
    let minimumOccasions: Int
    let spanSeconds: Int64

    struct Counted: Sendable {
        var entries: [PairCounts.Entry] = []
        var sample: [NullSample]
    }

    /// O(co-actions), expected.
    func counted(_ dealt: [CoactionDealer.Dealt], hands: Range<Int>) -> Counted {
        var counted = Counted(sample: (0..<windowCount).map { _ in NullSample() })
        var coactions: [Coaction] = []
        var chains = PairChains()
        var run: [Int64] = []
        for hand in hands {
            coactions.removeAll(keepingCapacity: true)
            for part in dealt { coactions.append(contentsOf: part[hand]) }
            chains.chain(coactions)
            for last in chains.latest where last >= 0 {
                let pair = coactions[Int(last)].pair
                let isSampled = SplitMix64.mix(pair) % stride == 0
                guard isSampled || Int(chains.count[Int(last)]) >= minimumOccasions else { continue }
                run.removeAll(keepingCapacity: true)
                var place = Int(last)
                while place >= 0 {
                    run.append(coactions[place].moment)
                    place = Int(chains.previous[place])
                }
                if run.count > 1 { run.sort() }
                take(pair, run, isSampled: isSampled, into: &counted)
            }
        }
        return counted
    }

    private func take(_ pair: UInt64, _ run: [Int64], isSampled: Bool, into counted: inout Counted) {
        var packed: UInt64 = 0
        for window in 0..<windowCount { packed |= occasions(run, window: window) << (8 * UInt64(window)) }
        let entry = PairCounts.Entry(pair: pair, packed: packed)
        if isSampled {
            for window in 0..<windowCount where entry.occasions(window: window) > 0 {
                counted.sample[window].add(entry.occasions(window: window), expected: expected.count(pair, window: window))
            }
        }
        if entry.occasions(window: windowCount - 1) >= minimumOccasions { counted.entries.append(entry) }
    }

    /// Co-actions within the window, those that begin within `spanSeconds` of the first of a group taken as one. O(run).
    private func occasions(_ run: [Int64], window: Int) -> UInt64 {
        var count: UInt64 = 0
        var begin = Int64.min
        for moment in run {
            let coaction = Coaction(pair: 0, moment: moment)
            guard coaction.window <= window else { continue }
            if begin == Int64.min || coaction.seconds - begin > spanSeconds {
                begin = coaction.seconds
                if count < 255 { count += 1 }
            }
        }
        return count
    }
}
