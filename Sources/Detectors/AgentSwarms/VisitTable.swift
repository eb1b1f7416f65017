/// Visits: actions with an actor's repeats on one target thinned to one for each occasion, so that one actor's burst is one visit.
struct VisitTable: Sendable {
    let actor: [Int32]
    let seconds: [Int64]
    let offsets: [Int]
    /// Visits of actors that visited the target more than once: a pair may meet there more than once and still counts a few times at most.
    let isRepeated: [Bool]

    /// Visits by actor, those to one target counted up to the meetings that count there: how likely an actor is to be the one that came.
    let activity: [Int32]
    private let meetings: Int
    private let occasionSeconds: Int64

    var targetCount: Int { offsets.count - 1 }

    /// O(rows).
    init(_ table: ActionTable, settings: SwarmSettings) {
        let occasionSeconds = settings.occasionSeconds
        self.occasionSeconds = occasionSeconds
        meetings = settings.meetingsPerTarget
        var activity = [Int32](repeating: 0, count: table.actorCount)
        var here = [Int](repeating: 0, count: table.actorCount)
        var actor: [Int32] = []
        var seconds: [Int64] = []
        var offsets = [0]
        var isRepeated: [Bool] = []
        actor.reserveCapacity(table.rows.count)
        seconds.reserveCapacity(table.rows.count)
        var lastTarget = [Int32](repeating: -1, count: table.actorCount)
        var lastSeconds = [Int64](repeating: 0, count: table.actorCount)
        var lastVisit = [Int](repeating: 0, count: table.actorCount)
        for target in 0..<table.targetCount {
            for row in table.rows[table.range(target)] {
                let who = Int(row.actor)
                if lastTarget[who] == Int32(target) {
                    if row.seconds - lastSeconds[who] < occasionSeconds { continue }
                    isRepeated[lastVisit[who]] = true
                    isRepeated.append(true)
                } else {
                    isRepeated.append(false)
                    here[who] = 0
                }
                here[who] += 1
                if here[who] <= settings.meetingsPerTarget { activity[who] += 1 }
                lastVisit[who] = actor.count
                lastTarget[who] = Int32(target)
                lastSeconds[who] = row.seconds
                actor.append(row.actor)
                seconds.append(row.seconds)
            }
            offsets.append(actor.count)
        }
        self.activity = activity
        self.actor = actor
        self.seconds = seconds
        self.offsets = offsets
        self.isRepeated = isRepeated
    }
}

/// Two actors at one target within the longest window: each pair once for each occasion there, up to a few, the closest first.
struct Coaction: Hashable, Sendable {
    /// The smaller actor id in the upper, the larger in the lower 32 bits.
    let pair: UInt64
    /// Seconds at which the earlier of the two came, and the index of the shortest window that holds both in the lowest bits: sorts by time.
    let moment: Int64

    /// Bits of a window's index: `SwarmSettings.windowCount` of them.
    private static let windowBits: Int64 = 3

    init(pair: UInt64, seconds: Int64, window: Int) {
        self.pair = pair
        moment = seconds << Self.windowBits | Int64(window)
    }

    init(pair: UInt64, moment: Int64) {
        self.pair = pair
        self.moment = moment
    }

    var seconds: Int64 { moment >> Self.windowBits }
    var window: Int { Int(moment & (1 << Self.windowBits - 1)) }

    static func pair(_ one: Int32, _ other: Int32) -> UInt64 {
        one < other ? UInt64(UInt32(one)) << 32 | UInt64(UInt32(other)) : UInt64(UInt32(other)) << 32 | UInt64(UInt32(one))
    }
    /// An ordered pair as one key.
    static func directed(_ from: Int32, _ to: Int32) -> UInt64 { UInt64(UInt32(from)) << 32 | UInt64(UInt32(to)) }
    static func first(_ pair: UInt64) -> Int { Int(pair >> 32) }
    static func second(_ pair: UInt64) -> Int { Int(pair & 0xFFFF_FFFF) }
}

extension VisitTable {
    /// Calls `body` with every co-action at these targets, each visit compared with at most `cap` later ones. O(visits × cap).
    func scan(_ targets: Range<Int>, windows: [Int64], cap: Int, _ body: (Coaction) -> Void) {
        guard let longest = windows.last else { return }
        var local: [Coaction] = []
        var chains = PairChains()
        for target in targets {
            let end = offsets[target + 1]
            local.removeAll(keepingCapacity: true)
            for visit in offsets[target]..<end {
                let time = seconds[visit]
                let limit = min(end, visit + 1 + cap)
                var other = visit + 1
                var window = 0
                while other < limit {
                    let gap = seconds[other] - time
                    if gap > longest { break }
                    while gap > windows[window] { window += 1 }
                    if actor[other] != actor[visit] {
                        let found = Coaction(pair: Coaction.pair(actor[visit], actor[other]), seconds: time, window: window)
                        if isRepeated[visit] || isRepeated[other] { local.append(found) } else { body(found) }
                    }
                    other += 1
                }
            }
            if !local.isEmpty { thin(local, &chains, body) }
        }
    }

    /// Of the meetings at one target of actors who came back to it: the closest first, no two within one occasion, up to a few for each pair.
    private func thin(_ local: [Coaction], _ chains: inout PairChains, _ body: (Coaction) -> Void) {
        guard meetings > 0 else { return }
        chains.chain(local)
        var run: [Coaction] = []
        var taken: [Int64] = []
        for last in chains.latest where last >= 0 {
            if chains.count[Int(last)] == 1 {
                body(local[Int(last)])
                continue
            }
            run.removeAll(keepingCapacity: true)
            taken.removeAll(keepingCapacity: true)
            var place = Int(last)
            while place >= 0 {
                run.append(local[place])
                place = Int(chains.previous[place])
            }
            run.sort { ($0.window, $0.seconds) < ($1.window, $1.seconds) }
            for coaction in run {
                guard taken.count < meetings, taken.allSatisfy({ abs($0 - coaction.seconds) > occasionSeconds }) else { continue }
                taken.append(coaction.seconds)
                body(coaction)
            }
        }
    }

    /// Pieces of the targets with about equally many visits.
    func pieces(_ count: Int) -> [Range<Int>] {
        var cuts = [0]
        for piece in 1..<max(1, count) {
            let visits = actor.count * piece / count
            var (low, high) = (cuts[cuts.count - 1], targetCount)
            while low < high {
                let middle = (low + high) / 2
                if offsets[middle] < visits { low = middle + 1 } else { high = middle }
            }
            cuts.append(low)
        }
        cuts.append(targetCount)
        return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
    }

    /// How many co-actions a scan of these targets with this cap would meet, repeats included. O(visits).
    func coactionCount(_ targets: Range<Int>, within span: Int64, cap: Int) -> Int {
        var total = 0
        for target in targets {
            var end = offsets[target]
            for visit in offsets[target]..<offsets[target + 1] {
                while end < offsets[target + 1], seconds[end] - seconds[visit] <= span { end += 1 }
                total += min(cap, end - visit - 1)
            }
        }
        return total
    }
}
