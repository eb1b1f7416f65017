internal import Numerics
internal import Parallelism

/// A pair of actors that met more often than the estimated null allows.
struct SuspectPair: Hashable, Sendable {
    let one: Int32
    let other: Int32
    /// Smallest over the windows, multiplied by their number.
    let pValue: Double
    /// Index of the window that gave it.
    let window: Int
    let occasions: Int
    /// Under the null, clumping included.
    let expected: Double
}

/// Tests every pair that met often enough against the null of its window.
///
/// Given c·λ expected meetings over n visits, the upper tail is that of a binomial variable with n trials of equal probability: by Hoeffding
/// ("On the distribution of the number of successes in independent trials", 1956) no mixture of unequal visits with the same mean has a
/// heavier one.
struct PairTests: Sendable {
    /// Pairs with p at most `suspicion`, sorted by pair.
    let suspects: [SuspectPair]
    /// Those that Benjamini–Hochberg keeps at the configured rate among all N(N − 1)/2 pairs; sorted by pair.
    let significant: [SuspectPair]
    /// The largest kept p-value.
    let threshold: Double
    /// Those that the graph is made of: p at most `linkingLevel`, sorted by pair. Weaker than `significant` where pairs are few or meet seldom, as
    /// in a ring whose members share the work; a group made of them must then pass `GroupBound`.
    let linking: [SuspectPair]
    let linkingLevel: Double
    /// By window: the estimated factor among pairs that hardly ever meet.
    let clumping: [Double]

    /// Pairs above it play no part, in scores either.
    static let suspicion = 1e-2
    /// The weakest level at which pairs are linked.
    static let weakestLink = 5e-3
    /// False links that an honest actor has in the graph, on average, at most: with a quarter, (1/4)³/6 false triangles are expected in all.
    static let falseLinks = 0.25

    init(_ table: ActionTable, visits: VisitTable, counts: PairCounts, settings: SwarmSettings) {
        let expected = ExpectedMeetings(visits, company: counts.company)
        let nulls = counts.sample.map { CoactionNull($0, actors: table.actingCount) }
        clumping = nulls.map { $0.clumping(0.1) }
        let tested = ParallelMap.pieces(counts.entries.count, minimumItems: Self.entriesPerPiece, threadCount: .max) { range in
            counts.entries[range].compactMap { Self.suspect($0, expected: expected, nulls: nulls, settings: settings) }
        }
        let suspects = Array(tested.joined())
        self.suspects = suspects
        let pairs = Double(table.actingCount) * Double(max(0, table.actingCount - 1)) / 2
        let ordered = suspects.map(\.pValue).sorted()
        var threshold = -1.0
        for (index, pValue) in ordered.enumerated() where pValue <= Double(index + 1) * settings.falseDiscoveryRate / max(1, pairs) {
            threshold = pValue
        }
        self.threshold = threshold
        significant = suspects.filter { $0.pValue <= threshold }
        let level = max(threshold, min(Self.weakestLink, Self.falseLinks / Double(max(1, table.actingCount))))
        linkingLevel = level
        linking = suspects.filter { $0.pValue <= level }
    }

    private static let entriesPerPiece = 16_384

    /// The pair's smallest p-value over the windows, where it is suspicious at all.
    private static func suspect(
        _ entry: PairCounts.Entry, expected: ExpectedMeetings, nulls: [CoactionNull], settings: SwarmSettings
    ) -> SuspectPair? {
        let trials = expected.trials(entry.pair)
        var best: SuspectPair?
        for window in nulls.indices {
            // One visit may meet two of the other's; it is still one chance to meet.
            let occasions = min(trials, entry.occasions(window: window))
            guard occasions >= settings.minimumOccasions else { continue }
            let mean = nulls[window].mean(expected.count(entry.pair, window: window))
            guard Double(occasions) > mean, mean < Double(trials) else { continue }
            let tail = Tails.binomialUpper(occasions, trials: trials, probability: mean / Double(trials))
            let pValue = min(1, tail * Double(nulls.count))
            if pValue <= suspicion, pValue < best?.pValue ?? 1 {
                best = SuspectPair(
                    one: Int32(Coaction.first(entry.pair)), other: Int32(Coaction.second(entry.pair)), pValue: pValue, window: window,
                    occasions: occasions, expected: mean)
            }
        }
        return best
    }

    /// The linking pairs of each group, both of whose actors are in it; no actor is in two. O(linking + members).
    func linking(within groups: [[Int32]]) -> [[SuspectPair]] {
        var groupOf: [Int32: Int] = [:]
        for (index, members) in groups.enumerated() { for member in members { groupOf[member] = index } }
        var pairs = [[SuspectPair]](repeating: [], count: groups.count)
        for pair in linking {
            guard let index = groupOf[pair.one], groupOf[pair.other] == index else { continue }
            pairs[index].append(pair)
        }
        return pairs
    }
}
