internal import Numerics
internal import Ledger

/// Whether a member of a group keeps step with it, and does not merely like what the group likes.
///
/// Actors of one town, office or craft meet at the same few targets far more often than activity alone explains, and the more communities a
/// ledger holds the more so. Their times tell them from a ring: given WHAT the member visits, the null draws WHEN from the times at which it does
/// other things, or, where it does little else, at which anybody does anything. Visits then fall within the window of another member's visit to the same target
/// as a sum of unequal coin flips, whose upper tail that of a binomial variable bounds (Hoeffding 1956).
///
/// What an actor does elsewhere tells only roughly when it would come here: a document is new once, a shop has hours. Such misfits are small, but a
/// busy actor's visits are many, and against enough of them any misfit is significant. So the chance is first raised by `slack`, and who comes at
/// random to a target where company is nearly certain cannot be told from a ring, and is not.
struct StepTest: Sendable {
    private let table: ActionTable
    private let settings: SwarmSettings
    /// Rows by actor, each actor's in table order.
    private let rows: [Int32]
    private let offsets: [Int]
    /// Times of the whole table, evenly spaced among the sorted ones.
    private let anybody: [Int64]

    /// Times from which the null is drawn, at most; and below which anybody's fill up the member's own.
    static let times = 128
    static let fewestTimes = 24
    static let rounds = 3
    /// A member of a group is kept at this level: of a thousand honest actors whom interest alone has linked to a group, one.
    static let memberLevel = 1e-3
    /// How much oftener than its times elsewhere say an honest actor may be in step.
    static let slack = 1.5

    /// O(rows + sample log sample).
    init(_ table: ActionTable, settings: SwarmSettings) {
        self.table = table
        self.settings = settings
        var offsets = [Int](repeating: 0, count: table.actorCount + 1)
        for row in table.rows { offsets[Int(row.actor) + 1] += 1 }
        for actor in 0..<table.actorCount { offsets[actor + 1] += offsets[actor] }
        var cursor = offsets
        var rows = [Int32](repeating: 0, count: table.rows.count)
        for (index, row) in table.rows.enumerated() {
            rows[cursor[Int(row.actor)]] = Int32(index)
            cursor[Int(row.actor)] += 1
        }
        self.rows = rows
        self.offsets = offsets
        let stride = max(1, table.rows.count / 4096)
        let sample = Swift.stride(from: 0, to: table.rows.count, by: stride).map { table.rows[$0].seconds }.sorted()
        anybody = sample
    }

    /// What is left of a group; both lists sorted.
    struct Kept: Hashable, Sendable {
        /// Who keeps step.
        var members: [Int32]
        /// Linked actors with too few visits to what the group drives to tell whether they keep step: nothing of theirs is held, and yet the
        /// others were in step with them. Without their visits fewer targets would be driven, and member after member would fall.
        var witnesses: [Int32]
    }

    enum Verdict: Sendable { case inStep, undecided, outOfStep }

    /// The groups without the members who do not keep step with the rest: each round judges by what those drive whom the one before left.
    /// O(rounds × rows).
    func kept(_ groups: [[Int32]], windowSeconds: [Int64]) -> [Kept] {
        var kept = groups.map { Kept(members: $0, witnesses: []) }
        for _ in 0..<Self.rounds {
            let driven = DrivenTargets(
                table, clusters: kept.map(\.members), witnesses: kept.map(\.witnesses), windowSeconds: windowSeconds, settings: settings)
            let next = kept.indices.map { index in
                let pace = pace(driven.rows[index])
                var left = Kept(members: [], witnesses: [])
                for actor in (kept[index].members + kept[index].witnesses).sorted() {
                    switch verdict(actor, pace: pace, windowSeconds: windowSeconds[index]) {
                    case .inStep: left.members.append(actor)
                    case .undecided: left.witnesses.append(actor)
                    case .outOfStep: break
                    }
                }
                return left
            }
            if next == kept { break }
            kept = next
        }
        return kept
    }

