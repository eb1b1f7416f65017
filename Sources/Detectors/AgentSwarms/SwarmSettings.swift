internal import Collections
internal import Contributions

/// What the swarm detector may be told; every default is a stated price of evasion, not a fit to one data set.
public struct SwarmSettings: Hashable, Sendable {
    /// Spans within which two actors' visits to one target count as a co-action, in seconds, ascending.
    public var windowsSeconds: [Int64] = [600, 3600, 21_600, 172_800]
    /// Benjamini–Hochberg rate over all pairs of actors.
    public var falseDiscoveryRate = 0.01
    /// The smallest group that is called a cluster.
    public var minimumMembers = 5
    /// Co-actions of one pair within this span are one occasion: a lesson, a meeting or a news item brings two actors together once, however
    /// many targets they open there.
    public var occasionSeconds: Int64 = 10_800
    /// A pair that met on fewer occasions is not tested.
    public var minimumOccasions = 3
    /// Occasions at one target that count for a pair, at most: who comes back to one feed together every hour has met there, not a hundred times.
    public var meetingsPerTarget = 3
    /// A group that drives fewer targets is not held.
    public var minimumTargets = 5
    /// A target is driven by a cluster when at least this many members visit it in step …
    public var drivingMembers = 3
    /// … and they are at least this share of the actors who ever visited it.
    public var drivingShare = 0.30
    /// A cluster is held when driven targets make up this share of its median member's targets: to stay below it, a ring must do
    /// (1 − θ)/θ dispersed actions for each paid one.
    public var heldShare = 0.25
    /// The same where the money of the driven events ends at the cluster itself.
    public var heldShareSelfPaying = 0.15
    /// The same where the money of the driven events is as dispersed as anybody's: what such a cluster gains cannot be seen.
    public var heldShareDispersed = 0.30
    /// A member of a held cluster whose own share is lower keeps its events.
    public var memberShare = 0.15
    /// Driven visits must be spread over this many days (inverse Simpson index of visits by UTC day): one gathering proves nothing, even one that
    /// goes on past midnight, nor do a month of weekly lessons. In logs of a few days, over `partOfDays` of what all visits are spread over.
    public var minimumDays = 4.5
    public var partOfDays = 0.6
    /// The same where the money ends at the cluster, and the least in short logs. Where members share identifiers as well, none is asked.
    public var minimumDaysSelfPaying = 2.2
    /// Two actors are linked when the weights of the identifiers that they share reach this: a device or funder that few others use, say.
    public var linkWeight = 0.45

    public init() {}

    /// The settings with other windows and rate; windows are sorted and each kept once, and values outside (0, 30 days] are dropped.
    public init(windowsSeconds: [Int64], falseDiscoveryRate: Double) {
        let usable = Set(windowsSeconds.filter { $0 > 0 && $0 <= Self.longestWindowSeconds }).sorted()
        if !usable.isEmpty { self.windowsSeconds = Array(usable.prefix(Self.windowCount)) }
        self.falseDiscoveryRate = falseDiscoveryRate
    }

    /// The longest window that is accepted: 30 days.
    public static let longestWindowSeconds: Int64 = 2_592_000
    /// How many windows are looked at, at most.
    public static let windowCount = 8
    /// Neighbours in time that one visit is compared with, on each side, at most: on a target that everybody visits, company says nothing.
    static let neighbourCap = 64
    /// Co-actions that one analysis looks at, at most; beyond it the neighbour cap is halved until they fit.
    var coactionBudget = 96_000_000
    /// Co-actions held in memory at once, about.
    var shardBudget = 12_000_000
    /// Pairs from which the null is estimated, about.
    var nullSample = 1_000_000
}

extension SwarmSettings {
    /// Names all of them: what answers depend on beside the ledger.
    var digest: Digest {
        var columns = ColumnWriter()
        columns.write(windowsSeconds)
        columns.write([
            falseDiscoveryRate, drivingShare, heldShare, heldShareSelfPaying, heldShareDispersed, memberShare, minimumDays, partOfDays,
            minimumDaysSelfPaying, linkWeight,
        ])
        columns.write([
            minimumMembers, Int(occasionSeconds), minimumOccasions, meetingsPerTarget, minimumTargets, drivingMembers, coactionBudget, shardBudget,
            nullSample,
        ])
        return Digest.sha256(columns.bytes)
    }
}
