internal import Identities

/// Where the money of a cluster's driven visits goes.
struct DrivenMoney: Sendable {
    /// Driven visits whose payee is known, as a share.
    let known: Double
    /// Of those, visits whose payee is a member or shares identifiers with one.
    let selfPaid: Double
    /// The chance that two driven targets pay the same participant …
    let concentration: Double
    /// … and that any two targets do.
    let background: Double
    /// Payees by driven visits, most first, then by id; at most five.
    let largest: [(payee: Int32, visits: Int)]

    /// Below this share of known payees nothing is said about money.
    static let enoughKnown = 0.8
    /// Concentration beyond the background by which money counts as gathered.
    static let gathered = 0.05
    static let fewestTargets = 4

    let targetCount: Int
    var speaks: Bool { known >= Self.enoughKnown && targetCount >= Self.fewestTargets }
    var isDispersed: Bool { speaks && selfPaid < 0.5 && concentration <= background + Self.gathered }
    var endsAtCluster: Bool { speaks && selfPaid >= 0.5 }

    init(
        _ table: ActionTable, members: [Int32], rows: [Int], links: IdentityLinks, linkWeight: Double, background: Double
    ) {
        let inside = Set(members)
        var visits: [Int32: Int] = [:]
        var targetPayees: [Int32: Int32] = [:]
        var knownCount = 0
        var own = 0
        var linked: [Int32: Bool] = [:]
        func isLinked(_ payee: Int32) -> Bool {
            if let known = linked[payee] { return known }
            let found = links.strongestTie(payee, among: members) >= linkWeight
            linked[payee] = found
            return found
        }
        for row in rows {
            let entry = table.rows[row]
            guard entry.payee >= 0 else { continue }
            knownCount += 1
            visits[entry.payee, default: 0] += 1
            targetPayees[entry.target] = entry.payee
            if inside.contains(entry.payee) || isLinked(entry.payee) { own += 1 }
        }
        known = rows.isEmpty ? 0 : Double(knownCount) / Double(rows.count)
        selfPaid = knownCount == 0 ? 0 : Double(own) / Double(knownCount)
        targetCount = targetPayees.count
        concentration = Self.coincidence(targetPayees.values.reduce(into: [:]) { $0[$1, default: 0] += 1 })
        self.background = background
        largest = visits.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map { (payee: $0.key, visits: $0.value) }
    }

    /// The chance that two different items have the same owner. Integer sums, so that the order of counting leaves no trace.
    static func coincidence(_ counts: [Int32: Int]) -> Double {
        let total = counts.values.reduce(0, +)
        guard total > 1 else { return 0 }
        return Double(counts.values.reduce(0) { $0 + $1 * ($1 - 1) }) / (Double(total) * Double(total - 1))
    }

    /// `coincidence` over all targets, each with its first known payee. O(rows).
    static func background(_ table: ActionTable) -> Double {
        var counts: [Int32: Int] = [:]
        for target in 0..<table.targetCount {
            if let row = table.range(target).first(where: { table.rows[$0].payee >= 0 }) { counts[table.rows[row].payee, default: 0] += 1 }
        }
        return coincidence(counts)
    }
}

/// Decides whether a synchronous group is held: synchrony is not fraud, so what it drives, when, and for whom must speak against it as well.
struct SwarmGuard: Sendable {
    let medianShare: Double
    /// The share that this cluster had to reach.
    let neededShare: Double
    /// Inverse Simpson index of driven visits by day.
    let days: Double
    let neededDays: Double
    let money: DrivenMoney
    /// Mean over members of the strongest identifier tie to another member.
    let cohesion: Double
    let isHeld: Bool

    init(
        _ table: ActionTable, members: [Int32], driven: DrivenGroup, links: IdentityLinks, background: Background, settings: SwarmSettings
    ) {
        let sorted = driven.shares.sorted()
        medianShare = sorted.isEmpty ? 0 : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        money = DrivenMoney(
            table, members: members, rows: driven.rows, links: links, linkWeight: settings.linkWeight, background: background.concentration)
        cohesion = links.cohesion(members)
        days = Self.effectiveDays(table, driven.rows)
        neededShare =
            money.endsAtCluster ? settings.heldShareSelfPaying : money.isDispersed ? settings.heldShareDispersed : settings.heldShare
        neededDays =
            if money.endsAtCluster { cohesion >= settings.linkWeight ? 0 : settings.minimumDaysSelfPaying } else {
                max(settings.minimumDaysSelfPaying, min(settings.minimumDays, settings.partOfDays * background.days))
            }
        isHeld = driven.targets.count >= settings.minimumTargets && medianShare >= neededShare && days >= neededDays
    }

    /// Inverse Simpson index of the rows by UTC day: over how many days they are spread, were they even. O(rows).
    static func effectiveDays(_ table: ActionTable, _ rows: some Collection<Int>) -> Double {
        let days = rows.lazy.map { table.rows[$0].seconds / secondsPerDay }
        guard let first = days.min(), let last = days.max() else { return 0 }
        let counts: [Int]
        if last - first < countedDays {
            var byDay = [Int](repeating: 0, count: Int(last - first) + 1)
            for day in days { byDay[Int(day - first)] += 1 }
            counts = byDay
        } else {
            counts = Array(days.reduce(into: [Int64: Int]()) { $0[$1, default: 0] += 1 }.values)
        }
        let visits = counts.reduce(0, +)
        return Double(visits) * Double(visits) / Double(counts.reduce(0) { $0 + $1 * $1 })
    }

    /// Days that are counted in a plain list: 180 years.
    private static let countedDays: Int64 = 65_536
    private static let secondsPerDay: Int64 = 86_400

    /// What is usual in the whole table, computed once for all groups.
    struct Background: Sendable {
        /// The chance that two targets pay the same participant.
        let concentration: Double
        let days: Double

        init(_ table: ActionTable) {
            concentration = DrivenMoney.background(table)
            days = effectiveDays(table, table.rows.indices)
        }
    }
}
