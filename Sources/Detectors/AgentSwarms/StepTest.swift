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
    /// Times of the whole table, evenly spaced among the sorted ones.
    private let anybody: [Int64]

    /// Times from which the null is drawn, at most; and below which anybody's fill up the member's own.
    static let times = 128
    static let fewestTimes = 24
    static let sampledTimes = 4096
    static let rounds = 3
    /// A member of a group is kept at this level: of a thousand honest actors whom interest alone has linked to a group, one.
    static let memberLevel = 1e-3
    /// How much oftener than its times elsewhere say an honest actor may be in step.
    static let slack = 1.5

    /// O(sample log sample).
    init(_ table: ActionTable, settings: SwarmSettings) {
        self.table = table
        self.settings = settings
        let stride = max(1, table.rows.count / Self.sampledTimes)
        anybody = Swift.stride(from: 0, to: table.rows.count, by: stride).map { table.rows[$0].seconds }.sorted()
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

    /// A group without the members who do not keep step with the rest: each round judges by what those drive whom the one before left.
    /// O(rounds × rows of the group).
    func kept(_ group: [Int32], windowSeconds: Int64) -> Kept {
        var kept = Kept(members: group, witnesses: [])
        for _ in 0..<Self.rounds {
            let driven = DrivenGroup(
                table, members: kept.members, witnesses: kept.witnesses, windowSeconds: windowSeconds, settings: settings)
            let pace = pace(driven.rows)
            var left = Kept(members: [], witnesses: [])
            for actor in (kept.members + kept.witnesses).sorted() {
                switch verdict(actor, pace: pace, windowSeconds: windowSeconds) {
                case .inStep: left.members.append(actor)
                case .undecided: left.witnesses.append(actor)
                case .outOfStep: break
                }
            }
            if left == kept { break }
            kept = left
        }
        return kept
    }

    /// Undecided is who visits driven targets on too few occasions for any count in step to tell.
    func verdict(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> Verdict {
        let visits = visits(actor, pace: pace)
        guard visits.driven.reduce(0, { $0 + $1.times.count }) >= settings.minimumOccasions else { return .undecided }
        return pValue(actor, visits, pace: pace, windowSeconds: windowSeconds) <= Self.memberLevel ? .inStep : .outOfStep
    }

    /// Visits at each target that the group drives, target by target, each one's sorted by time.
    struct Pace: Sendable {
        fileprivate var targets: [Int32] = []
        fileprivate var offsets = [0]
        fileprivate var seconds: [Int64] = []
        fileprivate var actors: [Int32] = []
    }

    /// `driving` are the rows of the group that drive, in table order.
    func pace(_ driving: [Int]) -> Pace {
        var pace = Pace()
        for place in driving {
            let row = table.rows[place]
            if pace.targets.last != row.target {
                pace.targets.append(row.target)
                pace.offsets.append(pace.seconds.count)
            }
            pace.seconds.append(row.seconds)
            pace.actors.append(row.actor)
            pace.offsets[pace.offsets.count - 1] = pace.seconds.count
        }
        return pace
    }

    /// An actor's visits to driven targets, one for each occasion, and the times from which the null draws, sorted.
    private struct Visits {
        /// `place` is the target's in the pace; places and times rise.
        var driven: [(place: Int, times: [Int64])] = []
        var null: [Int64] = []
    }

    /// The chance, times the number of windows, that an actor who visits what it visits at times of its own, give or take `slack`, is in step as
    /// often. Windows longer than the group's are not looked at. O(driven targets of the actor × (times + visits there)).
    func pValue(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> Double {
        pValue(actor, visits(actor, pace: pace), pace: pace, windowSeconds: windowSeconds)
    }

    private func pValue(_ actor: Int32, _ visits: Visits, pace: Pace, windowSeconds: Int64) -> Double {
        let windows = settings.windowsSeconds.filter { $0 <= windowSeconds }
        var observed = [Int](repeating: 0, count: windows.count)
        var expected = [Double](repeating: 0, count: windows.count)
        var trials = 0
        for (place, times) in visits.driven {
            trials += times.count
            let gaps = Self.gaps(times, to: pace, place, of: actor)
            let chanceGaps = Self.gaps(visits.null, to: pace, place, of: actor)
            for (index, window) in windows.enumerated() {
                observed[index] += gaps.count { $0 <= window }
                expected[index] += Double(times.count) * Self.chance(chanceGaps, window)
            }
        }
        var best = 1.0
        for index in windows.indices {
            let expected = min(Double(trials), Self.slack * expected[index])
            guard trials > 0, observed[index] >= settings.minimumOccasions, Double(observed[index]) > expected else { continue }
            best = min(best, Tails.binomialUpper(observed[index], trials: trials, probability: expected / Double(trials)))
        }
        return min(1, best * Double(max(1, windows.count)))
    }

    /// By driven target that the actor visits, the chance that a visit at a time of its own is in step with another member's.
    func chances(_ actor: Int32, pace: Pace, windowSeconds: Int64) -> [(target: Int32, chance: Double)] {
        let visits = visits(actor, pace: pace)
        return visits.driven.map { place, _ in
            (pace.targets[place], Self.chance(Self.gaps(visits.null, to: pace, place, of: actor), windowSeconds))
        }
    }

    /// One success is added, so that no chance is nought.
    private static func chance(_ gaps: [Int64], _ window: Int64) -> Double { Double(1 + gaps.count { $0 <= window }) / Double(gaps.count + 1) }

    /// How far each of the sorted times is from another member's visit to the target, the largest number where none came. O(times + visits).
    private static func gaps(_ times: [Int64], to pace: Pace, _ place: Int, of actor: Int32) -> [Int64] {
        let visits = pace.offsets[place]..<pace.offsets[place + 1]
        var gaps = [Int64](repeating: .max, count: times.count)
        var before: Int64?
        var next = visits.lowerBound
        for index in times.indices {
            while next < visits.upperBound, pace.seconds[next] <= times[index] {
                if pace.actors[next] != actor { before = pace.seconds[next] }
                next += 1
            }
            if let before { gaps[index] = times[index] - before }
        }
        var after: Int64?
        var last = visits.upperBound - 1
        for index in times.indices.reversed() {
            while last >= visits.lowerBound, pace.seconds[last] >= times[index] {
                if pace.actors[last] != actor { after = pace.seconds[last] }
                last -= 1
            }
            if let after { gaps[index] = min(gaps[index], after - times[index]) }
        }
        return gaps
    }

    private func visits(_ actor: Int32, pace: Pace) -> Visits {
        var visits = Visits()
        var other: [Int64] = []
        var place = 0
        for index in table.rows(of: actor) {
            let row = table.rows[Int(index)]
            while place < pace.targets.count, pace.targets[place] < row.target { place += 1 }
            if place == pace.targets.count || pace.targets[place] != row.target {
                other.append(row.seconds)
            } else if visits.driven.last?.place != place {
                visits.driven.append((place, [row.seconds]))
            } else if let last = visits.driven[visits.driven.count - 1].times.last, row.seconds - last >= settings.occasionSeconds {
                visits.driven[visits.driven.count - 1].times.append(row.seconds)
            }
        }
        visits.null = Self.thinned(other.sorted(), to: Self.times)
        if visits.null.count < Self.fewestTimes {
            visits.null = (visits.null + Self.thinned(anybody, to: 2 * (Self.fewestTimes - visits.null.count))).sorted()
        }
        return visits
    }

    /// Evenly spaced items, at most `count`.
    private static func thinned(_ sorted: [Int64], to count: Int) -> [Int64] {
        guard sorted.count > count else { return sorted }
        return (0..<count).map { sorted[($0 * sorted.count + sorted.count / 2) / count] }
    }
}
