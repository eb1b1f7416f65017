/// What a group drives: the targets where it and its witnesses, in step, are a large part of everybody, and the visits that do it.
struct DrivenGroup: Hashable, Sendable {
    /// Driven targets, sorted.
    private(set) var targets: [Int32] = []
    /// Rows of the table that drive, in table order.
    private(set) var rows: [Int] = []
    /// Members and witnesses in step at each driven target, parallel to `targets`.
    private(set) var inStep: [Int32] = []
    /// Parallel to the members: driven among the member's distinct targets, or among its events where that is more: a ring that comes back to few
    /// targets, beside dispersed events that touch many each, is no less a ring.
    private(set) var shares: [Double] = []

    /// `windowSeconds` is the group's own window; no witness (`StepTest.Kept`) is a member of any group. O(rows of the group · log).
    init(_ table: ActionTable, members: [Int32], witnesses: [Int32] = [], windowSeconds: Int64, settings: SwarmSettings) {
        var own: [Int32] = []
        for actor in members { own.append(contentsOf: table.rows(of: actor)) }
        for actor in witnesses { own.append(contentsOf: table.rows(of: actor)) }
        own.sort()
        var drivenTargets: [Int32] = []
        var start = 0
        while start < own.count {
            let target = table.rows[Int(own[start])].target
            var end = start + 1
            while end < own.count, table.rows[Int(own[end])].target == target { end += 1 }
            defer { start = end }
            guard end - start >= settings.drivingMembers else { continue }
            let found = Self.inStep(table, own[start..<end], windowSeconds: windowSeconds)
            let who = Self.distinct(found.map { table.rows[$0].actor })
            guard who.count >= settings.drivingMembers,
                Double(who.count) >= settings.drivingShare * Double(table.targetDegree[Int(target)])
            else { continue }
            targets.append(target)
            rows.append(contentsOf: found)
            inStep.append(Int32(who.count))
            drivenTargets.append(contentsOf: who)
        }
        shares = shares(of: members, table: table, drivenTargets: drivenTargets)
    }

    /// `drivenTargets` names an actor once for each target where it is in step.
    private func shares(of members: [Int32], table: ActionTable, drivenTargets: [Int32]) -> [Double] {
        let places = drivenTargets.sorted()
        let events = Self.distinct(rows.map { Coaction.directed(table.rows[$0].actor, table.rows[$0].event) })
        return members.map { member in
            let ofTargets = Double(Self.count(places, from: member, to: member + 1)) / Double(max(1, table.actorDegree[Int(member)]))
            let (low, high) = (Coaction.directed(member, 0), Coaction.directed(member + 1, 0))
            let ofEvents = Double(Self.count(events, from: low, to: high)) / Double(max(1, table.actorEvents[Int(member)]))
            return max(ofTargets, ofEvents)
        }
    }

    private static func distinct<Item: Comparable>(_ items: [Item]) -> [Item] {
        var distinct: [Item] = []
        for item in items.sorted() where distinct.last != item { distinct.append(item) }
        return distinct
    }

    /// How many of the sorted items are at least `low` and less than `high`. O(log items).
    private static func count<Item: Comparable>(_ sorted: [Item], from low: Item, to high: Item) -> Int {
        func place(_ bound: Item) -> Int {
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < bound { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return place(high) - place(low)
    }

    /// Of one target's rows by the group, those with another member's row within the window. O(rows).
    private static func inStep(_ table: ActionTable, _ own: ArraySlice<Int32>, windowSeconds: Int64) -> [Int] {
        let own = own.map { Int($0) }
        var near = [Bool](repeating: false, count: own.count)
        // The last row of each of the two members seen last.
        var last = -1
        var before = -1
        for index in own.indices {
            let row = table.rows[own[index]]
            let other = last >= 0 && table.rows[own[last]].actor == row.actor ? before : last
            if other >= 0, row.seconds - table.rows[own[other]].seconds <= windowSeconds {
                near[index] = true
                near[other] = true
            }
            if last >= 0, table.rows[own[last]].actor != row.actor { before = last }
            last = index
        }
        // A member's earlier repeats before another's visit are in step as well.
        var next = -1
        var after = -1
        for index in own.indices.reversed() {
            let row = table.rows[own[index]]
            let other = next >= 0 && table.rows[own[next]].actor == row.actor ? after : next
            if other >= 0, table.rows[own[other]].seconds - row.seconds <= windowSeconds { near[index] = true }
            if next >= 0, table.rows[own[next]].actor != row.actor { after = next }
            next = index
        }
        return own.indices.filter { near[$0] }.map { own[$0] }
    }
}