    /// Undecided is who visits driven targets on too few occasions for any count in step to tell.
    func verdict(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> Verdict {
        let occasions = visits(actor, pace: pace).driven.values.reduce(0) { $0 + $1.count }
        guard occasions >= settings.minimumOccasions else { return .undecided }
        return pValue(actor, pace: pace, windowSeconds: windowSeconds) <= Self.memberLevel ? .inStep : .outOfStep
    }

    /// Members' visit times at each target that the group drives.
    struct Pace: Sendable {
        /// By target, sorted by time.
        fileprivate var visits: [Int32: [(seconds: Int64, actor: Int32)]] = [:]

        fileprivate func company(_ target: Int32, of actor: Int32) -> [Int64] {
            (visits[target] ?? []).filter { $0.actor != actor }.map(\.seconds)
        }
    }

    /// `driving` are the rows of the group that drive.
    func pace(_ driving: [Int]) -> Pace {
        var pace = Pace()
        for row in driving { pace.visits[table.rows[row].target, default: []].append((table.rows[row].seconds, table.rows[row].actor)) }
        return pace
    }

    /// The chance, times the number of windows, that an actor who visits what it visits at times of its own, give or take `slack`, is in step as
    /// often. Windows longer than the group's are not looked at. O(times × driven targets of the actor × windows × log visits).
    func pValue(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> Double {
        let (visited, null) = visits(actor, pace: pace)
        let windows = settings.windowsSeconds.filter { $0 <= windowSeconds }
        var best = 1.0
        for window in windows {
            var observed = 0
            var trials = 0
            var expected = 0.0
            for target in visited.keys.sorted() {
                let company = pace.company(target, of: actor)
                let times = visited[target] ?? []
                trials += times.count
                observed += times.count { Self.isNear(company, $0, window) }
                expected += Double(times.count) * Self.chance(null, company, window)
            }
            expected = min(Double(trials), Self.slack * expected)
            guard trials > 0, observed >= settings.minimumOccasions, Double(observed) > expected else { continue }
            best = min(best, Tails.binomialUpper(observed, trials: trials, probability: expected / Double(trials)))
        }
        return min(1, best * Double(max(1, windows.count)))
    }

    /// By driven target that the actor visits, the chance that a visit at a time of its own is in step with another member's.
    func chances(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> [Int32: Double] {
        let (visited, null) = visits(actor, pace: pace)
        var chances: [Int32: Double] = [:]
        for target in visited.keys { chances[target] = Self.chance(null, pace.company(target, of: actor), windowSeconds) }
        return chances
    }

    /// One success is added, so that no chance is nought.
    private static func chance(_ null: [Int64], _ company: [Int64], _ window: Int64) -> Double {
        Double(1 + null.count { isNear(company, $0, window) }) / Double(null.count + 1)
    }

    /// The actor's visits to driven targets, one for each occasion, and the times from which the null draws.
    private func visits(_ actor: Int32, pace: Pace) -> (driven: [Int32: [Int64]], null: [Int64]) {
        var visited: [Int32: [Int64]] = [:]
        var other: [Int64] = []
        for index in offsets[Int(actor)]..<offsets[Int(actor) + 1] {
            let row = table.rows[Int(rows[index])]
            if pace.visits[row.target] == nil {
                other.append(row.seconds)
            } else if visited[row.target]?.last.map({ row.seconds - $0 >= settings.occasionSeconds }) ?? true {
                visited[row.target, default: []].append(row.seconds)
            }
        }
        var null = Self.thinned(other.sorted(), to: Self.times)
        if null.count < Self.fewestTimes { null += Self.thinned(anybody, to: 2 * (Self.fewestTimes - null.count)) }
        return (visited, null)
    }

    /// Whether one of the sorted times is within the span. O(log n).
    private static func isNear(_ sorted: [Int64], _ seconds: Int64, _ span: Int64) -> Bool {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < seconds - span { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] <= seconds + span
    }

    /// Evenly spaced items, at most `count`.
    private static func thinned(_ sorted: [Int64], to count: Int) -> [Int64] {
        guard sorted.count > count else { return sorted }
        return (0..<count).map { sorted[($0 * sorted.count + sorted.count / 2) / count] }
    }
}
