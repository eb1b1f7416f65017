/// What clusters drive: the targets where they and their witnesses, in step, are a large part of everybody, and the visits that do it.
struct DrivenTargets: Sendable {
    /// By cluster: driven targets, sorted.
    let targets: [[Int32]]
    /// By cluster: rows of the table that drive, in table order.
    let rows: [[Int]]
    /// By cluster: members and witnesses in step at each driven target, parallel to `targets`.
    let members: [[Int32]]
    /// By cluster, parallel to its members: driven among the member's distinct targets, or among its events where that is more: a ring that comes
    /// back to few targets, beside dispersed events that touch many each, is no less a ring.
    let shares: [[Double]]

    /// `windowSeconds` is each cluster's own window; `witnesses` are by cluster (`StepTest.Kept`), or none. O(rows + clusters).
    init(
        _ table: ActionTable, clusters: [[Int32]], witnesses: [[Int32]] = [], windowSeconds: [Int64], settings: SwarmSettings
    ) {
        var clusterOf = [Int32](repeating: -1, count: table.actorCount)
        for (cluster, actors) in witnesses.enumerated() { for actor in actors { clusterOf[Int(actor)] = Int32(cluster) } }
        for (cluster, members) in clusters.enumerated() { for member in members { clusterOf[Int(member)] = Int32(cluster) } }
        var targets = [[Int32]](repeating: [], count: clusters.count)
        var rows = [[Int]](repeating: [], count: clusters.count)
        var inStep = [[Int32]](repeating: [], count: clusters.count)
        var drivenCount = [Int32](repeating: 0, count: table.actorCount)
        for target in 0..<table.targetCount where Int(table.targetDegree[target]) >= settings.drivingMembers {
            let range = table.range(target)
            let belonging = range.lazy.map { clusterOf[Int(table.rows[$0].actor)] }.filter { $0 >= 0 }
            guard belonging.prefix(settings.drivingMembers).count == settings.drivingMembers else { continue }
            let present = Set(belonging).sorted()
            for cluster in present {
                let found = Self.inStep(table, range, clusterOf: clusterOf, cluster: cluster, windowSeconds: windowSeconds[Int(cluster)])
                let who = Set(found.map { table.rows[$0].actor })
                guard who.count >= settings.drivingMembers, Double(who.count) >= settings.drivingShare * Double(table.targetDegree[target])
                else { continue }
                targets[Int(cluster)].append(Int32(target))
                rows[Int(cluster)].append(contentsOf: found)
                inStep[Int(cluster)].append(Int32(who.count))
                for actor in who { drivenCount[Int(actor)] += 1 }
            }
        }
        self.targets = targets
        self.rows = rows
        members = inStep
        shares = clusters.indices.map { index in
            var events: [Int32: Set<Int32>] = [:]
            for row in rows[index] { events[table.rows[row].actor, default: []].insert(table.rows[row].event) }
            return clusters[index].map { member in
                let ofTargets = Double(drivenCount[Int(member)]) / Double(max(1, table.actorDegree[Int(member)]))
                let ofEvents = Double(events[member]?.count ?? 0) / Double(max(1, table.actorEvents[Int(member)]))
                return max(ofTargets, ofEvents)
            }
        }
    }

    /// Rows of the cluster with another member's row within the window. O(range).
    private static func inStep(
        _ table: ActionTable, _ range: Range<Int>, clusterOf: [Int32], cluster: Int32, windowSeconds: Int64
    ) -> [Int] {
        let own = range.filter { clusterOf[Int(table.rows[$0].actor)] == cluster }
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
