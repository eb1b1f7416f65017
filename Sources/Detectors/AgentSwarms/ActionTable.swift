internal import Numerics

/// Actions grouped by target and sorted by time, with ids in the order of the names: one form for every order of arrival.
struct ActionTable: Sendable {
    /// Sorted; ids index it. Actors and payees share it.
    let actorNames: [String]
    let targetNames: [String]
    /// By target, then time, then a mixing of names, so that equal times favour no pair of actors on every target alike.
    let rows: [ActionLog.Row]
    /// `targetCount + 1` offsets into `rows`.
    let offsets: [Int]
    /// Distinct targets by actor.
    let actorDegree: [Int32]
    /// Distinct actors by target.
    let targetDegree: [Int32]
    /// Events by actor; an event may visit several targets.
    let actorEvents: [Int32]
    /// Actors that act, without those who are only paid.
    let actingCount: Int

    var actorCount: Int { actorNames.count }
    var targetCount: Int { targetNames.count }

    func range(_ target: Int) -> Range<Int> { offsets[target]..<offsets[target + 1] }

    /// O(rows log rows).
    init(_ log: ActionLog) {
        let (actorRank, actorNames) = log.actors.ranked()
        let (targetRank, targetNames) = log.targets.ranked()
        self.actorNames = actorNames
        self.targetNames = targetNames
        var offsets = [Int](repeating: 0, count: targetNames.count + 1)
        for row in log.rows { offsets[Int(targetRank[Int(row.target)]) + 1] += 1 }
        for target in targetNames.indices { offsets[target + 1] += offsets[target] }
        var cursor = offsets
        var rows = log.rows
        for var row in log.rows {
            row.actor = actorRank[Int(row.actor)]
            row.target = targetRank[Int(row.target)]
            if row.payee >= 0 { row.payee = actorRank[Int(row.payee)] }
            rows[cursor[Int(row.target)]] = row
            cursor[Int(row.target)] += 1
        }
        let actorHash = actorNames.map(Self.hash)
        var actorDegree = [Int32](repeating: 0, count: actorNames.count)
        var targetDegree = [Int32](repeating: 0, count: targetNames.count)
        var seen = [Int32](repeating: -1, count: actorNames.count)
        for target in targetNames.indices {
            let salt = Self.hash(targetNames[target])
            rows[offsets[target]..<offsets[target + 1]].sort { left, right in
                if left.seconds != right.seconds { return left.seconds < right.seconds }
                if left.actor != right.actor {
                    let one = SplitMix64.mix(actorHash[Int(left.actor)] ^ salt)
                    let other = SplitMix64.mix(actorHash[Int(right.actor)] ^ salt)
                    return one != other ? one < other : left.actor < right.actor
                }
                return (left.payee, left.amountMicros, left.event) < (right.payee, right.amountMicros, right.event)
            }
            for row in rows[offsets[target]..<offsets[target + 1]] where seen[Int(row.actor)] != Int32(target) {
                seen[Int(row.actor)] = Int32(target)
                actorDegree[Int(row.actor)] += 1
                targetDegree[target] += 1
            }
        }
        var actorEvents = [Int32](repeating: 0, count: actorNames.count)
        var counted = [Bool](repeating: false, count: Int((rows.map(\.event).max() ?? -1) + 1))
        for row in rows where !counted[Int(row.event)] {
            counted[Int(row.event)] = true
            actorEvents[Int(row.actor)] += 1
        }
        self.actorEvents = actorEvents
        self.rows = rows
        self.offsets = offsets
        self.actorDegree = actorDegree
        self.targetDegree = targetDegree
        actingCount = actorDegree.count { $0 > 0 }
    }

    /// FNV-1a over the UTF-8 bytes.
    static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
